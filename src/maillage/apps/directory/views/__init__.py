"""Pages of the directory: those of residents, those of the staff, the dictionary of the data."""
