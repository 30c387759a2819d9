"""Estimates and the intervals that go with them."""
