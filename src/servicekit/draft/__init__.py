"""Layer 6: a study drafted for a file that nobody has described yet."""
