"""Many units: ranks, funnels, and the same mix of customers."""
