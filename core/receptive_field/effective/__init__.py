"""The effective receptive field: how much each input matters."""
