"""What goes with an outcome: regressions, their tests, and shares of what is explained."""
