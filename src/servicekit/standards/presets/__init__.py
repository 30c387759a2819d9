"""Standards of three trades after training decks: car after-sales, fashion retail, property sales."""
