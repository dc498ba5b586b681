"""Counting of people in tables that identify them, each once, regardless of the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.tables.codebooks.case_codebook import MISSING, NOT_STATED, SEVERAL
from survivorgraph.tables.codebooks.codebook_versions import find_release
from survivorgraph.tables.reading.own_tables import is_own_table

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

__all__ = ["PERSON", "count_people", "describe_risk", "find_person_column", "merge_people", "read_person"]

PERSON: Final = "person_"
"""The column of grouped rows that tells people apart; empty where a row does not say whose it is."""
PERSON_COLUMNS: Final = (
    *("prs_personid", "prs_id", "prs_externalid", "personid", "person_id", "person id"),
    *("victimid", "victim_id", "victim id", "clientid", "client_id", "client id", "prs_identitynumber"),
)
"""Columns that tell people apart, the first that is there. Of HTCDS 2.0 itself, ``prs_IdentityNumber`` alone does."""


def find_person_column(header: Sequence[str]) -> str | None:
    """Return the column that tells people apart, if there is one.

    >>> find_person_column(["prs_Citizenship", "prs_PersonID"])
    'prs_PersonID'
    """
    present = {name.strip().casefold(): name for name in reversed(header)}
    return next((present[name] for name in PERSON_COLUMNS if name in present), None)


def describe_risk(header: Sequence[str], weight: str | None = None) -> str | None:
    """Return a warning for a table whose rows look like people, which is measured without protection; else None.

    >>> describe_risk(["source", "target", "weight"]) is None
    True
    >>> describe_risk(["origin", "destination", "year"])[:28]
    'a row of this table looks li'
    """
    if is_own_table(header):
        return None
    names = {name.strip().casefold() for name in header}
    release = find_release(header)
    is_case = release is not None and release.kind in ("ctdc", "htcds")
    is_rows = {"origin", "destination"} <= names and weight is None and "weight" not in names
    if not (is_case or is_rows or find_person_column(header)):
        return None
    kind = release.kind if release is not None and is_case else "edges"
    return (
        "a row of this table looks like a person, and these numbers are not protected: small ones can identify people. "
        f"Before you pass them on, count them with 'survivorgraph import {kind} FILE', which withholds small cells"
    )


def read_person(text: StringValue) -> StringValue:
    """Return whose a row is, as text; nothing where that is missing."""
    person: StringValue = text.fill_null("").strip()
    missing: StringValue = person.isin(MISSING).ifelse("", person)
    return missing


def count_people(grouped: Table, person: str | None) -> int:
    """Count the people of grouped rows."""
    if person is None:
        number = grouped.n.sum()
    else:
        grouped = grouped.filter(grouped[PERSON] != "")
        number = grouped[PERSON].nunique()
    return int(grouped.aggregate(n=number).to_pyarrow().to_pylist()[0]["n"] or 0)


def merge_people(named: Table, columns: Sequence[str], flags: Sequence[str]) -> Table:
    """Return one row per person: the common value of their rows; `SEVERAL` where they differ; a flag if any row has it.

    Rows that do not say whose they are are left out.
    """
    named = named.filter(named[PERSON] != "")
    stated: dict[str, Any] = {name: (named[name] == NOT_STATED).ifelse(None, named[name]) for name in columns}
    sums: dict[str, Any] = {f"{name}_low": one.min() for name, one in stated.items()}
    sums |= {f"{name}_high": one.max() for name, one in stated.items()}
    sums |= {flag: named[flag].ifelse(1, 0).max() for flag in flags}
    merged = named.group_by(PERSON).aggregate(**sums)
    texts: dict[str, Any] = {}
    for name in columns:
        low, high = merged[f"{name}_low"], merged[f"{name}_high"]
        texts[name] = low.isnull().ifelse(NOT_STATED, (low == high).ifelse(low, SEVERAL))
    is_set: dict[str, Any] = {flag: merged[flag] > 0 for flag in flags}
    one: Any = merged[PERSON].isnull().ifelse(1, 1).cast("int64")
    return merged.select(n=one, **texts, **is_set)
