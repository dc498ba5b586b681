"""Disclosure control: withhold cells so that nobody can be identified and no withheld cell can be recovered.

The published table is a tree: all people, split by the first level (a corridor, say), each cell of it split by
the next level (its years), and so on. Every number in it is a node, every sum that holds between numbers is a
node and its children, and nothing else is published. So it is enough to protect each split by itself:

1. a cell below the threshold *k* is withheld (primary);
2. where fewer than two cells of a split are withheld, or the *m* of them hold fewer than *k* + *m* - 1 people
   together, one further cell is withheld too (complementary). It is drawn among all other cells of the split by a
   secret, the smaller a cell the likelier, and no cell is impossible. One is always enough, since it has *k* people;
3. where no cell would be left to show, the split is not shown at all; nor is that of a cell of exactly *k* people;
4. nothing below a withheld cell is shown.

An attacker who knows these rules, all published cells and the number of all people, but not the secret, can prove
neither the value of a withheld cell nor that it is below the threshold. In a split with *m* withheld cells that hold
*h* people together, each may be any number from 1 to *k* - 1, and each may be *h* - *m* + 1, which is *k* or more:
there are people, and a draw, with which the same table is published. To see it, give the cell *v* < *k* people, some
other withheld cell *h* - *v* - *m* + 2 and the rest 1 each. If that other cell is below *k*, all are primary, and
enough; else those without it hold *v* + *m* - 2 < *k* + *m* - 2 people and are not enough, so that one is drawn, and
it may be that one. A cell of a split that is not shown may have nobody, or any number from 1 to *k* - 1, or, if the
split has more than *k* people, *k* or more; where a dimension has only two values, nobody is ruled out. All this
concerns proof. What is likely, to an attacker with further knowledge, is another matter.

A withheld cell is marked, never zero. Flags that a person can have several of (means) are shown at the leaves of
the tree only, as counts and as shares of the people with any flag of the group (the base), which is the denominator
of the CTDC codebook. A flag is shown if it has *k* people or more and the rest of the base is nobody or *k* or more.
The flags of a leaf are shown if its base has more than *k* people, and the people without any flag are nobody or *k*
or more; and if all flags are shown and add up to the base or to *k* more, or those that are shown add up to the base
or more. So a withheld flag may have nobody, any number below *k*, or all of the base but one person: the flags that
are shown can account for everybody in the base by themselves.

Thresholds of the field: 11 (CTDC, k-anonymised data set), 5 (UNODC GLOTIP, ``<5``). The rule for complementary
cells is the (minimum frequency) sensitivity rule on the union of withheld cells; see A. Hundepool et al.,
*Statistical Disclosure Control*, Wiley 2012, chapter 4, doi:10.1002/9781118348239.

The expressions are those of Ibis, built by their methods alone, so that all of it runs inside the engine and
only protected cells leave it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Final

from survivorgraph.errors import CheckError

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Column, IntegerValue, StringValue, Table

__all__ = [
    "DEFAULT_MIN_CELL",
    "LOWEST_MIN_CELL",
    "TOTAL",
    "Draw",
    "check_min_cell",
    "list_levels",
    "protect",
    "protect_flags",
]

DEFAULT_MIN_CELL: Final = 10
LOWEST_MIN_CELL: Final = 5
TOTAL: Final = "total"
"""The value of a dimension by which a cell is not split."""
SEPARATOR: Final = "|"
"""The separator of the parts of a text that is digested; no value of a dimension contains it."""
_DIGITS: Final = 9


def _digest(text: StringValue) -> StringValue:
    digest: StringValue = text.hexdigest("sha256")
    return digest


@dataclass(frozen=True)
class Draw:
    """The secret by which cells are drawn, and an engine's function from a text to its SHA-256 in hexadecimal.

    With the same secret, the same people give the same table; without one, a table differs between processes.
    """

    secret: str = field(default=secrets.token_hex(32), repr=False)
    digest: Callable[[StringValue], StringValue] = _digest

    def number(self, table: Table, columns: Sequence[str], purpose: str, place: int = 0) -> IntegerValue:
        """Return a number from 0 to 999,999,999 for each row, by its columns, which nobody can tell without the secret.

        `purpose` and `place` (0 to 2) give other numbers, independent of the first.
        """
        parts = (table[name] for name in columns)
        salt = SEPARATOR.join((self.secret, purpose, *columns))
        digest = self.digest(reduce(lambda text, part: text + SEPARATOR + part, parts, _say(table[columns[0]], salt)))
        number: IntegerValue = (
            digest.substr(place * _DIGITS, _DIGITS).translate("abcdef", "012345").cast("int64").name("number")
        )
        return number


ANY: Final = Draw()
"""The draw of this process."""


def check_min_cell(min_cell: int) -> int:
    """Return the threshold; raise CheckError for one below the lowest of the field.

    >>> check_min_cell(11)
    11
    """
    if min_cell < LOWEST_MIN_CELL:
        raise CheckError(
            f"a cell of {min_cell} people would be published; the threshold is {LOWEST_MIN_CELL} or more "
            f"(default {DEFAULT_MIN_CELL})"
        )
    return min_cell


def list_levels(dimensions: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the levels of the tree for dimensions in their order; a corridor is split off in one step.

    >>> list_levels(["origin", "destination", "year"])
    [('origin', 'destination'), ('origin', 'destination', 'year')]
    """
    ends = [
        end for end in range(1, len(dimensions) + 1) if set(dimensions[end - 1 : end + 1]) != {"origin", "destination"}
    ]
    return [tuple(dimensions[:end]) for end in ends]


