"""Layer 0: words, results, errors and the three recurring shapes; knows no domain and no data frame."""
