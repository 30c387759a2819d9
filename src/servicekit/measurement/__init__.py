"""Layer 1: scales, mergeable summaries and the intervals, comparisons and plans computed from them."""
