"""Sentences in both languages, made of claims and of nothing else."""
