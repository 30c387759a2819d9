"""Cases of complaints: one case as events, logs of many, their clocks, deadlines and charts."""
