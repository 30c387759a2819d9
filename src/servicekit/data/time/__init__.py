"""Time in data: formats, zones, opening hours, business time."""
