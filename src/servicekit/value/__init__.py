"""Value: what an offer is worth to the customer, and what a customer is worth over time."""
