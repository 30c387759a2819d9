"""Layer 6: the example data that are shipped."""
