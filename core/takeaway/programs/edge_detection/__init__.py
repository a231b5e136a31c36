"""The lessons of the topics of the page "Edge detection"."""
