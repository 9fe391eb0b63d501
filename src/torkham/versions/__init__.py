"""Versions of a dataset: what changed between two, what was released and retired, whether a copy is the one built."""
