"""The lessons of the topics of the page "Convolution vs correlation"."""
