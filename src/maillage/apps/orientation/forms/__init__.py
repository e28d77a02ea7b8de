"""What the pages of orientation read."""
