"""Measures what the course claims. `python3 ci/course.py measure` lists the measurements."""
