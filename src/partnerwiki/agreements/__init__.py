"""Agreements: what their text is, its versions, what changed between two."""
