"""The lessons of the topics of "Learning a kernel"."""

from core.takeaway.programs.learning_a_kernel import (
    computed,
    diagnosis,
    epochs,
    recover,
    runs,
    surface,
    sweep,
    theory,
)

__all__ = ["computed", "diagnosis", "epochs", "recover", "runs", "surface", "sweep", "theory"]
