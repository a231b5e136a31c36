"""The one error that a visitor's input can cause: a rule, the values received, what to do."""

from __future__ import annotations


class BadInput(ValueError):
    """Input that breaks a rule, said as one sentence that can be translated.

    Parameters
    ----------
    rule : str
        The sentence in English with named fields, e.g.
        ``"kernel {kernel} does not fit into image {image} without padding"``.
        It is a literal at the place that raises, for it is also the key of the catalogues.
    **values
        What stands in the fields.

    Notes
    -----
    ``str(error)`` is the English sentence; a page translates ``error.rule`` and fills in
    ``error.values`` (see ``core.words.sentence``).
    """

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule.format(**values))
        self.rule = rule
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are pickled by their args; ours must survive the way back from a worker.
        return (_rebuild, (self.rule, self.values))


def _rebuild(rule: str, values: dict[str, object]) -> BadInput:
    return BadInput(rule, **values)
