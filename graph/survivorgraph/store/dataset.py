"""Open a local or remote dataset, and query it with SPARQL.

    >>> from survivorgraph.store.dataset import open_dataset
    >>> open_dataset("https://example.org/sparql")
    Dataset('https://example.org/sparql')

The default graph of a query is the union of the named graphs, on every engine.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from pyoxigraph import DefaultGraph, Store, Triple

from survivorgraph.errors import DatasetError, QueryError, SurvivorGraphError
from survivorgraph.store.answers import Answer
from survivorgraph.store.embedded import EmbeddedEngine, explain_syntax
from survivorgraph.store.folders import name_previous
from survivorgraph.store.query_terms import Term
from survivorgraph.store.query_text import Query, read_query

if TYPE_CHECKING:
    from survivorgraph.store.questions import Question

__all__ = ["DEFAULT_BUILD", "Dataset", "find_build", "open_dataset", "open_store"]

_LOG: Final = logging.getLogger(__name__)

DEFAULT_BUILD = Path("build")


class _Engine(Protocol):
    def list_graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def answer(self, query: Query, params: Mapping[str, Term]) -> Answer:
        """Answer a query with its variables bound to the parameters; raise SyntaxError or RuntimeError."""
        ...


class Dataset:
    """An opened dataset that answers queries; nothing can be written through it."""

    def __init__(self, engine: _Engine, where: str, folder: Path | None = None) -> None:
        """Wrap an engine; use `open_dataset`. `folder` is that of a build."""
        self._engine = engine
        self.where = where
        self.folder = folder

    def __repr__(self) -> str:
        """Return the location of the dataset."""
        return f"Dataset({self.where!r})"

    def list_graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return self._engine.list_graphs()

    def rows(self, sparql: str, params: Mapping[str, Term] | None = None) -> Answer:
        """Answer a SELECT, ASK, CONSTRUCT or DESCRIBE query, with variables bound to the parameters.

        The project's prefixes need no declaration. Raises QueryError for a query that is not SPARQL 1.1,
        would change the dataset or ask another endpoint, and for a parameter that is no variable of it.
        """
        query = read_query(sparql)
        try:
            return self._engine.answer(query, params or {})
        except SyntaxError as error:
            raise QueryError(explain_syntax(error, query, params)) from error
        except (RuntimeError, ValueError) as error:
            if isinstance(error, SurvivorGraphError):
                raise
            raise QueryError(f"the engine cannot answer this query: {error}") from error

    def triples(self, sparql: str, params: Mapping[str, Term] | None = None) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, each once."""
        answer = self.rows(sparql, params)
        if answer.triples is None:
            raise QueryError("this query returns rows; begin it with CONSTRUCT or DESCRIBE for triples")
        return list(answer.triples)

    def ask(self, question: str | Question, /, **params: object) -> Answer:
        """Answer a named question, by its name or key, with its parameters given as keys or names.

        A list of values asks for each of them; a row then says which one it answers. Raises QuestionError where there
        is no such question or parameter, or a value does not fit.
        """
        from survivorgraph.store.questions import get_question
        from survivorgraph.store.several_values import gather_answers, list_several, spread_values

        found = get_question(question) if isinstance(question, str) else question
        begun = time.monotonic()
        parts = []
        for values in spread_values(params):
            bound = found.bind(values, self)
            parts.append((values, bound, found.arrange(self.rows(found.sparql, bound))))
        several = list_several(params)
        answer = gather_answers(parts, several) if several else parts[0][2]
        _LOG.info("answered with %d rows in %.2f s", len(answer), time.monotonic() - begun)
        return answer

    def explain_empty(self, question: str | Question, /, **params: object) -> list[str]:
        """Return the reasons why a named question, or a query, has no rows, and what there is instead, as sentences.

        It asks the dataset some more queries; where one takes too long, or nothing is found, the list is empty.
        """
        from survivorgraph.store.empty_answers import explain_empty
        from survivorgraph.store.empty_questions import explain_empty_question
        from survivorgraph.store.questions import read_question
        from survivorgraph.store.several_values import describe_values, list_several, spread_values

        found = read_question(question) if isinstance(question, str) else question
        several = list_several(params)
        if several:
            return [
                f"{describe_values(values, several)}: {reason}"
                for values in spread_values(params)
                for reason in explain_empty_question(self, found, values)
            ]
        if found.params:
            return explain_empty_question(self, found, params)
        return explain_empty(self, found.sparql)


def open_dataset(where: str | Path | Store | None = None, *, seconds: float | None = None) -> Dataset:
    """Open a build's folder (by default the last build), a SPARQL 1.1 endpoint by URL, or a store in hand.

    A query that takes longer than `seconds` raises QueryLimitError. Raises DatasetError where there is no build, only
    half of one, or no store in it.
    """
    if isinstance(where, Store):
        return Dataset(EmbeddedEngine(where, seconds), "a store in memory")
    if isinstance(where, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", where):
        from survivorgraph.store.address import check_url
        from survivorgraph.store.endpoint import Endpoint

        return Dataset(Endpoint(check_url(where), seconds), where)
    store, folder = open_store(Path(where or DEFAULT_BUILD))
    _LOG.info("opened: %s", folder.absolute())
    return Dataset(EmbeddedEngine(store, seconds), str(folder), folder)


def open_store(build: Path) -> tuple[Store, Path]:
    """Open the store of a build to read, and return it with the folder where it was found.

    A build that replaces the earlier one meanwhile is opened instead. Raises DatasetError as `open_dataset`.
    """
    while True:
        folder = find_build(build)
        fingerprint = _build_fingerprint(folder)
        try:
            _check_whole(folder)
            store = Store.read_only(str(folder / "store"))
            # Its files are opened by name with the first read of each index, which must not be those of another build.
            for graph in (DefaultGraph(), *islice(store.named_graphs(), 1)):
                next(store.quads_for_pattern(None, None, None, graph), None)
            if _build_fingerprint(find_build(build)) == fingerprint:
                return store, folder
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a file of it is gone
            if (now := find_build(build)) != folder or _build_fingerprint(now) != fingerprint:
                continue
            if isinstance(error, DatasetError):
                raise
            raise DatasetError(f"the store cannot be read ({error}); build it again", where=folder) from error


def find_build(folder: Path) -> Path:
    """Return the folder of a build: this one, or the one it was about to replace; raise DatasetError without."""
    real = folder.resolve()
    previous = name_previous(real)
    # One of the two exists at any moment; the first may have appeared while the second was looked for.
    for one in (folder, previous, folder):
        if one.is_dir():
            return one
    raise DatasetError("there is no build here; make one with 'survivorgraph build'", where=folder)


def _build_fingerprint(folder: Path) -> tuple[int, int] | None:
    """Return a fingerprint that differs between successive builds in one folder."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns


def _check_whole(folder: Path) -> None:
    missing = [name for name in ("store", "report.json") if not (folder / name).exists()]
    if missing:
        raise DatasetError(
            f"this is no whole build, {' and '.join(missing)} is missing; make one with 'survivorgraph build'",
            where=folder,
        )
