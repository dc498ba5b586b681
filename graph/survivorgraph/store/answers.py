"""Answers to queries as Python values, and their output as table, CSV, JSON or Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from survivorgraph.errors import QueryError, QueryLimitError, QuestionError
from survivorgraph.schema.vocabulary import CONCEPT, ID, NS, PREFIXES
from survivorgraph.store.query_terms import query_prefixes
from survivorgraph.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Answer", "Value", "read_answer", "shorten_iris"]

Value: TypeAlias = str | int | float | Decimal | bool | None
Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples | Iterable[Triple]

MOST_VALUES = 5_000_000
"""So many values an answer has at most, which are half a gigabyte."""

_XSD = PREFIXES["xsd"]
_INTEGERS = {
    _XSD + name
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger"),
        *("nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
}
_IRI = re.compile(rf"(?P<base>{re.escape(ID)}|{re.escape(CONCEPT)})(?P<kind>[a-z-]+)/")
_DIGESTS = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}((?: [0-9a-f]{64})*)\b")


@dataclass(frozen=True, slots=True)
class Answer(Table):
    """The rows of an answer: IRIs and texts as `str`, numbers and booleans as such, None where unbound.

    An ASK query has one row with the column `answer`; CONSTRUCT and DESCRIBE have the columns `subject`,
    `predicate`, `object` and have `triples`. Rows of a query without ORDER BY are sorted. `remarks` says how to read
    the answer, and why it is empty.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    triples: tuple[Triple, ...] | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)

    @property
    def caption(self) -> str:
        """Return the remarks as one line: the note of the question, and why there are no rows."""
        return "; ".join(self.remarks)

    def get_column(self, name: str) -> list[Value]:
        """Return the values of one column; raise QueryError where there is no such column."""
        if name not in self.columns:
            raise QueryError(f"the answer has no column '{name}'; it has: {', '.join(self.columns)}")
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def write(self, form: str = "table", *, width: int | None = None) -> str:
        """Write the answer as `table`, of at most `width` characters a line, `csv`, `json` or `turtle`.

        The text ends with a line end.
        """
        writers = {
            "table": lambda: self.to_table(width=width),
            "csv": self.to_csv,
            "json": self.to_json,
            "turtle": self.to_turtle,
        }
        if form not in writers:
            raise QuestionError(f"an answer cannot be written as '{form}'; allowed: {', '.join(writers)}")
        text = writers[form]()
        return text if text.endswith("\n") else text + "\n"

    def to_frame(self, *, shorten: bool = False) -> DataFrame:
        """Return a pandas data frame with the same columns; `shorten` writes our IRIs as `kind:key`, for reading.

        Raises QueryError where pandas is not installed.
        """
        frame = Table.to_frame(self)
        return frame.map(lambda one: shorten_iris(one) if isinstance(one, str) else one) if shorten else frame

    def show_cell(self, cell: Any) -> str:
        """Return a cell as `to_table` shows it, with IRIs as `kind:key` and digests cut."""
        if isinstance(cell, (bool, float)):
            return Table.show_cell(self, cell)
        return "" if cell is None else _DIGESTS.sub(_cut_digests, shorten_iris(str(cell)))

    def to_turtle(self) -> str:
        """Write the triples of a CONSTRUCT or DESCRIBE query as Turtle; raise QuestionError for other queries."""
        if self.triples is None:
            raise QuestionError("Turtle needs a query that builds triples: begin it with CONSTRUCT or DESCRIBE")
        return (serialize(self.triples, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b"").decode()


def read_answer(result: Result, *, is_ordered: bool = False) -> Answer:
    """Read what an engine returned; rows are sorted unless the query has an order of its own.

    Raises QueryLimitError for more than `MOST_VALUES` values.
    """
    if isinstance(result, QueryBoolean):
        return Answer(("answer",), [(bool(result),)])
    if isinstance(result, QuerySolutions):
        variables = list(result.variables)
        rows = []
        for row in result:
            rows.append(tuple(_read_value(row[variable]) for variable in variables))
            if len(rows) * (len(variables) + 1) > MOST_VALUES:
                raise QueryLimitError(f"the answer has more than {len(rows) - 1:,} rows; add LIMIT, or count them")
        if not is_ordered:
            rows.sort(key=_order)
        return Answer(tuple(variable.value for variable in variables), rows)
    found = set()  # a triple of two named graphs comes twice
    for triple in result:
        found.add(triple)
        if len(found) * 3 > MOST_VALUES:
            raise QueryLimitError(f"the answer has more than {len(found) - 1:,} triples; add LIMIT")
    triples = tuple(sorted(found, key=str))
    rows = [(_read_value(t.subject), _read_value(t.predicate), _read_value(t.object)) for t in triples]
    return Answer(("subject", "predicate", "object"), rows, triples)


def shorten_iris(text: str) -> str:
    """Return a text with every IRI of the project as a prefixed name, which a query takes back.

    >>> [shorten_iris(one) for one in (ID + "country/NPL", CONCEPT + "form/forced-labor", NS + "Story", "x")]
    ['country:NPL', 'form:forced-labor', 'sg:Story', 'x']
    """
    return _IRI.sub(_prefix, text).replace(NS, "sg:")


def _prefix(found: re.Match[str]) -> str:
    kind, namespace = found["kind"], f"{found['base']}{found['kind']}/"
    return f"{kind}:" if query_prefixes().get(kind) == namespace else namespace


def _read_value(term: NamedNode | BlankNode | Literal | Triple | None) -> Value:
    """Return a term as a Python value; a literal whose text its datatype does not allow stays text."""
    if term is None:
        return None
    if isinstance(term, Triple):
        return str(term)
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode) else str(term)
    datatype, text = term.datatype.value, term.value
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == _XSD + "decimal":
            return Decimal(text)
        if datatype in (_XSD + "double", _XSD + "float"):
            return float(text.replace("INF", "inf"))
    except (ValueError, ArithmeticError):
        return text
    if datatype == _XSD + "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    return text


def _order(row: tuple[Value, ...]) -> tuple[Any, ...]:
    """Return a key that sorts rows of mixed values: not bound, then numbers, then texts."""
    return tuple(
        (0, 0, "") if value is None else (2, 0, value) if isinstance(value, str) else (1, value, "") for value in row
    )


def _cut_digests(found: re.Match[str]) -> str:
    """Return the beginning of the first digest and the number of the others."""
    more = len(found[2].split())
    return f"{found[1]}…{f' +{more}' if more else ''}"
