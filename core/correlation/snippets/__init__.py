"""Programs to copy: what the screen shows, in six libraries."""
