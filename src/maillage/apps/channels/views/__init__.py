"""Pages and papers of the channels."""
