"""The exercises of lesson 09, Making images bigger."""
