"""The tabs and panels of the pages, one folder a page."""
