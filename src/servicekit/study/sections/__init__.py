"""Sections of a study: what each part needs to know of the columns."""
