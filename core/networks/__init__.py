"""Networks as graphs of windows: a reader for each format, and a zoo of named ones."""
