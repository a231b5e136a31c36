"""Sentences that can be translated, and the errors that are one: what a visitor gave, and what happened to us."""

from __future__ import annotations


class Message:
    """One sentence that can be translated: a note, or what an error says.

    Parameters
    ----------
    rule : str
        The sentence in English with named fields, e.g.
        ``"kernel {kernel} does not fit into image {image} without padding"``.
        It is a literal at the place that makes it, for it is also the key of the catalogues.
    **values
        What stands in the fields.

    Notes
    -----
    ``str(message)`` is the English sentence; a page translates ``message.rule`` and fills in
    ``message.values`` (see ``core.words.sentence``).
    """

    def __init__(self, rule: str, **values: object) -> None:
        self._english = rule.format(**values)
        self.rule = rule
        self.values = values

    def __str__(self) -> str:
        return self._english

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are pickled by their args; ours must survive the way back from a worker.
        return (_rebuild, (type(self), self.rule, self.values))


class BadInput(Message, ValueError):
    """Input that breaks a rule: which rule, the values received, what to do."""


class WorkerLost(Message, RuntimeError):
    """Work that got no answer: its process ended in the middle of it (out of memory, killed), or took too long."""


class Unavailable(Message, RuntimeError):
    """Something that this server has or reaches for at other times and not now: a folder to write to, a database."""


def _rebuild(kind: type[Message], rule: str, values: dict[str, object]) -> Message:
    return kind(rule, **values)
