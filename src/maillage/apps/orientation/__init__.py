"""Orientation: what a person wants to do and already does, without marks, and where to go."""
