"""The parts of the page Receptive field."""
