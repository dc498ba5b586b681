"""Find things by words, in an index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from survivorgraph.errors import QuestionError
from survivorgraph.lookup.index import SearchIndex
from survivorgraph.lookup.kinds import KIND_ORDER, STANDARD, order_of_kind
from survivorgraph.lookup.matching import Match, Matched, Rank, match
from survivorgraph.lookup.results import Hit, Hits
from survivorgraph.lookup.texts import read_search

__all__ = ["DEFAULT_LIMIT", "HOW", "MOST_HITS", "find"]

DEFAULT_LIMIT: Final = 20
MOST_HITS: Final = 1_000
HOW: Final = {
    Rank.SAME: "the name",
    Rank.BEGINS: "the beginning of the name",
    Rank.WORD: "a word of the name",
    Rank.WORDS: "words of the name",
    Rank.LINKED: "linked to it",
    Rank.TEXT: "in a text",
    Rank.WITHIN: "letters within a name",
    Rank.NEAR: "nearly written so",
    Rank.SOME: "some of the words",
}
"""How a hit matches, in words, the best first."""


def find(index: SearchIndex, words: str, *, limit: int = DEFAULT_LIMIT, kinds: Collection[str] = ()) -> Hits:
    """Find what has the words, the best first, at most `limit`; of the given kinds only.

    Raises QuestionError for no words, too many, a limit outside 1 to `MOST_HITS`, and an unknown kind.
    """
    wanted = read_search(words)
    if not 1 <= limit <= MOST_HITS:
        raise QuestionError(f"the limit of hits is a number from 1 to {MOST_HITS:,}; found {limit}")
    for kind in kinds:
        if kind not in KIND_ORDER:
            raise QuestionError(f"there is no kind '{kind[:60]}'; kinds: {', '.join(KIND_ORDER)}")
    found = match(index, wanted)
    things = _read_things(index, found)
    order = [key for key in things if not kinds or things[key][1] in kinds]
    order.sort(key=lambda key: _order(found.matches[key], things[key]))
    hits = tuple(_make_hit(index, found.matches[key], things[key]) for key in order[:limit])
    return Hits.make(" ".join(words.split()), hits, len(order), found.near, found.missing)


def _order(one: Match, thing: tuple[str, str, str, str]) -> tuple[int, int, int, float, str, str]:
    """Return what hits are sorted by: rank, kind, name; of hits in texts first relevance, those of a standard last."""
    iri, kind, name, _ = thing
    by_relevance = max(one.rank if one.rank < Rank.NEAR else 0, one.base) >= Rank.TEXT and one.rank is not Rank.WITHIN
    order = int(kind == STANDARD) if by_relevance else order_of_kind(kind)
    return one.rank, one.base if one.rank >= Rank.NEAR else 0, order, one.relevance * by_relevance, name.casefold(), iri


def _read_things(index: SearchIndex, found: Matched) -> dict[int, tuple[str, str, str, str]]:
    listed = ", ".join(map(str, sorted(found.matches)))
    rows = index.rows(f"SELECT id, iri, kind, name, command FROM things WHERE id IN ({listed})")
    return {row[0]: row[1:] for row in rows}


def _make_hit(index: SearchIndex, one: Match, thing: tuple[str, str, str, str]) -> Hit:
    iri, kind, name, command = thing
    if one.text:
        sql = (
            "SELECT field, text, language, source, section FROM texts JOIN places ON places.id = place "
            "WHERE texts.id = ?"
        )
    else:
        sql = (
            "SELECT label, name, '', source, section FROM links JOIN things ON things.id = other "
            "JOIN places ON places.id = place WHERE links.id = ?"
        )
    ((field, text, language, source, section),) = index.rows(sql, one.text or one.link)
    field += f" ({language})" if language not in ("", "en") else ""
    return Hit(iri, kind, name, HOW[one.rank], field, text, source, section, command)
