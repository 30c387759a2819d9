"""Layer 2: mergeable summaries and the intervals, comparisons and plans computed from them."""
