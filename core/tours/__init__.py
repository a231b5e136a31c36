"""Guided tours: sentences in each language, each with the address that it is about; one text file a tour."""

from core.tours.tour import Step, Stop, Tour, names, place, tour

__all__ = ["Step", "Stop", "Tour", "names", "place", "tour"]
