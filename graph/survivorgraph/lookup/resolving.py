"""Resolve what a person calls a thing, a key, a name, an alias or an IRI, to the thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from survivorgraph.errors import QuestionError, show_name
from survivorgraph.lookup.finder import find
from survivorgraph.lookup.index import SearchIndex
from survivorgraph.lookup.kinds import name_key, order_of_kind
from survivorgraph.lookup.texts import drop_invisible, read_search
from survivorgraph.schema.vocabulary import CONCEPT, ID

__all__ = ["Resolved", "resolve"]

MOST_NEAR: Final = 5
LONGEST_IRI: Final = 2_000
_ENDS: Final = re.compile(r"\s*(?:→|->|–|—|\bto\b|(?<=[A-Za-z]{3})-(?=[A-Za-z]{3}$))\s*")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A thing that was meant: its IRI, kind and name; `also` are the keys of others that are called so too."""

    iri: str
    kind: str
    name: str
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return the prefixed name, such as ``country:NPL``."""
        return name_key(self.iri)


def resolve(index: SearchIndex, text: str) -> Resolved:
    """Return the thing that is called so; raise QuestionError, with the nearest names, where none or several are."""
    if len(text) > LONGEST_IRI:
        raise QuestionError(f"the name of a thing has {len(text):,} characters; at most {LONGEST_IRI:,} are looked up")
    given = drop_invisible(text).strip().removeprefix("<").removesuffix(">")
    found = _find_by_key(index, given)
    if found:
        return found
    wanted = read_search(given)
    found = _find_by_name(index, wanted) or _find_corridor(index, given)
    if found:
        return found
    raise QuestionError(f"nothing is called {show_name(given)}{_hint(index, given)}")


def _find_by_key(index: SearchIndex, given: str) -> Resolved | None:
    """Find a thing by its IRI, or by kind and key with a colon or a slash, whatever the case."""
    sql = "SELECT iri, kind, name FROM things WHERE iri = ? OR key = ? OR key = ? ORDER BY iri = ? DESC, id"
    key = name_key(given) if given.startswith((ID, CONCEPT)) else given
    rows = index.rows(sql, given, key, re.sub(r"^([a-z-]+)/", r"\1:", key, flags=re.IGNORECASE), given)
    if not rows and ":" not in key:  # the key of a section or a figure, which is not searched
        by_end = (
            "SELECT iri, kind, name FROM things WHERE lower(substr(key, instr(key, ':') + 1)) = lower(?) ORDER BY id"
        )
        rows = [row for row in index.rows(by_end, key) if row[1] in ("section", "figure")]
    return Resolved(*rows[0]) if rows else None


def _find_by_name(index: SearchIndex, wanted: str) -> Resolved | None:
    sql = (
        "SELECT DISTINCT things.iri, things.kind, things.name FROM names JOIN things ON things.id = names.thing "
        "WHERE folded = ? ORDER BY things.id"
    )
    rows = sorted(index.rows(sql, wanted), key=lambda row: order_of_kind(row[1]))
    if not rows:
        return None
    best = [row for row in rows if row[1] == rows[0][1]]
    if len(best) > 1 and len({row[2].casefold() for row in best}) > 1:
        raise QuestionError(
            f"{show_name(wanted)} is the name of {len(best)} things of the kind {best[0][1]}: give one of the keys "
            f"{', '.join(name_key(row[0]) for row in best)}"
        )
    iri, kind, name = rows[0]
    return Resolved(iri, kind, name, tuple(name_key(row[0]) for row in rows[1:]))


def _find_corridor(index: SearchIndex, given: str) -> Resolved | None:
    """Find a corridor by its two countries, such as ``Nepal to Kuwait``, also where no story tells of it."""
    ends = _ENDS.split(re.sub(r"^corridor[:/]", "", given, flags=re.IGNORECASE))
    if len(ends) != 2 or not all(ends):
        return None
    countries = []
    for end in ends:
        found = _find_by_name(index, read_search(end))
        if found is None or found.kind != "country":
            return None
        countries.append(found)
    origin, destination = countries
    iri = f"{ID}corridor/{origin.iri.rpartition('/')[2]}-{destination.iri.rpartition('/')[2]}"
    return Resolved(iri, "corridor", f"{origin.name} → {destination.name}")


def _hint(index: SearchIndex, given: str) -> str:
    near = find(index, given, limit=MOST_NEAR)
    if not near.hits:
        return "; nothing is like it"
    listed = ", ".join(f"{hit.key} ({hit.name})" for hit in near.hits)
    return f"; like it: {listed}; 'survivorgraph find' searches for more"
