"""The topic recover."""
