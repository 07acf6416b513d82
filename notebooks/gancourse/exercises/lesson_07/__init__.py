"""The exercises of lesson 07, Faster and better."""
