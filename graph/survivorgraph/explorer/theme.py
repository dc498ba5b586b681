"""Colours, shapes and filters of each kind of node and line in the explorer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survivorgraph.explorer.page import OKABE_ITO, Facet, Kind
from survivorgraph.wording.labels import Labels

__all__ = ["KIND_OF_ORGANIZATION", "list_edge_kinds", "list_page_facets", "list_page_kinds"]

PLACES = {
    "exploitation": ("blue", "square"),
    "transit": ("orange", "diamond"),
    "origin": ("sky", "dot"),
    "named": ("green", "triangleDown"),
    "figures": ("purple", "hexagon"),
    "locality": ("slate", "dot"),
    "unnamed": ("slate", "triangle"),
    "elsewhere": ("slate", "square"),
}
ORGANIZATIONS = {
    "international": ("blue", "square"),
    "government": ("orange", "diamond"),
    "ngo": ("green", "dot"),
    "company": ("sky", "triangle"),
    "research": ("purple", "hexagon"),
    "coalition": ("vermilion", "star"),
    "other": ("slate", "triangleDown"),
}
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
TOLD = ("form", "stage", "year", "source", "sex", "age", "sector", "country")
COUNTED = ("form", "year", "source", "sex", "age", "sector", "country")
WORKING = ("kind", "service", "industry", "country", "source", "form")
SHARED = ("year", "source", "country", "form")
HIDDEN = ("unnamed", "elsewhere")
"""Places that are on no map: what a source leaves unnamed, and what no journey or figure touches."""
SCHEMES = {
    "form": ("form",),
    "stage": ("stage",),
    "sex": ("gender", "sex"),
    "age": ("age-group",),
    "sector": ("sector",),
    "kind": ("organization-kind",),
    "service": ("service",),
    "industry": ("sector",),
}


def list_page_kinds(labels: Labels) -> list[Kind]:
    """List the kinds of places and organizations."""
    named = labels.texts["kinds"]
    places = [
        Kind(key, named[key], OKABE_ITO[color], shape, facets=TOLD, on=key not in HIDDEN)
        for key, (color, shape) in PLACES.items()
    ]
    return places + [
        Kind(key, named[key], OKABE_ITO[color], shape, scene="organizations", facets=WORKING)
        for key, (color, shape) in ORGANIZATIONS.items()
    ]


def list_edge_kinds(labels: Labels) -> list[Kind]:
    """List the kinds of lines: corridors of stories and of figures, legs before, on and after the way, partnerships."""
    named, about, units = labels.texts["kinds"], labels.texts["kinds_about"], labels.texts["units"]
    stories, people = tuple(units["story"]), tuple(units["person"])
    return [
        Kind(
            "corridor", named["corridor"], OKABE_ITO["blue"], "solid",
            unit=stories, facets=TOLD, corridors=True, about=about["corridor"],
        ),
        Kind(
            "observed", named["observed"], OKABE_ITO["purple"], "solid",
            unit=people, facets=COUNTED, corridors=True, about=about["observed"],
        ),
        Kind("way", named["way"], OKABE_ITO["vermilion"], "dashed", unit=stories, facets=TOLD),
        Kind("own", named["own"], OKABE_ITO["slate"], "dotted", unit=stories, facets=TOLD),
        Kind("after", named["after"], OKABE_ITO["green"], "dashed", unit=stories, facets=TOLD, on=False),
        Kind(
            "partnership", named["partnership"], OKABE_ITO["slate"], "solid",
            scene="organizations", unit=tuple(units["partnership"]), facets=SHARED,
        ),
    ]  # fmt: skip


def list_page_facets(
    labels: Labels, *, sources: Mapping[str, str], countries: Mapping[str, str], years: Iterable[str]
) -> list[Facet]:
    """List the facets with the labels of their values, years in their order."""
    named = labels.texts["facets"]
    values: dict[str, dict[str, str]] = {
        key: {
            concept: labels.name(scheme, concept) for scheme in schemes for concept in labels.concepts.get(scheme, ())
        }
        for key, schemes in SCHEMES.items()
    }
    values |= {
        "year": {year: year for year in sorted(years)},
        "source": dict(sources),
        "country": dict(sorted(countries.items(), key=lambda pair: pair[1].casefold())),
    }
    return [Facet(key, named[key], values.get(key, {})) for key in named if key != "coverage"]
