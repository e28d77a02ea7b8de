"""Reads of campaigns, of what a link opens, of the figures of the base."""
