"""The exercises, one file a lesson (`lesson_05.py`). This is the only part of the package that knows the lessons."""
