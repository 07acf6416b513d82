"""The exercises of lesson 03, Algorithm 1 under the microscope."""
