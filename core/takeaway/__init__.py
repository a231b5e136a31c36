"""What is on the screen, to take away: a lesson to run, a worksheet to print, an animation, and all of it packed."""

from core.takeaway.animations import MAX_BYTES, MAX_FRAMES, animation
from core.takeaway.archive import archive
from core.takeaway.files import Lesson, every, file, long, written
from core.takeaway.lesson import Cell, notebook, script
from core.takeaway.programs import lesson, opening
from core.takeaway.subjects import (
    Comparison,
    Correlation,
    Edges,
    Field,
    Learning,
    Photograph,
    Reader,
    Subject,
    address_of,
    heavy,
)
from core.takeaway.worksheets import worksheet

__all__ = [
    "MAX_BYTES",
    "MAX_FRAMES",
    "Cell",
    "Comparison",
    "Correlation",
    "Edges",
    "Field",
    "Learning",
    "Lesson",
    "Photograph",
    "Reader",
    "Subject",
    "address_of",
    "animation",
    "archive",
    "every",
    "file",
    "heavy",
    "lesson",
    "long",
    "notebook",
    "opening",
    "script",
    "worksheet",
    "written",
]
