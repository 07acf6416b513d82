"""Lesson 12's exercises, one file each."""
