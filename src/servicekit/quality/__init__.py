"""Layer 2: perceived service quality: SERVQUAL and SERVPERF with dimensions, gaps and their reliability."""
