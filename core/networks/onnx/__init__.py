"""ONNX models: the graph of an .onnx file, read without its weights."""
