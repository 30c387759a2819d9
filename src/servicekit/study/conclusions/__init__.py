"""What follows from all parts together: the first screen, the ladder, disclosure, every figure by name."""
