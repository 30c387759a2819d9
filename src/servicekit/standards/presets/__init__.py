"""Standards of three trades after training documents: car after-sales, fashion retail, property sales."""
