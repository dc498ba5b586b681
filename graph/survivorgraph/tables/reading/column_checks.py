"""Refuse tables whose columns could be taken for others: two of one name, and numbers of unknown meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.case_codebook import MISSING, Layout
from survivorgraph.tables.protection.persons import find_person_column
from survivorgraph.tables.reading.intervals import are_counts
from survivorgraph.tables.reading.names import Chosen, find_column, make_column_key, make_question_key

__all__ = ["ask_for_meaning", "check_numbers", "check_twice", "names_rows"]

_IDENTITY: Final = frozenset(
    (
        *("id", "index", "no", "nr", "number", "row", "unnamed0", "rowid", "caseid", "uuid", "sn", "sno", "srno", "lp"),
        *("casenumber", "caseno", "casenr", "casecode", "ref", "refno", "reference", "referencenumber", "age", "phone"),
        *("age", "alter", "edad", "âge", "idnumber", "serial", "serialnumber", "recordid", "filenumber", "fileno"),
    )
)
"""Columns of numbers that are never numbers of people."""


def check_twice(names: Sequence[str], layout: Layout, by: Collection[str], chosen: Chosen, file: str) -> None:
    """Raise RecordError for a column that is read for some dimensions and whose name two columns have.

    A name that was given by its number is sure.
    """
    keys = [make_question_key(one) for one in names]
    sure = {find_column(names, one, file) for one in chosen.columns if one.isdecimal() and one not in names}
    for column in layout.list_columns(by):
        is_twice = column in names and keys.count(make_question_key(column)) > 1
        if is_twice and column not in sure:
            end = next(
                (one for one in ("origin", "destination", "year", "count") if getattr(layout, one) == column), ""
            )
            say = f"say which with --{end} and its number, counted from 1, or rename one" if end else "rename one"
            raise RecordError(f"two columns have this name; {say}", file=file, field=column)


def check_numbers(columns: Iterable[tuple[str, Collection[str]]], read: Collection[str], file: str) -> None:
    """Raise RecordError for an edge list with a column of numbers, which would be counted as one each.

    `columns` gives the values of each column, `read` those that are read.
    """
    columns = list(columns)
    known = {*read, find_person_column([name for name, _ in columns])}
    for column, values in columns:
        texts = [text for text in values if text not in MISSING]
        if column in known or names_rows(column) or _is_numbering(column, texts):
            continue
        if are_counts([text.rstrip("% ") or text for text in texts]):
            raise ask_for_meaning(column, file)


def names_rows(column: str) -> bool:
    """Return whether a column is named as one that identifies or describes rows."""
    return make_column_key(column) in _IDENTITY


def _is_numbering(column: str, texts: Sequence[str]) -> bool:
    """Return whether a column without a name numbers the rows."""
    is_unnamed = not make_column_key(column) or column.startswith(("_", "Unnamed"))
    return is_unnamed and [int(text) for text in texts if text.isdecimal()] in (
        list(range(len(texts))),
        list(range(1, len(texts) + 1)),
    )


def ask_for_meaning(column: str, file: str) -> RecordError:
    """Return the error that asks what a column of numbers holds."""
    return RecordError(
        f"this column holds numbers, and nothing says what they are. If they are numbers of people, give "
        f"--count '{column}'; if each row is one person, give --count =1",
        file=file,
        field=column,
    )
