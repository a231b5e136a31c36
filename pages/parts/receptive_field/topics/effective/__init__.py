"""The topic effective."""
