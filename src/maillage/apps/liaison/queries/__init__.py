"""Reads of the sheets and of the paths."""
