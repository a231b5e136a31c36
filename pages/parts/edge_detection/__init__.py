"""The parts of the page Edge detection."""
