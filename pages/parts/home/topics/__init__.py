"""What can be opened on the front page."""
