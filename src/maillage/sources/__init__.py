"""Sources of places: one file each, and the ways of reading a delivered file."""
