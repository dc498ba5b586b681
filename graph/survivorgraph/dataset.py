"""The front door: open a dataset, and ask, measure and draw it.

    >>> import survivorgraph
    >>> dataset = survivorgraph.open_dataset("build")
    >>> dataset.ask("route-of-a-story", story="Feba").to_frame()
    >>> dataset.measure("corridors")
    >>> dataset.network("corridors").degree("NPL")
    >>> dataset.explorer("journeys", story="feba").save("feba.html")

What is not needed is not imported: opening a dataset loads neither NetworkX nor pyvis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from survivorgraph.errors import QuestionError
from survivorgraph.store.answers import Answer
from survivorgraph.store.dataset import Dataset as AskedDataset
from survivorgraph.store.dataset import open_dataset as open_asked_dataset

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Store, Triple
    from pyvis.network import Network

    from survivorgraph.explorer.compose import GraphView
    from survivorgraph.explorer.page import Page
    from survivorgraph.lookup.about_result import About
    from survivorgraph.lookup.index import SearchIndex
    from survivorgraph.lookup.results import Hits
    from survivorgraph.network.core.measures import Measures
    from survivorgraph.store.query_terms import Term
    from survivorgraph.store.questions import Question

__all__ = ["NETWORKS", "Dataset", "Explorer", "open_dataset"]

NETWORKS: Final[Mapping[str, str]] = {
    "corridors": "countries joined by the corridors of the stories; edges have weight (stories) and stories (keys)",
    "observed": "countries joined by the corridors of imported figures; edges have weight (people, lower bounds)",
    "organizations": "organizations joined by the partnerships that they share; edges have weight (partnerships)",
    "partnerships": "organizations and the partnerships in which they take part, a network of two kinds of node",
    "routes": "countries joined by the steps of journeys; edges have weight (journeys)",
}
"""The networks of a dataset by name, with their nodes and edges."""
View = Literal["map", "corridors", "network", "journeys", "partnerships"]


def open_dataset(where: str | Path | Store | None = None, *, seconds: float | None = None) -> Dataset:
    """Open a build's folder (by default the last build), a SPARQL 1.1 endpoint by URL, or a store in hand.

    A query that takes longer than `seconds` raises QueryLimitError. Raises DatasetError where there is no build, only
    half of one, or no store in it.

    >>> open_dataset("build")
    Dataset('build')
    """
    return Dataset(open_asked_dataset(where, seconds=seconds))


@dataclass(frozen=True, repr=False)
class Explorer:
    """An interactive page in one file, which a notebook shows and `save` writes."""

    page: Page

    def save(self, path: str | Path) -> Path:
        """Write the page as one HTML file that requests nothing, and return its path.

        Raises DatasetError where it cannot be written; a file that is no page of survivorgraph is left alone.
        """
        from survivorgraph.explorer.site import write_shown_page

        return write_shown_page(self.page, Path(path))

    def to_html(self) -> str:
        """Return the HTML of the page."""
        from survivorgraph.explorer.page_html import page_html

        return page_html(self.page)

    def __repr__(self) -> str:
        """Return the class and the title, not the page."""
        return f"Explorer({self.page.title!r})"

    def _repr_html_(self) -> str:
        from survivorgraph.explorer.page_html import page_frame

        return str(page_frame(self.page))


class Dataset:
    """A graph of survivorgraph, opened to be asked, measured and drawn; nothing can be written through it.

    Tables (`Answer`, `Measures`) give rows as dicts when iterated, and have `to_frame` and `to_csv`.
    """

    def __init__(self, asked: AskedDataset) -> None:
        """Wrap a dataset that answers queries; use `open_dataset`."""
        self._asked = asked

    def __repr__(self) -> str:
        """Return the class and the place of the dataset."""
        return f"Dataset({self.where!r})"

    @property
    def where(self) -> str:
        """Return the folder or URL of the dataset."""
        return self._asked.where

    def ask(self, question: str | Path | Question, /, **parameters: object) -> Answer:
        """Answer a named question, or one in a ``.rq`` file, with its parameters given as keys, names or lists of them.

        `survivorgraph.list_questions` lists those with a name. For several values, each row says which one it answers.
        Raises QuestionError for an unknown question, parameter or value.

        >>> dataset.ask("route-of-a-story", story="Feba").column("arrival")
        ('Delhi', 'Kuwait', 'Nepal')
        """
        from survivorgraph.store.questions import get_question, read_question

        if isinstance(question, Path):
            question = read_question(str(question))
        found = get_question(question) if isinstance(question, str) else question
        answer = self._asked.ask(found, **parameters)
        remarks = [found.note] if found.note else []
        if answer.rows:
            remarks += answer.remarks
        else:
            remarks += ["no rows", *self._asked.explain_empty(found, **parameters)]
        return replace(answer, remarks=tuple(remarks))

    def query(self, sparql: str, /, **parameters: Term) -> Answer:
        """Answer a SPARQL 1.1 query, with variables bound to the parameters.

        The project's prefixes need no declaration. Raises QueryError.

        >>> dataset.query("SELECT (COUNT(?story) AS ?stories) { ?story a sg:Story }").rows
        [(18,)]
        """
        answer = self._asked.rows(sparql, parameters)
        if answer.rows or parameters:
            return answer
        return replace(answer, remarks=("no rows", *self._asked.explain_empty(sparql)))

    def rows(self, sparql: str, params: Mapping[str, Term] | None = None) -> Answer:
        """Answer a query as `query` does, with the parameters as a mapping.

        >>> dataset.rows("ASK { ?one a ?class }", {"class": NamedNode("https://w3id.org/survivorgraph/ns#Story")}).rows
        [(True,)]
        """
        return self._asked.rows(sparql, params)

    def triples(self, sparql: str, /, **parameters: Term) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted, each once.

        >>> len(dataset.triples("CONSTRUCT { ?story rdfs:label ?name } WHERE { ?story a sg:Story ; rdfs:label ?name }"))
        18
        """
        return self._asked.triples(sparql, parameters)

    def list_graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted: one a source, and what is derived from them.

        >>> [name.rpartition("/")[2] for name in dataset.list_graphs()][:3]
        ['a21-2024', 'awareness-article', 'derived']
        """
        return self._asked.list_graphs()

    def find(self, words: str, /, *, limit: int = 20, kinds: Sequence[str] = ()) -> Hits:
        """Find things by words in names, in any language, and in descriptions, notes and promises, the best first.

        Each hit says what it is, why it matches, where that is written, and how to see it; typing errors and word forms
        are allowed for. `kinds` narrows the hits, such as to ``["story"]``. Raises QuestionError for no words or too
        many.

        >>> dataset.find("Thialand").hits[0].key
        'country:THA'
        """
        from survivorgraph.lookup.finder import find

        return find(self._search_index, words, limit=limit, kinds=kinds)

    def about(self, thing: str, /, *, limit: int = 500) -> About:
        """Return all that the graph holds of one thing, by its key, name, alias or IRI, whatever the case.

        A story, country, corridor, organization, partnership, place, treaty, concept, source or anything else that has
        a name; at most `limit` facts, and a remark says how many are left out. A notebook shows it in groups; iterating
        gives a row for each fact. Raises QuestionError, with the nearest names, where nothing is called so.

        >>> dataset.about("feba").name, dataset.about("Nepal to Kuwait").kind
        ('Feba', 'corridor')
        """
        from survivorgraph.lookup.about import describe_thing

        return describe_thing(self._asked, self._search_index, thing, limit=limit)

    @cached_property
    def _search_index(self) -> SearchIndex:
        from survivorgraph.lookup.opening import open_search

        return open_search(self._asked, self._asked.folder)

    def stories(self) -> Answer:
        """List the survivor stories.

        >>> len(dataset.stories())
        18
        """
        return self.ask("stories")

    def corridors(self) -> Measures:
        """List the corridors of the stories, most stories first.

        >>> corridors = dataset.corridors()
        >>> "stories" in corridors.columns, len(corridors) > 10
        (True, True)
        """
        return self.measure("corridors")

    def partnerships(self) -> Answer:
        """List the partnerships.

        >>> len(dataset.partnerships()) >= 30
        True
        """
        return self.ask("partnerships")

    def list_measures(self) -> Mapping[str, str]:
        """Return what can be measured: the name of each measure and what it is about.

        >>> "country-ranking" in dataset.list_measures()
        True
        """
        from survivorgraph.network.measures.catalog import CATALOG

        return {name: entry.about for name, entry in CATALOG.items()}

    def measure(
        self,
        name: str,
        /,
        *,
        seed: int | None = None,
        resamples: int | None = None,
        change: tuple[int, int] | None = None,
    ) -> Measures:
        """Measure by name, one of `list_measures`; the table says what it rests on and what it counts.

        `seed` and `resamples` are for measures that draw at random, `change` compares two years of imported figures.
        Raises QuestionError for an unknown measure or an option that it does not take.

        >>> dataset.measure("corridors").basis.partition(";")[0]
        '18 stories, 1 source'
        """
        from survivorgraph.network.measures.catalog import get_measures

        return get_measures(self._graph_view, name, seed=seed, resamples=resamples, years=change)

    def measure_by(
        self, name: str, facet: str, /, *, seed: int | None = None, resamples: int | None = None
    ) -> dict[str, Measures]:
        """Measure by name as `measure`, one table for each value of a facet, such as ``form``.

        >>> "forced-labor" in dataset.measure_by("corridors", "form")
        True
        """
        from survivorgraph.network.measures.catalog import get_measures_by_part

        return get_measures_by_part(self._graph_view, name, facet, seed=seed, resamples=resamples)

    def network(self, name: str = "corridors", /) -> nx.Graph[str]:
        """Return a network, one of `NETWORKS`, as a NetworkX graph of its own that may be changed.

        Countries are nodes by alpha-3 code with `name`, `latitude` and `longitude`; organizations by key with `name`.
        The attributes `basis` and `note` of the graph say what it rests on and what it counts. Raises QuestionError.

        >>> dataset.network("corridors").nodes["NPL"]["name"]
        'Nepal'
        """
        from survivorgraph.network.graphs.networks import build_network

        return build_network(self._graph_view, name)

    def explorer(
        self, view: View = "map", /, *, story: str | None = None, language: str = "en", **filters: str
    ) -> Explorer:
        """Return the interactive page, opened at a view, at a story, or filtered, such as ``form="forced-labor"``.

        Raises QuestionError for an unknown view, story, language or filter.

        >>> dataset.explorer("journeys", story="feba", language="fr").save("feba.html").name
        'feba.html'
        """
        from survivorgraph.explorer.site import make_page

        kind = "story" if story else view
        return Explorer(make_page(self._materials(language), kind, story, find=filters))

    def draw(self, shown: nx.Graph[Any] | Answer, /, *, title: str = "", language: str = "en") -> Explorer:
        """Return an interactive page of any network, or of an answer: what its rows name, joined.

        Raises QuestionError for an answer in which nothing is named, NetworkError for a network that cannot be drawn.

        >>> dataset.draw(dataset.ask("route-of-a-story", story="Feba"), title="Feba")
        Explorer('Feba')
        """
        return Explorer(self._make_page(shown, title, language))

    def to_pyvis(self, shown: nx.Graph[Any] | Answer | str = "corridors", /) -> Network:
        """Return any network, by name or in hand, or an answer as a pyvis network, to go on from there.

        Nodes, edges, places, colours and options are those of the pages.

        >>> dataset.to_pyvis("partnerships").num_nodes() > 50
        True
        """
        from survivorgraph.explorer.pyvis_network import make_pyvis_network

        network = self.network(shown) if isinstance(shown, str) else shown
        return make_pyvis_network(self._make_page(network, "", "en"))

    def _make_page(self, shown: nx.Graph[Any] | Answer, title: str, language: str) -> Page:
        from survivorgraph.explorer.answer_page import make_answer_page, make_network_page

        if isinstance(shown, Answer):
            return make_answer_page(self._materials(language), shown, title=title or "Answer")
        return make_network_page(shown, title=title, language=language)

    @cached_property
    def _graph_view(self) -> GraphView:
        return self._materials("en")

    def _materials(self, language: str) -> GraphView:
        from survivorgraph.explorer.compose import GraphView
        from survivorgraph.wording.texts import list_languages

        if language not in list_languages():
            raise QuestionError(f"there is no page in '{language}'; languages: {', '.join(list_languages())}")
        return GraphView(self._asked, language)

    def __dir__(self) -> Sequence[str]:
        """List the public names, for completion."""
        return sorted(name for name in super().__dir__() if not name.startswith("_"))
