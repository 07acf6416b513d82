"""The exercises of lesson 13, Fashion, and how to judge a GAN."""
