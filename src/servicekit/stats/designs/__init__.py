"""Sampling designs: weights, strata, clusters, margins; linearised and resampled standard errors."""
