"""PyTorch models: .pt2 archives and pasted texts, read without running anything in them."""
