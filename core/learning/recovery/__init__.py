"""The filter between a before and an after picture."""
