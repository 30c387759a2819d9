"""Figures looked at again and again."""
