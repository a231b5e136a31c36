"""Exercises that mark themselves, in place of a page's first screen."""

from pages.shared.exercise.kinds import BOXES, CHOICES, KINDS, Kind, box_label, help_used
from pages.shared.exercise.screen import shown

__all__ = ["BOXES", "CHOICES", "KINDS", "Kind", "box_label", "help_used", "shown"]
