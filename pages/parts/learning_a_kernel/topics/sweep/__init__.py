"""The topic sweep."""
