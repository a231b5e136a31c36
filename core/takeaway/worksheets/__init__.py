"""What is on the screen as a sheet of paper to work on, its answers on the second page."""

from core.takeaway.worksheets.sheets import worksheet

__all__ = ["worksheet"]
