"""The exercises, a folder for each lesson with a file for each exercise (`lesson_05/ex4_six_steps.py`). This is the only
part of the package that knows the lessons."""
