"""Layer 6: the report: one self-contained HTML file that works offline, in English or Chinese."""
