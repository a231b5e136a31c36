"""The topic operations."""
