"""The parts of the page Cross-correlation."""
