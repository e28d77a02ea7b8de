"""Reads of the links."""
