"""The exercises of lesson 05, An MLP GAN on digits."""
