"""Fill the pages of the site: corridors, partnerships, one story, and what they say at a click."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import networkx as nx

from survivorgraph.errors import QuestionError
from survivorgraph.model.vocabulary import ID
from survivorgraph.network.corridors import build_corridor_network
from survivorgraph.network.journeys import Country, Journey, build_journeys, find_stops, read_countries
from survivorgraph.network.measures import REPORTED_NOTE, count_of
from survivorgraph.network.partnerships import (
    PARTNERSHIP_NOTE,
    build_participations,
    build_partnership_network,
    project_organizations,
)
from survivorgraph.network.queries import JOURNEY_LEGS, PARTNERSHIP_PARTICIPATIONS, Rows
from survivorgraph.network.routes import build_route_network
from survivorgraph.publish import sentences
from survivorgraph.publish.page import OKABE_ITO, Column, Fact, Kind, Page, Step

__all__ = ["Material", "make_corridor_page", "make_partnership_page", "make_story_page"]

CONTENT_NOTE = "These pages speak of exploitation and violence, without pictures and in plain words."
COUNTRY_KINDS = (
    Kind("exploitation", "Country of exploitation", OKABE_ITO["blue"], "square"),
    Kind("transit", "Passed on the way", OKABE_ITO["orange"], "diamond"),
    Kind("origin", "Country of origin", OKABE_ITO["sky"], "dot"),
    Kind("named", "Named in the journey", OKABE_ITO["green"], "triangleDown"),
    Kind("unnamed", "A place the source does not name", OKABE_ITO["slate"], "triangle"),
)
CORRIDOR_KINDS = (
    Kind(
        "corridor",
        "Corridor: from the country of origin to the country of exploitation",
        OKABE_ITO["blue"],
        "solid",
    ),
    Kind("leg", "Leg of a journey, as told", OKABE_ITO["slate"], "dashed"),
)
STAGE_KINDS = (
    Kind("way", "On the way to exploitation", OKABE_ITO["blue"], "solid"),
    Kind("own", "Own movement, before recruitment", OKABE_ITO["slate"], "dotted"),
    Kind("after", "Return or onward, after the exploitation", OKABE_ITO["green"], "dashed"),
)
STEP_STAGES = {"age": "when it began", "assistance": "help", "outcome": "what followed", "payment": "money"}
"""How the kinds of fact of a story are called beside its steps, where their own name would not do."""
ORGANIZATION_KINDS = (
    Kind("international", "International or regional organization", OKABE_ITO["blue"], "square"),
    Kind("government", "Government, authority or court", OKABE_ITO["orange"], "diamond"),
    Kind("ngo", "NGO or other civil society", OKABE_ITO["green"], "dot"),
    Kind("company", "Company or social enterprise", OKABE_ITO["sky"], "triangle"),
    Kind("research", "University or research", OKABE_ITO["purple"], "hexagon"),
    Kind("coalition", "Coalition or initiative", OKABE_ITO["vermilion"], "star"),
    Kind("other", "Kind not said by the sources", OKABE_ITO["slate"], "triangleDown"),
)
KIND_OF_ORGANIZATION = {
    "international-organization": "international",
    "regional-organization": "international",
    "intergovernmental-process": "international",
    "government": "government",
    "government-agency": "government",
    "law-enforcement": "government",
    "court": "government",
    "ngo": "ngo",
    "survivor-led-organization": "ngo",
    "religious-organization": "ngo",
    "foundation": "ngo",
    "company": "company",
    "social-enterprise": "company",
    "trade-association": "company",
    "media": "company",
    "academic-institution": "research",
    "research-institute": "research",
    "coalition": "coalition",
}


@dataclass(frozen=True)
class Material:
    """Hold what the pages are made of, each part read from the dataset once."""

    dataset: Rows

    @cached_property
    def journeys(self) -> list[Journey]:
        """Read the stories as journeys."""
        return build_journeys(self.dataset)

    @cached_property
    def countries(self) -> Mapping[str, Country]:
        """Read the countries by code."""
        return read_countries(self.dataset)

    @cached_property
    def citations(self) -> sentences.Citations:
        """Read where each fact is written."""
        return sentences.read_citations(self.dataset)

    @cached_property
    def story_facts(self) -> Mapping[str, list[tuple[str, int, Fact]]]:
        """Read the facts of each story in words."""
        return sentences.describe_story_facts(self.dataset, self.citations)

    @cached_property
    def standing(self) -> Mapping[str, list[Fact]]:
        """Read the tiers and lists of each country in words."""
        return sentences.describe_country_standing(self.dataset, self.citations)

    def of_story(self, journey: Journey, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of a story, each led in by its name."""
        facts = self.story_facts.get(journey.key, ())
        return tuple(
            replace(fact, text=f"{journey.name}: {fact.text}") for kind, _, fact in facts if not kinds or kind in kinds
        )


