"""The topic runs."""
