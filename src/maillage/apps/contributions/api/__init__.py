"""Proposals, for programs: sent with a key, read and taken back by whoever made the key."""

from maillage.apps.contributions.api.proposals import router

__all__ = ["router"]
