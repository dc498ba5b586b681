"""A cached view of a dataset for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from survivorgraph.explorer.page import PageFact
from survivorgraph.network.graphs.journeys import Country, Journey, build_journeys, read_countries
from survivorgraph.network.graphs.queries import Row, Rows
from survivorgraph.wording import sentences
from survivorgraph.wording.labels import Labels, read_aliases, read_labels

__all__ = ["CachedRows", "GraphView"]


class CachedRows:
    """A dataset that answers each query once, for pages of the same facts in several languages."""

    def __init__(self, dataset: Rows) -> None:
        self._dataset = dataset
        self._answers: dict[str, tuple[Row, ...]] = {}

    def rows(self, sparql: str, /) -> tuple[Row, ...]:
        """Return the solutions of a query, which may not be changed."""
        if sparql not in self._answers:
            self._answers[sparql] = tuple(self._dataset.rows(sparql))
        return self._answers[sparql]


@dataclass(frozen=True)
class GraphView:
    """A cached view of a dataset in one language, for the pages; with `quotes`, they contain the documents' words."""

    dataset: Rows
    language: str = "en"
    quotes: sentences.Quotes | None = None

    @cached_property
    def labels(self) -> Labels:
        """Read the words of the language."""
        return read_labels(self.dataset, self.language)

    @cached_property
    def aliases(self) -> Mapping[str, list[str]]:
        """Read the other names of countries, places and organizations, by IRI."""
        return read_aliases(self.dataset)

    @cached_property
    def journeys(self) -> list[Journey]:
        """Read the stories as journeys."""
        return build_journeys(self.dataset)

    @cached_property
    def countries(self) -> Mapping[str, Country]:
        """Read the countries by code, under their English names."""
        return read_countries(self.dataset)

    @cached_property
    def citations(self) -> sentences.Citations:
        """Read where each fact is written."""
        return sentences.read_citations(self.dataset, self.quotes)

    @cached_property
    def story_facts(self) -> Mapping[str, list[tuple[str, int, PageFact]]]:
        """Read the facts of each story in words."""
        return sentences.describe_story_facts(self.dataset, self.citations, self.labels)

    @cached_property
    def standing(self) -> Mapping[str, list[PageFact]]:
        """Read the tiers and lists of each country in words."""
        return sentences.describe_country_standing(self.dataset, self.citations, self.labels)

    def of_story(self, journey: Journey, *kinds: str) -> tuple[PageFact, ...]:
        """Return the facts of a story, each led in by its name."""
        facts = self.story_facts.get(journey.key, ())
        return tuple(
            replace(fact, text=f"{journey.name}: {fact.text}") for kind, _, fact in facts if not kinds or kind in kinds
        )

    def name_country(self, code: str) -> str:
        """Return the name of a country in the language of the page, or its code where there is none."""
        country = self.countries.get(code)
        return self.labels.translate(country.name) if country else code
