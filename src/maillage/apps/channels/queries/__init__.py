"""Reads of the channels: the facts of places, and the papers made of them."""
