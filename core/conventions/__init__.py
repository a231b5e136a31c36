"""What each library means by one kernel, and the laws that tell convolution from correlation."""

from core.conventions import laws, libraries
from core.conventions.calls import CALLS
from core.conventions.laws import Operation, Sides
from core.conventions.libraries import CONVENTIONS, Answer, Convention, by_rule, compare, computed, groups

__all__ = [
    "CALLS",
    "CONVENTIONS",
    "Answer",
    "Convention",
    "Operation",
    "Sides",
    "by_rule",
    "compare",
    "computed",
    "groups",
    "laws",
    "libraries",
]
