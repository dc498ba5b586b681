"""Withhold cells so that nobody in a table can be found, and so that no published number gives a cell back.

The published table is a tree: all people, split by the first level (a corridor, say), each cell of it split by
the next level (its years), and so on. Every number in it is a node, every sum that holds between numbers is a
node and its children, and nothing else is published. So it is enough to protect each split by itself:

1. a cell below the threshold *k* is withheld (primary);
2. in a split with a withheld cell, the smallest further cells are withheld too (complementary), until there are
   *m* >= 2 of them and together they hold at least *k* + *m* - 1 people. From outside, each of them can then be
   anything from 1 to at least *k*: neither its value nor that it lies below the threshold can be told;
3. where even all cells of a split are not enough, or none of them would be left, the split is not shown at all;
4. nothing below a withheld cell is shown.

A withheld cell is marked, never zero. Flags that a person can have several of (means) are shown at the leaves of
the tree only, as counts and as shares of the people with any flag of the group, which is the denominator of the
CTDC codebook; a count is shown if it and the rest of its denominator are 0 or at least *k*, a denominator if it
and the people without any flag are.

Thresholds of the field: 11 (CTDC, k-anonymised data set), 5 (UNODC GLOTIP, ``<5``). The rule for complementary
cells is the (minimum frequency) sensitivity rule on the union of withheld cells; see A. Hundepool et al.,
*Statistical Disclosure Control*, Wiley 2012, chapter 4, doi:10.1002/9781118348239.

The expressions are those of Ibis, built by their methods alone, so that all of it runs inside the engine and
only protected cells leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from survivorgraph.errors import CheckError

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

__all__ = ["DEFAULT_MIN_CELL", "LOWEST_MIN_CELL", "TOTAL", "check_min_cell", "list_levels", "protect", "protect_flags"]

DEFAULT_MIN_CELL: Final = 10
LOWEST_MIN_CELL: Final = 5
TOTAL: Final = "total"
"""What stands in a dimension by which a cell is not split."""


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


def protect(cells: Table, dimensions: Sequence[str], *, min_cell: int) -> Table:
    """Return the published tree of cells: a row a node, with the columns `dimensions`, people and withheld.

    `cells` has a row for each combination of dimensions that has people, with their number in `people`.
    A dimension that a node is not split by holds `TOTAL`; `people` is null where `withheld` is true.
    """
    shown = [
        _lay_out(level, columns, dimensions) for columns, level in iterate_levels(cells, dimensions, min_cell=min_cell)
    ]
    table = shown[0]
    for level in shown[1:]:
        table = table.union(level)
    return table


def iterate_levels(
    cells: Table, dimensions: Sequence[str], *, min_cell: int
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
        level = _mark(level, above, columns[len(above) :], min_cell)
        yield columns, level
        published = level.filter(~level.withheld).select(above := columns)


def _mark(level: Table, above: tuple[str, ...], own: tuple[str, ...], k: int) -> Table:
    """Mark what is withheld among the cells of each split, and drop the splits that are not shown."""
    order = [level.people, *(level[name] for name in own)]
    running = {"order_by": order, "rows": (None, 0)} | ({"group_by": above} if above else {})
    whole = {"group_by": above} if above else {}
    ranked = level.mutate(
        rank_=level.count().over(**running),
        before_=level.people.sum().over(**running) - level.people,
        small_=(level.people < k).ifelse(1, 0).sum().over(**whole),
    )
    # Withheld cells are the smallest of their split, so that those before one in rank are withheld too.
    enough = (ranked.rank_ > 2) & (ranked.before_ >= k + ranked.rank_ - 2)
    withheld: BooleanValue = (ranked.small_ > 0) & ((ranked.people < k) | ~enough)
    marked = ranked.mutate(withheld=withheld)
    marked = marked.mutate(
        count_=marked.withheld.ifelse(1, 0).sum().over(**whole),
        hidden_=marked.withheld.ifelse(marked.people, 0).sum().over(**whole),
        all_=marked.count().over(**whole),
    )
    is_safe = (marked.count_ >= 2) & (marked.hidden_ >= k + marked.count_ - 1)
    is_shown = (marked.count_ == 0) | (is_safe & (marked.count_ < marked.all_))
    return marked.filter(is_shown).drop("rank_", "before_", "small_", "count_", "hidden_", "all_")


def _lay_out(level: Table, columns: Sequence[str], dimensions: Sequence[str]) -> Table:
    """Give a level the columns of all levels, and take away the numbers that are withheld."""
    totals = {name: _say(level, TOTAL) for name in dimensions if name not in columns}
    shown = level.mutate(people=level.withheld.ifelse(None, level.people), **totals)
    return shown.select(*dimensions, "people", "withheld")


def _say(level: Table, text: str) -> StringValue:
    """Make a column of one text, by methods alone."""
    said: StringValue = level.withheld.ifelse(text, text)
    return said


def protect_flags(cells: Table, dimensions: Sequence[str], flags: Mapping[str, str], *, min_cell: int) -> Table:
    """Return counts of flags for the published leaves: dimensions, flag, people, base and withheld.

    `cells` has besides `people` the number of people with any flag in `base`, and the number with each in the
    column that `flags` gives for its concept. `base` is null where it is withheld, with all its flags.
    """
    *_, (_, leaves) = iterate_levels(cells, dimensions, min_cell=min_cell)
    leaves = leaves.filter(~leaves.withheld)
    leaves = leaves.filter(_is_safe(leaves.base, leaves.people, min_cell) & (leaves.base > 0))
    parts = []
    for concept, column in flags.items():
        is_safe = _is_safe(leaves[column], leaves.base, min_cell) & (leaves[column] > 0)
        part = leaves.mutate(flag=_say(leaves, concept), withheld=~is_safe, people=is_safe.ifelse(leaves[column], None))
        parts.append(part.select(*dimensions, "flag", "people", "base", "withheld"))
    table = parts[0]
    for part in parts[1:]:
        table = table.union(part)
    return table


def _is_safe(part: IntegerValue, whole: IntegerValue, k: int) -> BooleanValue:
    """Say whether a part of a published whole, and the rest of it, are each nothing or at least k people."""
    return ((part == 0) | (part >= k)) & ((whole == part) | (whole - part >= k))
