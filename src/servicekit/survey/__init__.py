"""Layer 2: the standard survey measures: NPS, CSAT, CES and mean answers."""
