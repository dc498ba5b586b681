"""The errors that the package raises deliberately.

Each kind also inherits the nearest builtin, so that callers who do not know this package can still
catch it, and carries what it knows as fields::

    SurvivorGraphError
    ├── RecordError (ValueError)          a record in a file cannot be used: file, line, field
    ├── UnknownPlaceError (LookupError)   a place name the gazetteer does not know: found, near
    ├── UnknownConceptError (LookupError) a key that a concept scheme does not have: scheme, found, allowed
    ├── EvidenceError (ValueError)        words that are not in the document, or a document that is not there
    ├── DatasetError (OSError)            a store that cannot be opened, read or written: where
    ├── QueryError (ValueError)           a query that cannot be run: reason
    │   └── QueryLimitError               one that was given up at a limit
    ├── QuestionError (LookupError)       a named question or a parameter of one that does not exist or fit
    ├── NetworkError (ValueError)         a network that cannot be measured
    └── CheckError (RuntimeError)         a check that could not itself be run

Messages name fields and keys, never the text of a story or a free value of a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "CheckError",
    "DatasetError",
    "EvidenceError",
    "NetworkError",
    "QueryError",
    "QueryLimitError",
    "QuestionError",
    "RecordError",
    "SurvivorGraphError",
    "UnknownConceptError",
    "UnknownPlaceError",
    "show_name",
]


LONGEST_NAME = 60


def show_name(found: str) -> str:
    """Return a name that was found, quoted, but not a sentence that was written in place of a name."""
    return f"'{found}'" if len(found) <= LONGEST_NAME and found.isprintable() else f"text of {len(found)} characters"


class SurvivorGraphError(Exception):
    """The base of all errors that this package raises deliberately."""


class RecordError(SurvivorGraphError, ValueError):
    """An error for a record that cannot be used: its location, what was found, what is allowed."""

    def __init__(self, problem: str, *, file: Path | str, line: int | None = None, field: str = "") -> None:
        self.problem, self.file, self.line, self.field = problem, str(file), line, field
        place = f"{file}:{line}" if line else str(file)
        # A misspelt field can hold characters that steer a terminal.
        shown = field if field.isprintable() else field.encode("unicode_escape").decode()
        super().__init__(f"{place}: {shown + ': ' if shown else ''}{problem}")


class UnknownPlaceError(SurvivorGraphError, LookupError):
    """An error for a name that the gazetteer does not know; `near` lists similar names, as a hint only."""

    def __init__(self, found: str, *, near: Sequence[str] = ()) -> None:
        self.found, self.near = found, tuple(near)
        hint = f"; names that look like it: {', '.join(near)}" if near else ""
        super().__init__(
            f"{show_name(found)} is not a country, area or locality of data/reference{hint}. "
            "Write the name as it is there, or add an alias"
        )


class UnknownConceptError(SurvivorGraphError, LookupError):
    """An error for a key that a concept scheme does not have."""

    def __init__(self, scheme: str, found: str, *, allowed: Sequence[str]) -> None:
        self.scheme, self.found, self.allowed = scheme, found, tuple(allowed)
        super().__init__(f"{show_name(found)} is not a concept of the scheme '{scheme}'; allowed: {', '.join(allowed)}")


class EvidenceError(SurvivorGraphError, ValueError):
    """An error for words that a document does not contain, or for a missing document."""


class DatasetError(SurvivorGraphError, OSError):
    """An error for a dataset that cannot be opened, read or written."""

    def __init__(self, problem: str, *, where: Path | str) -> None:
        self.problem, self.where = problem, str(where)
        super().__init__(f"{where}: {problem}")


class QueryError(SurvivorGraphError, ValueError):
    """An error for a query that cannot be run, with the reason."""


class QueryLimitError(QueryError):
    """A query that was given up at a limit of time or memory; the engine may still be at work on it."""


class QuestionError(SurvivorGraphError, LookupError):
    """An error for a named question, or one of its parameters, that does not exist or is not valid."""


class NetworkError(SurvivorGraphError, ValueError):
    """An error for a network that cannot be measured, with the reason."""


class CheckError(SurvivorGraphError, RuntimeError):
    """An error for a check that could not be run."""
