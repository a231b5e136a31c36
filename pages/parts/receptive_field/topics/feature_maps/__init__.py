"""The topic feature maps."""
