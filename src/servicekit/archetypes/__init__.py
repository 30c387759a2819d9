"""Which kind of service organisation one is: four archetypes, their practices, fit, contradictions, moves and drift."""
