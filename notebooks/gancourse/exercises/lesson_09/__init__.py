"""The exercises of lesson 09, Was the paper right?."""
