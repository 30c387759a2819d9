"""Causes of complaints: what they are, how texts are read for them, which few make up most."""
