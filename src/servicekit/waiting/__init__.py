"""Waiting: how long waits are, how long they feel, and how many agents keep them short."""
