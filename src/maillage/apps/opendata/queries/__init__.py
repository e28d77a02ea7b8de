"""Reads of the open data: each format is a projection of the same published places."""
