"""What is asked of the open data, turned into typed requests."""
