"""Recovery: how many stand behind the heard ones, who comes back, what it costs and saves."""
