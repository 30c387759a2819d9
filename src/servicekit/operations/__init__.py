"""How the service is run: organisation, conduct, contact with customers."""
