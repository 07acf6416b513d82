"""The exercises of lesson 11, DCGAN digits."""
