"""The topic channels."""
