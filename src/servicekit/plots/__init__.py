"""Layer 6: pictures of results, one function each: it takes a result and returns the axes it drew on."""
