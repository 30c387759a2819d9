"""Reaching customers and knowing them: occasions, calls, contact plans with results, service links, profiles."""
