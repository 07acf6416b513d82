"""The exercises of lesson 06, Three optimisers, three curves."""
