"""Loyalty: kinds and levels, the customer base, programmes, and the link from satisfaction."""
