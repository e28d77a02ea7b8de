"""Writes: campaigns, letters, answers, calls, the figures of a day."""
