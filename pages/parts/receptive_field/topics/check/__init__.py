"""The topic check."""
