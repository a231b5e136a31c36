"""The topic workshop."""
