"""The parts of the page Convolution vs correlation."""
