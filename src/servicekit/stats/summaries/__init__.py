"""What is kept of rows: counts per category and sums of columns, which merge and can be weighted and grouped."""
