"""The lessons of the topics of the page "Cross-correlation"."""