def make_corridor_page(material: Material) -> Page:
    """Make the page of the corridors that the stories tell, with the legs between them."""
    corridors = build_corridor_network(material.journeys, material.countries)
    routes = build_route_network(material.journeys, material.countries)
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    roles = _roles(material.journeys)
    for code in sorted({*corridors, *routes, *roles}):
        role = "exploitation" if "exploitation" in roles[code] else "transit" if "transit" in roles[code] else "origin"
        drawn.add_node(code, kind=role, **_country(material, code, roles[code]))
    stories = {journey.key: journey for journey in material.journeys}
    for origin, destination, data in corridors.edges(data=True):
        facts = [fact for key in data["stories"] for fact in material.of_story(stories[key], "origin", "exploitation")]
        drawn.add_edge(origin, destination, kind="corridor", facts=facts, **_weights(data))
    for start, end, data in routes.edges(data=True):
        if not corridors.has_edge(start, end):
            facts = [fact for key in data["stories"] for fact in material.of_story(stories[key], "leg")]
            drawn.add_edge(start, end, kind="leg", facts=facts, **_weights(data))
    return Page(
        title="Corridors in survivor stories",
        subtitle=f"{corridors.graph['basis']}.",
        note=f"This picture {REPORTED_NOTE}. With so few stories no order of countries means anything.",
        network=drawn,
        kinds=COUNTRY_KINDS,
        edge_kinds=CORRIDOR_KINDS,
        node_heading="Countries and areas",
        edge_heading="Corridors and legs",
        node_columns=(Column("stories", "Stories", numeric=True),),
        edge_columns=(Column("weight", "Stories", numeric=True), Column("forms", "Forms")),
        legend=(CONTENT_NOTE,),
        query=JOURNEY_LEGS,
    )


def _weights(data: Mapping[str, Any]) -> dict[str, Any]:
    number = data["weight"]
    forms = tuple(form.replace("-", " ") for form in data["forms"])
    return {"weight": number, "weight_label": count_of(number, "story", "stories"), "forms": forms}


def _roles(journeys: list[Journey]) -> defaultdict[str, dict[str, list[Journey]]]:
    """Say for each country which journeys begin there, pass it, or tell of exploitation in it."""
    roles: defaultdict[str, dict[str, list[Journey]]] = defaultdict(dict)

    def add(code: str | None, role: str, journey: Journey) -> None:
        if code is not None:
            roles[code].setdefault(role, []).append(journey)

    for journey in journeys:
        add(journey.origin, "origin", journey)
        for code in journey.exploitation_countries:
            add(code, "exploitation", journey)
        for stop in dict.fromkeys(find_stops(journey)):
            if stop not in {journey.origin, *journey.exploitation_countries}:
                add(stop, "transit", journey)
    return roles


def _country(material: Material, code: str, roles: Mapping[str, list[Journey]]) -> dict[str, Any]:
    country = material.countries[code]
    kinds = {"exploitation": ("exploitation",), "transit": ("leg",), "origin": ("origin",)}
    facts = [fact for role, told in roles.items() for one in told for fact in material.of_story(one, *kinds[role])]
    told = {journey.key for journeys in roles.values() for journey in journeys}
    return {
        "name": country.name,
        "latitude": country.latitude,
        "longitude": country.longitude,
        "facts": [*dict.fromkeys(facts), *material.standing.get(code, ())],
        "stories": len(told),
        "size": len(told),
    }


