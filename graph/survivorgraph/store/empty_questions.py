"""Explain why a named question has no rows with the parameters that were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from survivorgraph.errors import SurvivorGraphError
from survivorgraph.schema.vocabulary import CONCEPT, ID, read_vocabulary
from survivorgraph.store.answers import Answer, shorten_iris
from survivorgraph.store.empty_answers import explain_iri
from survivorgraph.store.query_terms import Term

if TYPE_CHECKING:
    from survivorgraph.store.dataset import Dataset
    from survivorgraph.store.questions import Question

__all__ = ["explain_empty_question"]

MOST_LISTED: Final = 8
_MOST_TRIED: Final = 24
_NEIGHBOURS = """SELECT DISTINCT ?other {{
  {{ <{iri}> ?p ?other }} UNION {{ ?other ?p <{iri}> }} UNION {{ ?between ?p <{iri}> ; ?q ?other }}
  FILTER(ISIRI(?other) && ?other != <{iri}> && STRSTARTS(STR(?other), "{base}"))
}} ORDER BY ?other LIMIT 400"""
_SKIPPED = ("evidence", "section", "source", "observation", "participation")


def explain_empty_question(dataset: Dataset, question: Question, values: Mapping[str, object]) -> list[str]:
    """Return what a dataset has instead of the rows that a question does not have, as sentences.

    A value that the dataset does not know comes first; then the rows with one parameter fewer, and the rows for
    what is linked to a value.
    """
    given = {param.name: values.get(param.name, param.default) for param in question.params}
    given = {name: value for name, value in given.items() if value is not None}
    try:
        bound = question.bind(given, dataset)
        unknown = [text for term in bound.values() if (text := _explain_term(dataset, term))]
        if unknown:
            return unknown
        found = _swap_parameters(dataset, question, given, bound)
        found += _drop_each(dataset, question, given)
        found += [
            text for name, term in bound.items() for text in _try_neighbours(dataset, question, given, name, term)
        ]
    except SurvivorGraphError:  # a limit of time; an explanation is not worth more
        return []
    if found:
        return found
    return ["every value is known, and the dataset says nothing of this, whatever the values"]


def _explain_term(dataset: Dataset, term: Term) -> str | None:
    if isinstance(term, NamedNode) and term.value.startswith((ID, CONCEPT)):
        return explain_iri(dataset, term.value)
    return None


def _swap_parameters(
    dataset: Dataset, question: Question, given: Mapping[str, object], bound: Mapping[str, Term]
) -> list[str]:
    """Ask the question again with a concept like the given one as the value of another parameter."""
    found = []
    schemes = read_vocabulary().schemes
    for name, term in bound.items():
        key = term.value.rpartition("/")[2] if isinstance(term, NamedNode) and term.value.startswith(CONCEPT) else ""
        for other in question.params:
            if other.name in given or not key:
                continue
            for like in (one for one in schemes.get(other.kind, ()) if key in one):
                values = {**{one: value for one, value in given.items() if one != name}, other.name: like}
                if count := len(dataset.ask(question, **values)):
                    found.append(f"with {other.name}={like} instead of {name}={key} there {_be(count)}")
    return found


def _drop_each(dataset: Dataset, question: Question, given: Mapping[str, object]) -> list[str]:
    """Ask the question again without each of the parameters that it does not need."""
    found = []
    for param in question.params:
        if param.name not in given or param.is_required or param.default is not None:
            continue
        answer = dataset.ask(question, **{name: value for name, value in given.items() if name != param.name})
        if answer.rows:
            shown = _list_values(answer, param.name, str(given[param.name]))
            found.append(f"without {param.name}={given[param.name]} there {_be(len(answer))}{shown}")
    return found


def _be(count: int) -> str:
    return "is 1 row" if count == 1 else f"are {count} rows"


def _list_values(answer: Answer, column: str, wanted: str) -> str:
    if column not in answer.columns:
        return ""
    values = sorted({shorten_iris(str(one)) for one in answer.get_column(column) if one is not None})
    if wanted.isdecimal() and all(value.isdecimal() for value in values):
        values = sorted(sorted(values, key=lambda value: abs(int(value) - int(wanted)))[:MOST_LISTED])
    more = f" and {len(values) - MOST_LISTED} more" if len(values) > MOST_LISTED else ""
    return f", with {column} {', '.join(values[:MOST_LISTED])}{more}" if values else ""


def _try_neighbours(
    dataset: Dataset, question: Question, given: Mapping[str, object], name: str, term: Term
) -> list[str]:
    """Ask the question again with what is linked to a value, and of the same kind where the kind matters."""
    if not isinstance(term, NamedNode) or not term.value.startswith((ID, CONCEPT)):
        return []
    kind = next(param.kind for param in question.params if param.name == name)
    base = CONCEPT if term.value.startswith(CONCEPT) else ID
    if kind != "resource":
        base += f"{kind}/"
    others = [
        str(row["other"])
        for row in dataset.rows(_NEIGHBOURS.format(iri=term.value, base=base))
        if str(row["other"]).removeprefix(ID).partition("/")[0] not in _SKIPPED
    ]
    found = []
    for other in others[:_MOST_TRIED]:
        count = len(dataset.ask(question, **{**given, name: other}))
        if count:
            found.append((other, count))
    if not found:
        return []
    listed = ", ".join(f"{shorten_iris(other)} ({count})" for other, count in found[:MOST_LISTED])
    more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    return [f"there are rows for what is linked to {shorten_iris(term.value)}: {listed}{more}"]
