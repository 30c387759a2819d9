"""Times to an event that not everybody has had yet."""
