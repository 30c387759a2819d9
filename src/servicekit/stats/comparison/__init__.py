"""Differences: groups against each other, against a number, against the rest, within the same people."""
