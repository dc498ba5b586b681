"""Ask a question for several values of a parameter: once for each, with rows that say which value they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from pyoxigraph import NamedNode

from survivorgraph.errors import QuestionError
from survivorgraph.store.answers import Answer, Value
from survivorgraph.store.query_terms import Term, to_term

__all__ = ["MOST_ASKED", "describe_values", "gather_answers", "list_several", "spread_values"]

MOST_ASKED: Final = 64
"""So many combinations of values a question is asked for at most."""


def list_several(params: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the parameters that have several values, as a list or tuple."""
    return tuple(name for name, value in params.items() if isinstance(value, (list, tuple)))


def spread_values(params: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the parameters with one value each, for every combination of the values, in order, each once.

    Raises QuestionError for a parameter without any value, and for more than `MOST_ASKED` combinations.

    >>> spread_values({"country": ["Nepal", "India", "Nepal"], "year": 2023})
    [{'country': 'Nepal', 'year': 2023}, {'country': 'India', 'year': 2023}]
    """
    several = list_several(params)
    choices: list[Sequence[Any]] = []
    for name, value in params.items():
        values = list(dict.fromkeys(value)) if isinstance(value, (list, tuple)) else [value]
        if not values:
            raise QuestionError(f"parameter '{name}': found no value in the list; give one, or leave the parameter out")
        choices.append(values)
    combinations = [dict(zip(params, chosen, strict=True)) for chosen in product(*choices)]
    if len(combinations) > MOST_ASKED:
        names = ", ".join(several)
        raise QuestionError(
            f"the values of {names} make {len(combinations)} combinations; ask for {MOST_ASKED} at most"
        )
    return combinations


def describe_values(values: Mapping[str, object], several: Sequence[str]) -> str:
    """Describe the values of the parameters that have several, as they were given.

    >>> describe_values({"country": "Nepal", "year": 2023}, ["country"])
    'country=Nepal'
    """
    return " ".join(f"{name}={values[name]}" for name in several)


def gather_answers(
    parts: Sequence[tuple[Mapping[str, object], Mapping[str, Term], Answer]], several: Sequence[str]
) -> Answer:
    """Return the rows of several answers as one, each part being values as given, as terms, and the answer to them.

    A parameter with several values is a column before the others, unless the answer has a column of its name; a row
    that is there already is not repeated. The remarks name the values that have no rows.
    """
    first = parts[0][2]
    added = [name for name in several if name not in first.columns]
    rows: dict[tuple[Value, ...], None] = {}
    remarks: list[str] = []
    for values, terms, answer in parts:
        before = tuple(_read_term(terms[name]) for name in added)
        rows.update(dict.fromkeys((*before, *row) for row in answer.rows))
        if not answer.rows:
            remarks.append(f"no rows with {describe_values(values, several)}")
    return replace(first, columns=(*added, *first.columns), rows=list(rows), remarks=tuple(remarks))


def _read_term(term: Term) -> Value:
    written = to_term(term)
    if isinstance(written, NamedNode):
        return written.value
    return int(written.value) if written.datatype.value.endswith("#integer") else written.value
