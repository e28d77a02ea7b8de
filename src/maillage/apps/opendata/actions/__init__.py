"""Writes of the open data."""
