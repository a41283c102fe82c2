"""The errors a user can act on; each kind has one exit code."""

from __future__ import annotations

RAISED_HERE = "impact.errors."
"""What marks an error in a notebook as ours, apart from another library's class of the same name."""


class ImpactError(Exception):
    """Base of every error this package raises on purpose.

    The message says what is wrong, where, and what to do about it, in words a programme officer understands. It never
    holds a person's row: neither an identifier nor a value that belongs to one.

    Attributes
    ----------
    exit_code : int
        What the `impact` command exits with.
    """

    exit_code = 1

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what to show: the sentence, and no traceback, whose lines could hold data."""
        return [f"{RAISED_HERE}{type(self).__name__}: {self}"]


class UsageError(ImpactError):
    """The command line asks for something that there is not."""

    exit_code = 2


class StudyError(ImpactError):
    """The study file is wrong: YAML, keys, horizons, or columns it names that are absent."""

    exit_code = 10


class InputError(ImpactError):
    """The input cannot be read: missing, empty, a header alone, damaged, not decodable."""

    exit_code = 11


class DataError(ImpactError):
    """The data break a critical expectation."""

    exit_code = 12


class EstimationError(ImpactError):
    """The estimation cannot be done: an empty arm, no events, everybody censored at 0, every row an event."""

    exit_code = 13


class NotebookError(ImpactError):
    """A notebook failed with an error that is not ours; the foreign message is withheld, as it may hold a row."""

    exit_code = 14


class DisclosureError(ImpactError):
    """An artefact would disclose what it must not, or a release is blocked."""

    exit_code = 15


class VerificationError(ImpactError):
    """A verification differs."""

    exit_code = 16


KINDS: dict[str, type[ImpactError]] = {
    kind.__name__: kind
    for kind in (
        ImpactError,
        UsageError,
        StudyError,
        InputError,
        DataError,
        EstimationError,
        NotebookError,
        DisclosureError,
        VerificationError,
    )
}
