"""The filter between a before and an after picture."""

from core.learning.recovery.pair import FilterRecovery

__all__ = ["FilterRecovery"]
