"""The topic signals."""
