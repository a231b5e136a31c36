"""Programs to copy: what the screen shows, in six libraries."""

from core.correlation.snippets.torch_padding import torch_padding

__all__ = ["torch_padding"]