def protect(cells: Table, dimensions: Sequence[str], *, min_cell: int, draw: Draw = ANY) -> Table:
    """Return the published tree of cells: a row a node, with the columns `dimensions`, people and withheld.

    `cells` has a row for each combination of dimensions that has people, with their number in `people`.
    A dimension that a node is not split by holds `TOTAL`; `people` is null where `withheld` is true.
    """
    shown = [
        _lay_out(level, columns, dimensions)
        for columns, level in iterate_levels(cells, dimensions, min_cell=min_cell, draw=draw)
    ]
    return reduce(lambda one, other: one.union(other), shown)


def iterate_levels(
    cells: Table, dimensions: Sequence[str], *, min_cell: int, draw: Draw
) -> Iterator[tuple[tuple[str, ...], Table]]:
    """Yield each level's columns, and its cells that are shown, with `people` (the true number) and `withheld`.

    The last level has the other columns of `cells` as well.
    """
    levels = list_levels(dimensions)
    totals = {levels[-1]: cells}
    for columns, below in zip(levels[-2::-1], levels[:0:-1], strict=True):
        finer = totals[below]
        totals[columns] = finer.group_by(columns).aggregate(people=finer.people.sum())
    above: tuple[str, ...] = ()
    published: Table | None = None
    for columns in levels:
        level = totals[columns]
        if published is not None:
            level = level.semi_join(published, above)
        level = _mark(level, above, columns, min_cell, draw)
        yield columns, level
        published = level.filter(~level.withheld).select(above := columns)


def _mark(level: Table, above: tuple[str, ...], columns: tuple[str, ...], k: int, draw: Draw) -> Table:
    """Mark what is withheld among the cells of each split, and drop the splits that are not shown."""
    split = {"group_by": above} if above else {}
    is_small = level.people < k
    # The first of the cells that are large enough, in the order of the draw, is withheld where one has to be.
    drawn = is_small.ifelse(0, level.people * draw.number(level, columns, "cell"))
    order = [is_small.ifelse(1, 0), drawn, *(level[name] for name in columns)]
    counted = level.mutate(
        place_=level.count().over(order_by=order, rows=(None, 0), **split),
        all_=level.count().over(**split),
        whole_=level.people.sum().over(**split),
        small_=is_small.ifelse(1, 0).sum().over(**split),
        hidden_=is_small.ifelse(level.people, 0).sum().over(**split),
    )
    is_enough = (counted.small_ >= 2) & (counted.hidden_ >= k + counted.small_ - 1)
    needed = ((counted.small_ > 0) & ~is_enough).ifelse(1, 0)
    is_shown = (counted.small_ == 0) | (counted.small_ + needed < counted.all_)
    if above:
        is_shown = is_shown & (counted.whole_ > k)
    withheld: BooleanValue = (counted.people < k) | (counted.place_ <= needed)
    return counted.filter(is_shown).mutate(withheld=withheld).drop("place_", "all_", "whole_", "small_", "hidden_")


def _lay_out(level: Table, columns: Sequence[str], dimensions: Sequence[str]) -> Table:
    """Return a level with the columns of all levels and without the withheld numbers."""
    totals = {name: _say(level.people, TOTAL) for name in dimensions if name not in columns}
    shown = level.mutate(people=level.withheld.ifelse(None, level.people), **totals)
    return shown.select(*dimensions, "people", "withheld")


def _say(column: Column, text: str) -> StringValue:
    """Make a column of one text beside another, by methods alone."""
    said: StringValue = column.isnull().ifelse(text, text)
    return said


def protect_flags(
    cells: Table, dimensions: Sequence[str], flags: Mapping[str, str], *, min_cell: int, draw: Draw = ANY
) -> Table:
    """Return counts of flags for the published leaves: dimensions, flag, people, base and withheld.

    `cells` has besides `people` the number of people with any flag in `base`, and the number with each in the
    column that `flags` gives for its concept. `draw` must be that of the cells. Leaves whose flags cannot be
    protected are left out, with their base.
    """
    *_, (_, leaves) = iterate_levels(cells, dimensions, min_cell=min_cell, draw=draw)
    leaves = leaves.filter(~leaves.withheld)
    leaves = leaves.filter(_is_safe(leaves.base, leaves.people, min_cell) & (leaves.base > min_cell))
    leaves = leaves.filter(_are_flags_safe(leaves, list(flags.values()), min_cell))
    parts = []
    for concept, column in flags.items():
        is_shown = _is_flag_shown(leaves, column, min_cell)
        part = leaves.mutate(
            flag=_say(leaves.people, concept), withheld=~is_shown, people=is_shown.ifelse(leaves[column], None)
        )
        parts.append(part.select(*dimensions, "flag", "people", "base", "withheld"))
    return reduce(lambda one, other: one.union(other), parts)


def _are_flags_safe(leaves: Table, columns: Sequence[str], k: int) -> BooleanValue:
    """Return whether the flags of a leaf reveal nothing about withheld ones, or about the few people with several."""
    shown = [_is_flag_shown(leaves, column, k) for column in columns]
    number = sum(one.ifelse(1, 0) for one in shown)
    beyond = sum(one.ifelse(leaves[column], 0) for one, column in zip(shown, columns, strict=True)) - leaves.base
    is_safe: BooleanValue = (number == len(columns)).ifelse((beyond == 0) | (beyond >= k), beyond >= 0)
    return is_safe


def _is_flag_shown(leaves: Table, column: str, k: int) -> BooleanValue:
    is_shown: BooleanValue = _is_safe(leaves[column], leaves.base, k) & (leaves[column] > 0)
    return is_shown


def _is_safe(part: IntegerValue, whole: IntegerValue, k: int) -> BooleanValue:
    """Return whether a part of a published whole and its remainder each have no people or at least k."""
    return ((part == 0) | (part >= k)) & ((whole == part) | (whole - part >= k))
