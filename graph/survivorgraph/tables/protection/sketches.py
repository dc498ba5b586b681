"""Detection of tables of the same people by sketches that reveal nothing without the secret.

Each corridor, and each year, has three random numbers, which follow from a secret. The sketch of a table is their sum
over its people, so that it does not depend on the order, the format or the spelling of its rows, nor on how it is
split into files, and reveals nothing without the secret. Tables with as many people for each corridor and for
each year have the same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from survivorgraph.tables.protection.disclosure import Draw

__all__ = ["FILE_COLUMN", "Sketch", "find_repeat", "sketch_people"]

FILE_COLUMN: Final = "survivorgraph_file"
"""The column that numbers the files of a table that has several."""
SKETCH_COLUMNS: Final = ("sketch_0", "sketch_1", "sketch_2")
Sketch = tuple[int, ...]


def sketch_people(people: Table, columns: Sequence[str], draw: Draw) -> Table:
    """Return the sketch of each file, in the columns `SKETCH_COLUMNS`.

    `people` has the columns, the number of people `n` of each row, and perhaps the column `FILE_COLUMN`.
    """
    files = [FILE_COLUMN] if FILE_COLUMN in people.columns else []
    corridor = [name for name in columns if name != "year"]
    parts = []
    for split in filter(None, (corridor, [name for name in columns if name == "year"])):
        cells = people.group_by([*files, *split]).aggregate(n=people.n.sum())
        weighed = cells.mutate(
            **{name: cells.n * draw.number(cells, split, "sketch", place) for place, name in enumerate(SKETCH_COLUMNS)}
        )
        parts.append(weighed.select(*files, *SKETCH_COLUMNS))
    whole = reduce(lambda one, other: one.union(other), parts)
    sums = {name: whole[name].sum() for name in SKETCH_COLUMNS}
    return whole.group_by(files).aggregate(**sums) if files else whole.aggregate(**sums)


def find_repeat(sketches: Sequence[Sketch]) -> list[int] | None:
    """Return the places of files that hold the same people: two, or one and all others together; None if none do.

    >>> find_repeat([(1, 2, 3), (4, 5, 6), (1, 2, 3)])
    [0, 2]
    >>> find_repeat([(1, 2, 3), (4, 5, 6), (5, 7, 9)])
    [2, 0, 1]
    """
    known: dict[Sketch, int] = {}
    for place, sketch in enumerate(sketches):
        if any(sketch) and sketch in known:
            return [known[sketch], place]
        known.setdefault(sketch, place)
    whole = tuple(sum(numbers) for numbers in zip(*sketches, strict=True))
    for place, sketch in enumerate(sketches):
        if len(sketches) > 2 and any(sketch) and tuple(2 * number for number in sketch) == whole:
            return [place, *(other for other in range(len(sketches)) if other != place)]
    return None
