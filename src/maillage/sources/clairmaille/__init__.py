"""Clairmaille, a town that does not exist: made from a seed, the same bytes on every machine.

Everything is invented: places, streets, organisations, people (there are none but roles),
telephones of the Arcep fiction ranges, addresses ending in `.example`.
"""
