"""Whence loyalty comes and what it brings: factors, effects, the link from satisfaction."""
