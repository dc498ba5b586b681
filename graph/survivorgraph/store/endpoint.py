"""Query a remote SPARQL 1.1 endpoint with the same graphs as the embedded store.

The dataset of a query is given by the protocol (SPARQL 1.1 Protocol, section 2.1.4): each of our named
graphs is sent as `default-graph-uri`, so that the default graph is their union on every engine, and as
`named-graph-uri`, so that `GRAPH` finds them. User and password come from the environment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from survivorgraph.errors import DatasetError, QueryError, SurvivorGraphError
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.answers import Answer, read_answer
from survivorgraph.store.credentials import read_credentials
from survivorgraph.store.embedded import check_syntax
from survivorgraph.store.http import Reply, post
from survivorgraph.store.query_terms import Term
from survivorgraph.store.query_text import Query

__all__ = ["LIST_GRAPHS", "Endpoint"]

TIMEOUT_SECONDS = 60
_RESULTS: Final = "application/sparql-results+json"
_TRIPLES: Final = "text/turtle"
LIST_GRAPHS = (
    "SELECT DISTINCT ?graph WHERE { GRAPH ?graph {} }",
    "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?subject ?predicate ?object } }",
)
"""How the names of all named graphs are asked for, as `?graph`: the second one where the first finds none.

The first is answered at once by engines that keep the names (SPARQL 1.1, section 18.6: an empty pattern matches once
in each graph), where the second reads every triple; Virtuoso answers the first without a name, and the second soon.
"""


class Endpoint:
    """A SPARQL endpoint at a URL; the list of its graphs is requested once."""

    def __init__(self, url: str, seconds: float | None = None) -> None:
        """Remember the URL, and how long to wait for an answer, a minute by default; nothing is sent yet."""
        self.url, self._seconds = url, seconds or TIMEOUT_SECONDS
        self._graphs: tuple[str, ...] | None = None

    def list_graphs(self) -> tuple[str, ...]:
        """Return the IRIs of our named graphs there, sorted; raise DatasetError where there is none."""
        if self._graphs is None:
            names: list[str] = []
            for text in LIST_GRAPHS:
                answer = self._ask(text, "SELECT", (), is_ordered=True)
                if answer.columns != ("graph",) or answer.triples is not None:
                    raise DatasetError(
                        "this is no SPARQL endpoint: it was asked for ?graph, and answered otherwise", where=self.url
                    )
                if names := [str(name) for (name,) in answer.rows if name is not None]:
                    break
            graphs = tuple(sorted(name for name in names if name.startswith(GRAPH)))
            if not graphs:
                raise DatasetError(f"this endpoint has no graph whose name begins with {GRAPH}", where=self.url)
            self._graphs = graphs
        return self._graphs

    def answer(self, query: Query, params: Mapping[str, Term]) -> Answer:
        """Send a query and read the answer; a query with FROM chooses its own dataset."""
        check_syntax(query)
        graphs = () if query.names_dataset else self.list_graphs()
        return self._ask(query.write(params), query.form, graphs, is_ordered=query.is_ordered)

    def _ask(self, text: str, form: str, graphs: Iterable[str], *, is_ordered: bool) -> Answer:
        reply = self._send(text, form, graphs)
        try:
            answer = read_answer(self._parse(reply), is_ordered=is_ordered)
        except SurvivorGraphError:
            raise
        except (SyntaxError, ValueError) as error:
            problem = f"the answer is not readable as {reply.media_type}: {error}"
            raise DatasetError(problem, where=self.url) from error
        if (form in ("CONSTRUCT", "DESCRIBE")) != (answer.triples is not None):
            raise DatasetError(f"the answer to {form} is of another kind, in {reply.media_type}", where=self.url)
        return answer

    def _send(self, text: str, form: str, graphs: Iterable[str]) -> Reply:
        """Send a query; return what came back if it is an answer."""
        graphs = list(graphs)
        accept = _RESULTS if form in ("SELECT", "ASK") else _TRIPLES
        fields = {"query": text, "default-graph-uri": graphs, "named-graph-uri": graphs}
        reply = post(
            self.url,
            fields,
            {"Accept": accept},
            auth=read_credentials(self.url),
            seconds=self._seconds,
            what="endpoint",
        )
        if not reply.is_success:
            raise self._explain(reply)
        return reply

    def _parse(self, reply: Reply) -> QuerySolutions | QueryBoolean | Iterable[Triple]:
        """Read results or triples by their media type."""
        media_type = reply.media_type
        if results := QueryResultsFormat.from_media_type(media_type):
            return parse_query_results(reply.body, results)
        if rdf := RdfFormat.from_media_type(media_type):
            return [quad.triple for quad in parse(reply.body, rdf)]
        raise DatasetError(f"this is no SPARQL endpoint: it answered with {media_type}", where=self.url)

    def _explain(self, reply: Reply) -> DatasetError | QueryError:
        said = reply.read_text(400)
        if reply.status == 400:
            return QueryError(f"{self.url} refuses the query: {said or reply.reason}")
        if reply.status in (401, 404, 414, 500):
            return DatasetError(f"the endpoint failed: {said or reply.reason}", where=self.url)
        if 300 <= reply.status < 400:
            there = reply.headers.get("location", "")
            return DatasetError(
                f"the endpoint has moved, and no redirect is followed; it names {there}", where=self.url
            )
        return DatasetError(f"the endpoint answered {reply.status} {reply.reason}: {said}", where=self.url)
