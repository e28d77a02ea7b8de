"""The first pages: that of residents, that of the staff."""
