"""Runs: the loop's bookkeeping, recordings of it, and their replay. The package holds no training step of a lesson."""
