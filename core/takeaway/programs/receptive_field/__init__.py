"""The lessons of the topics of "Receptive field"."""

from core.takeaway.programs.receptive_field import check, effective, formula, growth, networks

__all__ = ["check", "effective", "formula", "growth", "networks"]
