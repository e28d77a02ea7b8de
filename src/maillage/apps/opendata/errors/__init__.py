"""Refusals of the open data; one file for each way in."""
