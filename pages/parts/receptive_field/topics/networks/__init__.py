"""The topic networks."""
