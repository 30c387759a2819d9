"""Conduct that drives customers away: service vices as audit items and as words in comments, with rates by site."""
