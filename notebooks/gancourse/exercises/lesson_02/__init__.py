"""The exercises of lesson 02, Figure 1, exactly."""
