"""Running a model of one's own: from its configuration, with random weights or its own, layer by layer from a list."""
