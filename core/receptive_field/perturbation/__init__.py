"""Receptive fields by experiment: change one input, see which outputs change."""
