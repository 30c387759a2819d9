"""Layer 2: what a customer expected and what a customer got: ratio, disconfirmation, zone of tolerance."""
