"""What the open data answer, to programs and to people."""
