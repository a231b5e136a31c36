"""Many trainings at once."""
