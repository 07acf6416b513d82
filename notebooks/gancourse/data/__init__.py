"""Pictures to learn from: where they lie, how they are loaded, and the digits the course draws itself."""
