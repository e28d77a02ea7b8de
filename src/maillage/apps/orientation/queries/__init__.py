"""Reads of orientation."""
