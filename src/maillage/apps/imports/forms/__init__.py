"""Turn what was typed into what the actions take."""
