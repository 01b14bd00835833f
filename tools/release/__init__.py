"""Releases: what must agree before one, its notes, and what is in it."""
