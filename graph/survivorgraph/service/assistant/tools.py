"""The tools of the assistant as functions of a dataset, which return what JSON can hold.

Every table carries what it counts, its evidence and certainty where the rows have them, and the number of rows that
were left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from survivorgraph.dataset import Dataset
from survivorgraph.errors import QuestionError
from survivorgraph.network.core.measures import REPORTED_NOTE
from survivorgraph.store.answers import Answer, shorten_iris
from survivorgraph.store.questions import find_question, list_questions, read_question
from survivorgraph.table import Table, write_cell

__all__ = ["MOST_CHARACTERS", "MOST_ROWS", "TOOLS"]

MOST_ROWS: Final = 500
"""So many rows an answer has at most."""
MOST_CHARACTERS: Final = 100_000
"""So many characters of JSON the rows of an answer have at most."""

JsonObject = dict[str, Any]


def _questions(_dataset: Dataset, words: str = "") -> JsonObject:
    """List the named questions, with their parameters and columns; with words, those whose text has one of them."""
    wanted = words.casefold().split()
    listed = [
        {
            "name": one.name,
            "title": one.title,
            "parameters": [param.describe() for param in one.params],
            "columns": list(one.columns),
            "note": one.note,
        }
        for one in list_questions()
        if not wanted or any(word in f"{one.name} {one.title} {one.note}".casefold() for word in wanted)
    ]
    return {"questions": listed, "of": len(list_questions())}


def _ask(dataset: Dataset, question: str, parameters: Mapping[str, Any] | None = None, limit: int = 50) -> JsonObject:
    """Answer a named question, or a SPARQL query."""
    if find_question(question) is None and question.strip().endswith("}"):
        read = read_question(question, text=question)
        if parameters:
            raise QuestionError("a query in SPARQL takes no parameters; write the values into it")
        return _describe(dataset.query(read.sparql), limit)
    return _describe(dataset.ask(question, **dict(parameters or {})), limit)


def _find(dataset: Dataset, words: str, limit: int = 20) -> JsonObject:
    """Find things by words in names, descriptions, notes and promises."""
    hits = dataset.find(words, limit=_check_limit(limit))
    return {
        "hits": [{name: _write(value) for name, value in row.items() if value is not None} for row in hits],
        "total": hits.total,
        "remarks": list(hits.remarks),
    }


def _about(dataset: Dataset, thing: str, limit: int = 200) -> JsonObject:
    """Return all that the graph holds of one thing, in groups."""
    return {**dataset.about(thing, limit=_check_limit(limit)).to_dict(), "counts": REPORTED_NOTE}


def _list_measures(dataset: Dataset) -> JsonObject:
    """List what can be measured."""
    return {"measures": dict(dataset.list_measures()), "note": REPORTED_NOTE}


def _measure(dataset: Dataset, name: str, by: str | None = None, limit: int = 50) -> JsonObject:
    """Measure corridors, journeys or partnerships, or one table for each value of a facet."""
    if by is None:
        return _describe(dataset.measure(name), limit)
    parts = dataset.measure_by(name, by)
    return {"by": by, "tables": {value: _describe(part, limit) for value, part in parts.items()}}


TOOLS: Final[Mapping[str, Callable[..., JsonObject]]] = {
    "find": _find,
    "about": _about,
    "questions": _questions,
    "ask": _ask,
    "measures": _list_measures,
    "measure": _measure,
}


def _describe(table: Table, limit: int) -> JsonObject:
    _check_limit(limit)
    rows: list[JsonObject] = []
    size = 0
    for row in table:
        shown = {name: _write(value) for name, value in row.items() if value is not None}
        size += len(json.dumps(shown, ensure_ascii=False))
        if len(rows) == limit or size > MOST_CHARACTERS:
            break
        rows.append(shown)
    remarks = table.remarks if isinstance(table, Answer) else (table.caption,)
    return {
        "columns": list(table.columns),
        "rows": rows,
        "row_count": len(table),
        "rows_left_out": len(table) - len(rows),
        "remarks": [one for one in remarks if one],
        "counts": REPORTED_NOTE,
    }


def _check_limit(limit: int) -> int:
    if not 1 <= limit <= MOST_ROWS:
        raise QuestionError(f"limit: found {limit}, expected a number of rows from 1 to {MOST_ROWS}")
    return limit


def _write(value: object) -> object:
    if isinstance(value, (bool, int, float)):
        return value
    return shorten_iris(write_cell(value))
