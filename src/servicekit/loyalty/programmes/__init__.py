"""Loyalty programmes: forms, economics, points, tiers."""
