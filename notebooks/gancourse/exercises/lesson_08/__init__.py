"""The exercises of lesson 08, Mode collapse on a ring."""
