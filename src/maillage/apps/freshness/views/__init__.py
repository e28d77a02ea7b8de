"""Pages: those of a place without an account, those of the people who keep the base."""
