"""Whole installations, each in a process of its own: without a network, with few modules."""
