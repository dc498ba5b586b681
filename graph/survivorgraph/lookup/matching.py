"""Match words against an index, and rank what they find.

Hits are ranked by how they match: the whole name before the beginning of a name, before the beginning of a word in it,
before all words in any order, before a link to something of that name, before texts, and last letters within a word
and what is nearly written so. Equal hits are in the order of their kinds, then of relevance (bm25), then of names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice, product
from typing import Final

from survivorgraph.lookup.index import SearchIndex
from survivorgraph.lookup.searchable import NAMES
from survivorgraph.lookup.texts import split_words

__all__ = ["Match", "Matched", "Rank", "match"]

SHORTEST_PREFIX: Final = 3
SHORTEST_NEAR: Final = 4
SHORTEST_TWO_ERRORS: Final = 7
MOST_CORRECTIONS: Final = 20


class Rank(IntEnum):
    """The ways in which a thing can match, the best first."""

    SAME = 0
    BEGINS = 1
    WORD = 2
    WORDS = 3
    LINKED = 4
    TEXT = 5
    WITHIN = 6
    NEAR = 7
    SOME = 8


@dataclass(frozen=True, slots=True)
class Match:
    """A match of a thing: its rank, the number of the text or link that matches, and what orders those of one rank.

    `base` is the rank that a nearly written word has as it should be written; the least `relevance` is the best.
    """

    rank: Rank
    text: int = 0
    link: int = 0
    base: int = 0
    relevance: float = 0.0


@dataclass
class Matched:
    """The matches by the number of the thing; `near` are the words searched instead of those that nothing has."""

    matches: dict[int, Match] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def match(index: SearchIndex, wanted: str) -> Matched:
    """Find all things that match a folded text."""
    words = list(dict.fromkeys(split_words(wanted)))
    found = Matched(_match_names(index, wanted))
    by_word = {}
    for word in words:
        by_word[word] = _match_word(index, (word,))
        if not by_word[word] and not found.matches:
            near = _find_near(index, word)
            if near:
                found.near[word] = near
                by_word[word] = _match_word(index, near)
    found.missing = () if found.matches else tuple(word for word in words if not by_word[word])
    for corrected in _correct(wanted, found.near):
        for thing, one in _match_names(index, corrected).items():
            if one.rank < Rank.WITHIN:
                _keep(found.matches, thing, Match(Rank.NEAR, one.text, base=one.rank, relevance=one.relevance))
    _add_words(found, by_word)
    best = min((one.rank for one in found.matches.values()), default=Rank.SOME)
    if best < Rank.WITHIN:
        found.matches = {key: one for key, one in found.matches.items() if one.rank is not Rank.WITHIN}
    return found


def _match_names(index: SearchIndex, wanted: str) -> dict[int, Match]:
    """Return the things whose names contain the text as it is."""
    matches: dict[int, Match] = {}
    sql = (
        "SELECT texts.id, texts.thing, folded, field FROM names JOIN texts ON texts.id = names.text "
        "WHERE instr(folded, ?)"
    )
    for text, thing, name, kind in index.rows(sql, wanted):
        _keep(matches, thing, Match(_rank_name(name, wanted), text, relevance=NAMES.index(kind)))
    return matches


def _rank_name(name: str, wanted: str) -> Rank:
    if name == wanted:
        return Rank.SAME
    at = name.find(wanted)
    if at == 0:
        return Rank.BEGINS
    while at >= 0:
        if not name[at - 1].isalnum():
            return Rank.WORD
        at = name.find(wanted, at + 1)
    return Rank.WITHIN


def _match_word(index: SearchIndex, spellings: Iterable[str]) -> dict[int, Match]:
    """Return the things that have a word, in one of several spellings, in a name, a text, or the name of a link."""
    matches: dict[int, Match] = {}
    asked = " OR ".join(f'"{one}"' + ("*" if len(one) >= SHORTEST_PREFIX else "") for one in spellings)
    sql = (
        "SELECT texts.id, texts.thing, texts.field, bm25(words_of_texts) FROM words_of_texts "
        "JOIN texts ON texts.id = words_of_texts.rowid WHERE words_of_texts MATCH ?"
    )
    for text, thing, kind, relevance in index.rows(sql, asked):
        rank = Rank.WORDS if kind in NAMES else Rank.TEXT
        _keep(matches, thing, Match(rank, text, relevance=relevance))
    named = {thing for thing, one in matches.items() if one.rank is Rank.WORDS}
    for link, thing in _list_links(index, named):
        _keep(matches, thing, Match(Rank.LINKED, link=link))
    return matches


def _list_links(index: SearchIndex, named: set[int]) -> list[tuple[int, int]]:
    listed = ", ".join(map(str, sorted(named)))
    return index.rows(f"SELECT id, thing FROM links WHERE other IN ({listed})") if named else []


def _correct(wanted: str, near: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the text with each word that nothing has as it should be written, in the first few ways."""
    ways = product(*near.values()) if near else ()
    for way in islice(ways, MOST_CORRECTIONS):
        corrected = wanted
        for word, right in zip(near, way, strict=True):
            corrected = re.sub(rf"(?<!\w){word}(?!\w)", right, corrected)
        yield corrected


def _keep(matches: dict[int, Match], thing: int, new: Match) -> None:
    """Keep the better of two matches of a thing; of equally good ones the more relevant, then the first."""
    before = matches.get(thing)
    if before is None or (new.rank, new.base, new.relevance) < (before.rank, before.base, before.relevance):
        matches[thing] = new


def _add_words(found: Matched, by_word: Mapping[str, Mapping[int, Match]]) -> None:
    """Add what has all the words; where nothing has, what has most of those that are found."""
    searched = {word: matches for word, matches in by_word.items() if matches}
    if not searched:
        return
    has: defaultdict[int, list[Match]] = defaultdict(list)
    for matches in searched.values():
        for thing, one in matches.items():
            has[thing].append(one)
    complete = len(searched) == len(by_word)
    whole = {thing for thing, ones in has.items() if len(ones) == len(searched)}
    if complete and (whole or found.matches):
        for thing in whole:
            rank = max(one.rank for one in has[thing])
            if found.near:
                rank = max(rank, Rank.NEAR)
            _keep(found.matches, thing, _join(has[thing], rank))
        return
    most = max(map(len, has.values()))
    for thing, ones in has.items():
        if len(ones) == most:
            _keep(found.matches, thing, _join(ones, Rank.SOME))


def _join(ones: Sequence[Match], rank: Rank) -> Match:
    """Return the match of several words: why is what the rarest, most relevant one of the worst rank says."""
    why = max(ones, key=lambda one: (one.rank, -one.relevance))
    return Match(rank, why.text, why.link, why.rank, sum(one.relevance for one in ones))


def _find_near(index: SearchIndex, word: str) -> tuple[str, ...]:
    """Return the words nearest to one that nothing has, those of names first: one or two letters apart."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if len(word) < SHORTEST_NEAR:
        return ()
    most = 2 if len(word) >= SHORTEST_TWO_ERRORS else 1
    known = index.rows("SELECT word, is_name FROM words")
    for is_name in (1, 0):
        words = [one for one, named in known if named == is_name]
        near = extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        if near:
            least = min(score for _, score, _ in near)
            return tuple(sorted(one for one, score, _ in near if score == least))
    return ()
