"""Build the corridor network: from the country of origin to each country of exploitation of one story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from survivorgraph.network.core.measures import REPORTED_NOTE, Measures, count_of, make_measures
from survivorgraph.network.graphs.journeys import (
    CERTAINTY_ORDER,
    COUNTED_CERTAINTIES,
    Country,
    Journey,
    describe_journeys,
    describe_limits,
)

__all__ = [
    "CERTAINTY_ORDER",
    "Link",
    "add_countries",
    "add_links",
    "build_corridor_network",
    "rank_corridors",
]


@dataclass(slots=True)
class Link:
    """The data behind one directed edge between two countries."""

    journeys: list[Journey] = field(default_factory=list)
    certainties: list[str] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)

    def add(self, journey: Journey, certainty: str, forms: Iterable[str]) -> None:
        """Add one journey; its certainty here is that of the least certain fact behind it."""
        self.journeys.append(journey)
        self.certainties.append(certainty)
        self.forms.update(forms)

    def attributes(self) -> dict[str, Any]:
        """Return the edge attributes; see `build_corridor_network`."""
        people = [journey.people for journey in self.journeys if journey.people is not None]
        return {
            "weight": len(self.journeys),
            "people": sum(people) if people else None,
            "people_not_stated": len(self.journeys) - len(people),
            "stories": tuple(sorted(journey.key for journey in self.journeys)),
            "sources": tuple(sorted({source for journey in self.journeys for source in journey.sources})),
            "forms": tuple(sorted(self.forms)),
            "certainty": min(self.certainties, key=CERTAINTY_ORDER.index),
        }


def add_countries(network: nx.DiGraph[str], countries: Mapping[str, Country] | None) -> None:
    """Set code, name, latitude, longitude and region of every node; without a name, the code is used."""
    for code, data in network.nodes(data=True):
        country = (countries or {}).get(code) or Country(code, code)
        data |= {
            "code": code,
            "name": country.name,
            "latitude": country.latitude,
            "longitude": country.longitude,
            "region": country.region,
        }


def add_links(network: nx.DiGraph[str], links: Mapping[tuple[str, str], Link]) -> None:
    """Add nodes and edges in the order of their codes, so that equal input gives equal networks."""
    network.add_nodes_from(sorted({code for pair in links for code in pair}))
    for pair in sorted(links):
        network.add_edge(*pair, **links[pair].attributes())


def build_corridor_network(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    forms: Collection[str] | None = None,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
) -> nx.DiGraph[str]:
    """Build the network of corridors; `forms` keeps only exploitation of these forms.

    Nodes are countries by alpha-3 code: `code`, `name`, `latitude`, `longitude`, `region`. An edge leads
    from the origin of a story to a country of exploitation of the same story:

    - `weight`: number of stories; each counts once, however often it names the country
    - `people`: how many people these stories speak of where they say it, else None; `people_not_stated`:
      in how many stories they do not
    - `stories`, `sources`, `forms`: sorted keys; the forms are those of exploitation in that country
    - `certainty`: of the best supported story, which is as certain as the weakest fact it needs

    Attributes of the network: `domestic`, exploitation in the country of origin, as a list of dicts with
    `story`, `country`, `forms`; `left_out`, stories that give no corridor, with `story` and `reason`;
    `basis`, `note` and `weight_meaning`. A story whose origin or country of exploitation is ambiguous, not named or not
    told gives no corridor. A group with several people counts as one story.

    >>> from survivorgraph.network.graphs.journeys import JourneyExploitation
    >>> network = build_corridor_network([Journey("a", "A", people=2, origin="NPL",
    ...     exploitations=(JourneyExploitation("domestic-servitude", "KWT"),))])
    >>> network.edges["NPL", "KWT"]["weight"], network.edges["NPL", "KWT"]["people"]
    (1, 2)
    """
    links: defaultdict[tuple[str, str], Link] = defaultdict(Link)
    domestic: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for journey in sorted(journeys, key=lambda journey: journey.key):
        reason = _find_gap(journey, forms, certainties)
        if reason is not None:
            left_out.append({"story": journey.key, "reason": reason})
            continue
        for country, (certainty, found) in _read_destinations(journey, forms, certainties).items():
            if country == journey.origin:
                domestic.append({"story": journey.key, "country": country, "forms": tuple(sorted(found))})
            elif journey.origin is not None:
                links[journey.origin, country].add(journey, certainty, found)
    crossing = {journey.key for link in links.values() for journey in link.journeys}
    network: nx.DiGraph[str] = nx.DiGraph(
        name="corridors",
        basis=f"{describe_journeys(journeys)}; {_describe_crossing(len(crossing))}",
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        weight_meaning="stories",
        domestic=domestic,
        left_out=left_out,
    )
    add_links(network, links)
    add_countries(network, countries)
    return network


def _describe_crossing(number: int) -> str:
    return f"{count_of(number, 'story names', 'stories name')} an origin and another country of exploitation"


def _find_gap(journey: Journey, forms: Collection[str] | None, certainties: Collection[str]) -> str | None:
    wanted = [one for one in journey.exploitations if forms is None or one.form in forms]
    if not wanted:
        return "no exploitation stated" if forms is None else "no exploitation of these forms"
    if journey.origin is None:
        return "origin not named, or ambiguous"
    if journey.origin_certainty not in certainties:
        return "origin ambiguous"
    named = [one for one in wanted if one.country is not None]
    if not named:
        return "country of exploitation not named"
    if not any(one.certainty in certainties for one in named):
        return "country of exploitation ambiguous"
    return None


def _read_destinations(
    journey: Journey, forms: Collection[str] | None, certainties: Collection[str]
) -> dict[str, tuple[str, set[str]]]:
    """Return certainty and forms of exploitation for every named country, in the order of the story."""
    found: dict[str, tuple[str, set[str]]] = {}
    for one in journey.exploitations:
        if one.country is None or one.certainty not in certainties or (forms and one.form not in forms):
            continue
        certainty = max(journey.origin_certainty, one.certainty, key=CERTAINTY_ORDER.index)
        best, known = found.get(one.country, (certainty, set()))
        found[one.country] = (min(best, certainty, key=CERTAINTY_ORDER.index), known | {one.form})
    return found


def rank_corridors(network: nx.DiGraph[Any]) -> Measures:
    """List the edges of a corridor or route network, most stories first, then by name.

    Columns: `origin`, `destination` (names), `origin_code`, `destination_code`, `stories`, `people` (None
    where no story says how many), `forms`, `certainty`, `story_keys`. Equal numbers are a tie, whatever
    their order here; whether the order means anything, see `uncertainty`.
    """
    columns = (
        "origin", "destination", "origin_code", "destination_code", "stories", "people", "forms", "certainty",
        "story_keys",
    )  # fmt: skip
    names = {node: str(data.get("name", node)) for node, data in network.nodes(data=True)}
    return make_measures(
        columns,
        (
            {
                "origin": names[origin],
                "destination": names[destination],
                "origin_code": str(origin),
                "destination_code": str(destination),
                "stories": data["weight"],
                "people": data.get("people"),
                "forms": data.get("forms", ()),
                "certainty": data.get("certainty"),
                "story_keys": data.get("stories", ()),
            }
            for origin, destination, data in network.edges(data=True)
        ),
        by=("stories",),
        basis=str(network.graph.get("basis", "")),
        note=str(network.graph.get("note", "")),
        parameters={"weight": "stories"},
        counts={"nodes": len(network), "edges": network.number_of_edges()},
        provenance={source for *_, data in network.edges(data=True) for source in data.get("sources", ())},
    )
