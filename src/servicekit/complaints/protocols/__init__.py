"""Handling protocols: five of the training literature and one's own, run, printed and audited."""
