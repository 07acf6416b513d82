"""The exercises of lesson 10, DCGAN digits."""
