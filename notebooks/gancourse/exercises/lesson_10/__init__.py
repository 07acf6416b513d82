"""The exercises of lesson 10, Making images bigger."""