def make_partnership_page(material: Material) -> Page:
    """Make the page of the organizations that work together, joined by the partnerships they share."""
    two_mode = build_partnership_network(build_participations(material.dataset))
    organizations = project_organizations(two_mode)
    profiles = sentences.describe_organizations(material.dataset, material.citations)
    partnerships = sentences.describe_partnerships(material.dataset, material.citations)
    drawn: nx.Graph[str] = nx.Graph()
    for node, data in organizations.nodes(data=True):
        own = [partnerships[two_mode.nodes[neighbor]["code"]] for neighbor in sorted(two_mode[node])]
        drawn.add_node(
            node,
            name=data["name"],
            kind=KIND_OF_ORGANIZATION.get(data["kind"], "other"),
            kind_label=data["kind"].replace("-", " "),
            facts=[*profiles.get(data["code"], ()), *own],
            partnerships=len(own),
            size=len(own),
        )
    for one, another, data in organizations.edges(data=True):
        facts = [partnerships[key] for key in data["partnerships"]]
        label = count_of(data["weight"], "partnership", "partnerships")
        drawn.add_edge(one, another, weight=data["weight"], weight_label=label, facts=facts)
    return Page(
        title="Partnerships against trafficking",
        subtitle=f"{two_mode.graph['basis']}.",
        note=f"This picture {PARTNERSHIP_NOTE}.",
        network=drawn,
        kinds=ORGANIZATION_KINDS,
        node_heading="Organizations",
        edge_heading="Organizations that share a partnership",
        node_columns=(Column("kind_label", "Kind"), Column("partnerships", "Partnerships", numeric=True)),
        edge_columns=(Column("weight", "Shared partnerships", numeric=True),),
        query=PARTNERSHIP_PARTICIPATIONS,
    )


def make_story_page(material: Material, key: str) -> Page:
    """Make the page of one story: the journey as steps in order, and what followed."""
    journey = next((one for one in material.journeys if one.key == key), None)
    if journey is None:
        known = ", ".join(one.key for one in material.journeys)
        raise QuestionError(f"there is no story '{key}'; stories: {known}")
    network, legs = _journey(material, journey)
    steps = [
        legs[order] if kind == "leg" else Step(STEP_STAGES.get(kind, kind), fact.text, (fact,))
        for kind, order, fact in material.story_facts[key]
    ]
    return Page(
        title=f"The journey of {journey.name}",
        subtitle="In the order in which the source tells it; a place that it does not name stays unnamed.",
        note=f"One published account, as its publisher tells it, and no finer. {CONTENT_NOTE}",
        network=network,
        kinds=COUNTRY_KINDS,
        edge_kinds=STAGE_KINDS,
        node_heading="Places",
        edge_heading="Legs",
        steps=steps,
        layout="path",
        query=JOURNEY_LEGS.replace("?story a sg:Story", f"VALUES ?story {{ <{ID}story/{key}> }}\n  ?story a sg:Story"),
    )


def _journey(material: Material, journey: Journey) -> tuple[nx.MultiDiGraph[str], dict[int, Step]]:
    """Draw the legs of one journey; every unnamed place is a node of its own."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    leg_facts = {order: fact for kind, order, fact in material.story_facts[journey.key] if kind == "leg"}
    stops = set(find_stops(journey))

    def place(code: str | None, order: int) -> str:
        node = code or f"unnamed-{order}"
        if node in network:
            return node
        if code is None:
            network.add_node(node, name="a place the source does not name", kind="unnamed")
            return node
        kind = "named"
        if code in journey.exploitation_countries:
            kind = "exploitation"
        elif code == journey.origin:
            kind = "origin"
        elif code in stops:
            kind = "transit"
        facts = [*material.of_story(journey, "exploitation")] if kind == "exploitation" else []
        name = material.countries[code].name
        network.add_node(node, name=name, kind=kind, facts=[*facts, *material.standing.get(code, ())])
        return node

    steps = {}
    for step in journey.steps:
        start, end = place(step.from_place, step.order - 1), place(step.to_place, step.order)
        after = step.stage in {"return", "onward"}
        kind = "after" if after else "own" if step.stage == "migration" else "way"
        fact = leg_facts[step.order]
        title = fact.text.partition(". Stage")[0]
        network.add_edge(start, end, key=str(step.order), kind=kind, name=f"{step.order}. {title}", facts=[fact])
        steps[step.order] = Step(step.stage, title, (fact,), (start, end, str(step.order)))
    for code in journey.exploitation_countries:
        place(code, 0)
    return network, steps
