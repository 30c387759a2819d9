"""Scores of categories and means of answers, of one group or of thousands at once."""
