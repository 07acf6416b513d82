"""Games so small that everything in them is known."""
