"""Evaluate queries on an embedded store, without network (see `query_text` and `sandbox`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from survivorgraph.store.answers import Answer, read_answer
from survivorgraph.store.query_terms import Term
from survivorgraph.store.query_text import Query
from survivorgraph.store.sandbox import run_without_network

__all__ = ["EmbeddedEngine", "check_syntax", "explain_syntax"]


class EmbeddedEngine:
    """An engine over a store in this process, whose queries may take so many seconds, or any time."""

    def __init__(self, store: Store, seconds: float | None = None) -> None:
        self._store, self._seconds = store, seconds
        # A build keeps the union of the named graphs, each triple once, in the default graph of its store.
        # The engine's own union matches a triple once for every graph that contains it.
        self._is_merged = any(True for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))

    def list_graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(str(getattr(graph, "value", graph)) for graph in self._store.named_graphs()))

    def answer(self, query: Query, params: Mapping[str, Term]) -> Answer:
        """Answer a query; raise SyntaxError or RuntimeError where the engine does, QueryLimitError at a limit."""
        text = query.write(params)
        return run_without_network(
            lambda: read_answer(self._evaluate(query, text), is_ordered=query.is_ordered), seconds=self._seconds
        )

    def stream(
        self, query: Query, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Start to answer a query over these graphs, by default the store's own, in the caller's thread."""
        if not default_graphs and not named_graphs:
            return self._evaluate(query, query.write())
        return self._store.query(
            query.write(),
            default_graph=[NamedNode(name) for name in default_graphs],
            named_graphs=[NamedNode(name) for name in named_graphs],
        )

    def _evaluate(self, query: Query, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        # With the option for the union the engine would not look at the query's own FROM.
        is_union = not self._is_merged and not query.names_dataset
        return self._store.query(text, use_default_graph_as_union=is_union)


def check_syntax(query: Query) -> None:
    """Parse a query, so that the errors of every engine elsewhere name its lines the same way; raise SyntaxError."""

    def parse() -> None:  # what the engine returns stays in its thread
        Store().query(query.write())

    run_without_network(parse)


def explain_syntax(error: object, query: Query, params: Mapping[str, Term] | None = None) -> str:
    """Return the position of a syntax error, without the engine's long list of expected tokens."""
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if found is None:
        return str(error)
    place, problem = query.find_place(int(found[1]), int(found[2]), params), found[3]
    sentence = re.search(r"\b(?:The|A|An|This) [a-zA-Z][^,\[]+", problem)
    if sentence is not None:
        problem = sentence[0]
    elif problem.startswith("expected"):
        rest = query.text[place : place + 80].split()
        where = f"at '{rest[0]}'" if rest else "at its end; a part is missing"
        problem = f"the query stops making sense {where}"
    line = query.text.count("\n", 0, place) + 1
    return f"line {line}, column {place - query.text.rfind(chr(10), 0, place)}: {problem}"
