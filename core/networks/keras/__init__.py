"""Reading Keras models: what their configurations say, without Keras."""
