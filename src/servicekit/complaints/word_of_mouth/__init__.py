"""Word of mouth: who tells whom, how far it reaches, whether it dies out."""
