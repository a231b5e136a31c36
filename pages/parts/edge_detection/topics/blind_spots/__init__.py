"""The topic blind spots."""
