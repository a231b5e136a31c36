"""What is on the screen in motion, as a GIF."""

from core.takeaway.animations.films import MAX_BYTES, MAX_FRAMES, animation

__all__ = ["MAX_BYTES", "MAX_FRAMES", "animation"]
