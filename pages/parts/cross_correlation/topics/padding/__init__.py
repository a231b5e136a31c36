"""The topic padding."""
