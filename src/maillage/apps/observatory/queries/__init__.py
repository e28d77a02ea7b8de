"""Reads of the observatory."""
