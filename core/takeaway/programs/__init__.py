"""What is on the screen as a lesson that can be run: NumPy, TensorFlow and matplotlib, and nothing of the lab."""

from core.takeaway.programs.lessons import lesson
from core.takeaway.programs.pieces import opening

__all__ = ["lesson", "opening"]
