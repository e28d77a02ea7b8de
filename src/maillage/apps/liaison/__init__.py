"""Liaison: one sheet from who sends a person to who receives them, the answer, and paths."""
