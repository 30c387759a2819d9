"""How many answers it takes, before they are asked."""
