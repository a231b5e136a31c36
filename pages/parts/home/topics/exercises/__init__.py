"""The list of exercises."""
