"""Layer of stories: corridors, legs in their order, and each journey as steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx

from survivorgraph.explorer.graph_view import GraphView
from survivorgraph.explorer.page import CountedUnit, PageFact, Route, Step
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.journeys import Journey, find_stops
from survivorgraph.network.graphs.queries import read_key
from survivorgraph.schema.vocabulary import CONCEPT, ID

__all__ = ["LEG_PLACES", "StoryLayer"]

LEG_PLACES = """
SELECT DISTINCT ?story ?order ?end ?place ?name ?country ?latitude ?longitude WHERE {
  VALUES (?property ?end) { (sg:departsFrom "from") (sg:arrivesIn "to") }
  ?story sg:hasLeg ?leg . ?leg sg:order ?order ; ?property ?place .
  ?place a sg:Locality ; rdfs:label ?name ; sg:isLocatedIn/sg:alpha3Code ?country ;
    schema:latitude ?latitude ; schema:longitude ?longitude .
} ORDER BY ?story ?order ?end
"""
LEG_KINDS = {"migration": "own", "return": "after", "onward": "after"}
NAMED_PLACES = f"""
SELECT DISTINCT ?story ?country WHERE {{
  VALUES ?part {{ sg:hasRecruitment sg:hasExploitation }}
  ?story a sg:Story ; ?part ?fact .
  ?fact sg:takesPlaceInCountry ?place ; sg:hasCertainty ?certainty .
  ?place sg:alpha3Code ?country .
  FILTER(?certainty != <{CONCEPT}certainty/ambiguous>)
}} ORDER BY ?story ?country
"""


@dataclass
class StoryLayer:
    """The layer of stories in a network; `years` are those in which each source was published."""

    graph_view: GraphView
    network: nx.MultiDiGraph[str]
    years: Mapping[str, str]
    roles: defaultdict[str, dict[str, list[Journey]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self) -> None:
        """Add the countries, corridors and legs of all stories."""
        self._find_roles()
        corridors = build_corridor_network(self.graph_view.journeys, self.graph_view.countries)
        stories = {journey.key: journey for journey in self.graph_view.journeys}
        for code in sorted(self.roles):
            self.add_country(code)
        for origin, destination, data in corridors.edges(data=True):
            entries = [self._enter(stories[key], origin, destination) for key in data["stories"]]
            iri = f"{ID}corridor/{origin}-{destination}"
            forms = [self.graph_view.labels.name("form", form) for form in data["forms"]]
            self.network.add_edge(
                origin, destination, "corridor", kind="corridor", entries=entries, iri=iri, forms=forms
            )
        for journey in self.graph_view.journeys:
            for step, start, end in self.list_legs(journey):
                self._add_leg(journey, step.order, step.stage, start, end)

    def add_country(self, code: str, kind: str = "") -> None:
        """Add a country with its facts, unless it has been added already."""
        if code in self.network:
            return
        country = self.graph_view.countries[code]
        roles = self.roles.get(code, {})
        own = next((role for role in ("exploitation", "transit", "origin", "named") if role in roles), kind)
        own = own or ("named" if roles else "")
        facts = [fact for role, told in roles.items() for one in told for fact in self._facts_of(role, one)]
        told_here = {journey.key: journey for journeys in roles.values() for journey in journeys}
        standing = self.graph_view.standing.get(code, ())
        self.network.add_node(
            code,
            kind=own or "elsewhere",
            name=self.graph_view.name_country(code),
            latitude=country.latitude,
            longitude=country.longitude,
            aliases=[country.name, code, *self.graph_view.aliases.get(f"{ID}country/{code}", ())],
            facts=[*dict.fromkeys(facts), *standing],
            entries=[self._enter_country(journey, code) for journey in told_here.values()],
            stories=len(told_here) or None,
            standing="; ".join(fact.text for fact in standing),
            size=len(told_here),
            iri=f"{ID}country/{code}",
        )

    def _facts_of(self, role: str, journey: Journey) -> tuple[PageFact, ...]:
        kinds = {"exploitation": ("exploitation",), "transit": ("leg",), "named": ("leg",), "origin": ("origin",)}
        kinds["recruitment"] = ("recruitment",)
        return self.graph_view.of_story(journey, *kinds[role])

    def _find_roles(self) -> None:
        """Return by country the journeys that begin there, pass it, report exploitation in it, or only name it."""
        for journey in self.graph_view.journeys:
            if journey.origin is not None:
                self.roles[journey.origin].setdefault("origin", []).append(journey)
            for code in journey.exploitation_countries:
                self.roles[code].setdefault("exploitation", []).append(journey)
            stops = [code for code in find_stops(journey) if code]
            named = [code for step in journey.steps for code in (step.from_place, step.to_place) if code]
            for code in dict.fromkeys([*stops, *named]):
                if code not in {journey.origin, *journey.exploitation_countries}:
                    self.roles[code].setdefault("transit" if code in stops else "named", []).append(journey)
            for code in self._named_places.get(journey.key, ()):
                if not any(journey in journeys for journeys in self.roles[code].values()):
                    self.roles[code].setdefault("recruitment", []).append(journey)

    def tag(self, journey: Journey, *, countries: Iterable[str] = (), stages: Iterable[str] = ()) -> dict[str, Any]:
        """Return the values of a story by facet; none for what the source does not state."""
        return {
            "form": journey.forms,
            "stage": tuple(stages) or tuple(dict.fromkeys(step.stage for step in journey.steps)),
            "year": tuple(dict.fromkeys(self.years[one] for one in journey.sources if one in self.years)),
            "source": journey.sources,
            "sex": (journey.gender,) if journey.gender not in (None, "not-stated") else (),
            "age": (journey.age_group,) if journey.age_group not in (None, "not-stated") else (),
            "sector": tuple(dict.fromkeys(one.sector for one in journey.exploitations if one.sector)),
            "country": tuple(countries),
        }

    def _enter(self, journey: Journey, origin: str, destination: str) -> CountedUnit:
        tags = self.tag(journey, countries=(origin, destination))
        told = [one for one in journey.exploitations if one.country == destination]
        tags["form"] = tuple(dict.fromkeys(one.form for one in told))
        tags["sector"] = tuple(dict.fromkeys(one.sector for one in told if one.sector))
        return CountedUnit(journey.key, tags=tags, facts=self.graph_view.of_story(journey, "origin", "exploitation"))

    def _enter_country(self, journey: Journey, code: str) -> CountedUnit:
        """Count exploitation in a country to which no route is known; all else is counted on lines."""
        return CountedUnit(journey.key, tags=self.tag(journey, countries=(code,)))

    @cached_property
    def _localities(self) -> dict[tuple[str, int, str], Mapping[str, object]]:
        rows = self.graph_view.dataset.rows(LEG_PLACES)
        return {(str(read_key(row["story"])), int(str(row["order"])), str(row["end"])): row for row in rows}

    def list_legs(self, journey: Journey) -> list[tuple[Any, str, str]]:
        """List the steps of a journey with the nodes of their two ends, which are added where they are missing."""
        found = []
        last = ""
        for step in journey.steps:
            start = self._place(journey, step.order, "from", step.from_place, last)
            end = self._place(journey, step.order, "to", step.to_place, start)
            found.append((step, start, end))
            last = end
        return found

    def _place(self, journey: Journey, order: int, end: str, code: str | None, before: str) -> str:
        row = self._localities.get((journey.key, order, end))
        if row is not None:
            key = str(read_key(row["place"]))
            if key not in self.network:
                degrees = {name: float(str(row[name])) for name in ("latitude", "longitude")}
                aliases = self.graph_view.aliases.get(str(row["place"]), ())
                within = str(row["country"])
                self.add_country(within)
                self.network.add_node(
                    key,
                    name=str(row["name"]),
                    kind="locality",
                    aliases=aliases,
                    within=within,
                    iri=str(row["place"]),
                    **degrees,
                )
            return key
        if code is not None:
            self.add_country(code)
            return code
        if end == "from" and before.startswith("unnamed/"):
            return before
        node = f"unnamed/{journey.key}-{order}-{end}"
        self.network.add_node(node, name=self.graph_view.labels.texts["unnamed_place"], kind="unnamed")
        return node

    def _add_leg(self, journey: Journey, order: int, stage: str, start: str, end: str) -> None:
        kind = LEG_KINDS.get(stage, "way")
        fact = next(
            fact for found, at, fact in self.graph_view.story_facts[journey.key] if (found, at) == ("leg", order)
        )
        codes = [code for code in (start, end) if code in self.graph_view.countries]
        tags = self.tag(journey, countries=codes, stages=[stage])
        entry = CountedUnit(journey.key, tags=tags, facts=(fact,))
        if self.network.has_edge(start, end, kind):
            self.network.edges[start, end, kind]["entries"].append(entry)
        else:
            self.network.add_edge(start, end, kind, kind=kind, entries=[entry], iri="")

    @cached_property
    def _named_places(self) -> dict[str, list[str]]:
        """Read the countries in which each story places the recruitment or the exploitation."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in self.graph_view.dataset.rows(NAMED_PLACES):
            if str(row["country"]) in self.graph_view.countries:
                found[str(read_key(row["story"]))].append(str(row["country"]))
        return found

    def list_routes(self) -> list[Route]:
        """List the journeys as steps, each in narrative order."""
        return [self._make_route(journey) for journey in self.graph_view.journeys]

    def _make_route(self, journey: Journey) -> Route:
        texts, labels = self.graph_view.labels.texts, self.graph_view.labels
        legs = {step.order: (step, start, end) for step, start, end in self.list_legs(journey)}
        steps = []
        for kind, order, fact in self.graph_view.story_facts.get(journey.key, ()):
            if kind == "leg" and order in legs:
                step, start, end = legs[order]
                title = fact.text.partition(". ")[0]
                selects = (start, end, LEG_KINDS.get(step.stage, "way"))
                steps.append(Step(labels.name("stage", step.stage), title, (fact,), selects))
            else:
                steps.append(Step(texts["step_stages"][kind], fact.text, (fact,)))
        stops = (self.graph_view.name_country(code) if code else texts["unnamed_place"] for code in find_stops(journey))
        way = " → ".join(stops)
        forms = texts["then"].join(labels.name("form", form) for form in journey.forms)
        codes = dict.fromkeys(
            code for code in (journey.origin, *journey.exploitation_countries, *find_stops(journey)) if code is not None
        )
        return Route(
            key=journey.key,
            name=journey.name,
            summary=f"{forms}{f': {way}' if way else ''}",
            steps=tuple(steps),
            tags=self.tag(journey, countries=codes),
            iri=f"{ID}story/{journey.key}",
            places=tuple(self._named_places.get(journey.key, ())),
        )
