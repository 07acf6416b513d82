"""The exercises of lesson 00, Start here."""
