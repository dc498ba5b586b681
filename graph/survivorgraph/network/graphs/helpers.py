"""Classification of organizations: those against trafficking, those merely named, and those that harm.

The kind of an organization decides, by the three collections of ``ontology/concepts/organization-kind.ttl``:

- `harming` (armed groups): never a helper, whatever else is said
- `helping` (NGOs, survivor-led organizations): a helper
- `helping-if-told` (governments, companies and all others, also where no kind is given): a helper where a source
  names a service that it provides, a form of trafficking that it addresses, or a partnership in which it takes
  part other than as beneficiary (ambiguous participations aside)

An organization with several kinds harms if one of them does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import RdfFormat, parse

from survivorgraph.network.core.measures import count_of
from survivorgraph.network.graphs.queries import STANDING, Row, Rows, read_key
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, PREFIXES

__all__ = ["HARMING", "HELPING", "Standing", "build_standing", "is_harming", "make_standing", "read_kind_groups"]

HARMING, HELPING, HELPING_IF_TOLD = "harming", "helping", "helping-if-told"


@cache
def read_kind_groups() -> Mapping[str, str]:
    """Return the group of every kind of organization, by the key of the kind.

    >>> groups = read_kind_groups()
    >>> groups["armed-group"], groups["ngo"], groups["government"]
    ('harming', 'helping', 'helping-if-told')
    """
    file = ontology_dir() / "concepts" / "organization-kind.ttl"
    stem, member = f"{CONCEPT}organization-kind/", PREFIXES["skos"] + "member"
    return {
        quad.object.value.removeprefix(stem): quad.subject.value.removeprefix(stem)
        for quad in parse(path=str(file), format=RdfFormat.TURTLE)
        if quad.predicate.value == member
    }


def is_harming(kinds: Collection[str | None]) -> bool:
    """Return whether one of the kinds is harming.

    >>> is_harming(["ngo"]), is_harming(["ngo", "armed-group"]), is_harming([None])
    (False, True, False)
    """
    return any(read_kind_groups().get(kind or "") == HARMING for kind in kinds)


@dataclass(frozen=True, slots=True)
class Standing:
    """The keys of organizations by what the sources say of their work: three sets without a common member."""

    helpers: frozenset[str]
    harming: frozenset[str]
    not_told: frozenset[str]

    def describe(self, named: Collection[str]) -> str:
        """Return how many of the named organizations do not count as helpers; nothing if all do.

        >>> Standing(frozenset("a"), frozenset("b"), frozenset("cd")).describe("abcd")
        '3 organizations are not counted: 1 armed group, and 2 of which no source tells work against trafficking'
        """
        harming, not_told = len(self.harming & {*named}), len(self.not_told & {*named})
        if not harming + not_told:
            return ""
        parts = [
            *([count_of(harming, "armed group", "armed groups")] if harming else []),
            *([f"{not_told} of which no source tells work against trafficking"] if not_told else []),
        ]
        are = "is" if harming + not_told == 1 else "are"
        whole = count_of(harming + not_told, "organization", "organizations")
        return f"{whole} {are} not counted: {', and '.join(parts)}"


def build_standing(dataset: Rows) -> Standing:
    """Read which organizations of the dataset count as helpers."""
    return make_standing(dataset.rows(STANDING))


def make_standing(rows: Iterable[Row]) -> Standing:
    """Sort organizations by the rows of `queries.STANDING`: organization, kind, told (None where nothing is).

    >>> rows = [{"organization": "x/a", "kind": "k/government", "told": None},
    ...         {"organization": "x/b", "kind": "k/government", "told": "service/shelter"}]
    >>> sorted(make_standing(rows).helpers), sorted(make_standing(rows).not_told)
    (['b'], ['a'])
    """
    kinds: defaultdict[str, set[str | None]] = defaultdict(set)
    told: set[str] = set()
    for row in rows:
        key = str(read_key(row["organization"]))
        kinds[key].add(read_key(row.get("kind")))
        if row.get("told") is not None:
            told.add(key)
    groups = read_kind_groups()
    harming = {key for key, found in kinds.items() if is_harming(found)}
    helpers = {
        key for key, found in kinds.items() if key in told or any(groups.get(kind or "") == HELPING for kind in found)
    }
    return Standing(frozenset(helpers - harming), frozenset(harming), frozenset(kinds.keys() - helpers - harming))
