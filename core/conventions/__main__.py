"""What the fresh interpreter runs that asks other libraries: see ``core.conventions.libraries``."""

from core.conventions.libraries import answer

answer()
