"""For teachers: slides, grading, the report of a class."""
