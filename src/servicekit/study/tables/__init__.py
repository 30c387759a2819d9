"""What a study reads: rows of the survey and of the tables beside it, and whether they fit."""
