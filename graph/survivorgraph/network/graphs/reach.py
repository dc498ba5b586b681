"""Countries that partnerships, organizations, treaties and regional bodies touch, and which count as coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from survivorgraph.network.core.measures import count_of
from survivorgraph.network.graphs.helpers import Standing, build_standing
from survivorgraph.network.graphs.partnerships import Affiliation
from survivorgraph.network.graphs.queries import (
    BODY_COUNTRIES,
    COVERAGE_EVIDENCE,
    ORGANIZATION_COUNTRIES,
    PARTNERSHIP_COUNTRIES,
    PARTNERSHIP_WORK,
    STORY_SECTIONS,
    TREATY_COUNTRIES,
    Row,
    Rows,
    read_key,
)

__all__ = ["DESK_PURPOSES", "TIES", "TRAFFICKING_PURPOSES", "Reach", "Work", "build_reach", "make_reach"]

TIES = ("partnerships", "organizations", "treaties", "bodies")
"""What can join the two ends of a corridor. A treaty or a regional body joins states, not work on the ground."""

DESK_PURPOSES = frozenset({"data-sharing", "funding", "policy-development", "research", "technology-development"})
"""Purposes that alone are no work at the end of a corridor: studies, rules, money, tools."""

TRAFFICKING_PURPOSES = frozenset({"prosecution", "protection", "referral", "victim-return"})
"""Purposes that are about trafficking also where no form of it is named."""


@dataclass(frozen=True, slots=True)
class Work:
    """The work of a partnership: its name, its purposes and the forms of trafficking that it addresses, as keys."""

    name: str
    purposes: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    @property
    def gap(self) -> str:
        """Return why it does not cover a corridor, or nothing.

        >>> Work("Study", frozenset({"research"}), frozenset({"forced-labor"})).gap
        'whose purpose is no work with people on the way'
        >>> Work("Dams", frozenset({"training"})).gap, Work("Homes", frozenset({"protection"})).gap
        ('of which no source says that it is about trafficking', '')
        """
        if self.purposes and self.purposes <= DESK_PURPOSES:
            return "whose purpose is no work with people on the way"
        if not self.forms and not self.purposes & TRAFFICKING_PURPOSES:
            return "of which no source says that it is about trafficking"
        return ""


@dataclass(frozen=True, slots=True)
class Reach:
    """The countries that partnerships and organizations touch: key to alpha-3 codes.

    A partnership touches the countries in which it is said to operate; where its participants are based says
    nothing of where it works. An organization that counts as a helper (see `helpers`) touches the countries
    where it is based or works; a treaty those whose action under it is reported; a regional body those where
    its members are based. `evidence` lists by key the sections that mention a partnership or organization,
    `story_sections` those of stories, `works` what partnerships are for, `names` the names of organizations.
    `uncounted` has the partnerships that touch countries and do not count for it, each with a reason and the
    countries; `left_out` says which organizations do not count.
    """

    partnerships: Mapping[str, frozenset[str]]
    organizations: Mapping[str, frozenset[str]]
    treaties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    story_sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    works: Mapping[str, Work] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    uncounted: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    left_out: str = ""

    def describe(self, partnership: str) -> str:
        """Return the name of a partnership with its purposes.

        >>> Reach({}, {}, works={"p": Work("Home", frozenset({"victim-return"}))}).describe("p")
        "'Home' (victim-return)"
        """
        work = self.works.get(partnership, Work(partnership))
        purposes = f" ({', '.join(sorted(work.purposes))})" if work.purposes else ""
        return f"'{work.name}'{purposes}"


def build_reach(dataset: Rows, participations: Collection[Affiliation]) -> Reach:
    """Read which countries the partnerships and organizations of the dataset touch."""
    works = _make_works(dataset.rows(PARTNERSHIP_WORK))
    rows = list(dataset.rows(ORGANIZATION_COUNTRIES))
    standing = build_standing(dataset)
    reach = make_reach(participations, dataset.rows(PARTNERSHIP_COUNTRIES), rows, standing=standing, works=works)
    return replace(
        reach,
        works=works,
        treaties=_collect(dataset.rows(TREATY_COUNTRIES), "treaty"),
        bodies=_collect(dataset.rows(BODY_COUNTRIES), "body"),
        evidence=_list_sections(dataset.rows(COVERAGE_EVIDENCE), "thing"),
        story_sections=_list_sections(dataset.rows(STORY_SECTIONS), "story"),
        names={str(read_key(row["organization"])): str(row["organizationName"]) for row in rows},
    )


def _make_works(rows: Iterable[Row]) -> dict[str, Work]:
    found: dict[str, Work] = {}
    for row in rows:
        key, purpose, form = (read_key(row.get(name)) for name in ("partnership", "purpose", "form"))
        work = found.get(str(key), Work(str(row["name"])))
        found[str(key)] = replace(
            work,
            purposes=work.purposes | ({purpose} if purpose else set()),
            forms=work.forms | ({form} if form else set()),
        )
    return found


def _list_sections(rows: Iterable[Row], column: str) -> dict[str, tuple[str, ...]]:
    sections: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        sections[str(read_key(row[column]))].add(str(read_key(row["section"])))
    return {key: tuple(sorted(found)) for key, found in sorted(sections.items())}


def _collect(rows: Iterable[Row], column: str) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(read_key(row[column]))].add(str(row["country"]))
    return _freeze(found)


def make_reach(
    participations: Collection[Affiliation],
    partnership_countries: Iterable[Row],
    organization_countries: Iterable[Row],
    *,
    standing: Standing | None = None,
    works: Mapping[str, Work] | None = None,
) -> Reach:
    """Make the reach of rows of the two country queries; `relation` is "based" or "works".

    Without `standing` every organization counts, without `works` every partnership.
    """
    based: defaultdict[str, set[str]] = defaultdict(set)
    organizations: defaultdict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    for row in organization_countries:
        key, country = str(read_key(row["organization"])), str(row["country"])
        named.add(key)
        if standing is None or key in standing.helpers:
            organizations[key].add(country)
            if row["relation"] == "based":
                based[key].add(country)
    operates: defaultdict[str, set[str]] = defaultdict(set)
    for row in partnership_countries:
        operates[str(read_key(row["partnership"]))].add(str(row["country"]))
    around: defaultdict[str, set[str]] = defaultdict(set)
    for one in participations:
        around[one.partnership].update(based[one.organization])
    uncounted: dict[str, tuple[str, frozenset[str]]] = {}
    for key in sorted(operates.keys() | {one for one, codes in around.items() if codes}):
        gap = works[key].gap if works and key in works else ""
        only_based = around[key] - operates[key]
        if gap:
            uncounted[key] = (gap, frozenset(operates.pop(key, set()) | around[key]))
        elif only_based:
            uncounted[key] = (
                "of which a participant is based here, which says nothing of where it works",
                frozenset(only_based),
            )
    left_out = standing.describe(named) if standing else ""
    if uncounted:
        size = count_of(len(uncounted), "partnership is", "partnerships are")
        remark = "not counted where only a participant has its seat, nor at all for studies and rules alone"
        left_out = "; ".join(filter(None, (left_out, f"{size} {remark}")))
    return Reach(_freeze(operates), _freeze(organizations), uncounted=uncounted, left_out=left_out)


def _freeze(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(found[key]) for key in sorted(found) if found[key]}
