"""The exercises' engine: what a check tries, what it says, and what it remembers."""
