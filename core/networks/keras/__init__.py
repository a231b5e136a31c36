"""Keras models, read from their configuration."""
