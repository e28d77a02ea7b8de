"""Writes of the channels: each one transaction, with its trace."""
