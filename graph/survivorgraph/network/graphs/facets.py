"""Subsets of the records by form, sex, age, sector or year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from dataclasses import replace
from typing import TypeVar

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Cell, Measures, count_of
from survivorgraph.network.graphs.journeys import Journey
from survivorgraph.network.graphs.observations import CorridorFigure
from survivorgraph.network.measures.structure import NO_GROUP

__all__ = ["FACETS", "NOT_SPLIT", "list_facets", "measure_by_facet", "measure_parts", "read_facet", "split_by_facet"]

FACETS = ("form", "sex", "age", "sector", "year", "source")
"""What records can be split by."""

NOT_SPLIT = "all"
"""The part of figures that their source does not split: of all forms, of all years."""

Record = TypeVar("Record", Journey, CorridorFigure)


def read_facet(record: Journey | CorridorFigure, facet: str) -> tuple[str, ...]:
    """Return the values of a facet in a record.

    Of a journey: `form` and `sector` of each of its exploitations, `sex` (the key of gender), `age` (of age
    group), `source`, and `NO_GROUP` where it does not say; it has no year. Of an observation: its field of
    this name, `NOT_SPLIT` if it is a figure of all.

    >>> read_facet(Journey("a", "A", gender="woman"), "sex"), read_facet(Journey("a", "A"), "form")
    (('woman',), ('not stated',))
    """
    if facet not in FACETS:
        raise NetworkError(f"records cannot be split by '{facet}'; choose of {', '.join(FACETS)}")
    if isinstance(record, CorridorFigure):
        value = getattr(record, facet)
        return (NOT_SPLIT if value in (None, "") else _name(value),)
    found: tuple[Hashable, ...] = {
        "form": record.forms,
        "sex": (record.gender,),
        "age": (record.age_group,),
        "sector": tuple(one.sector for one in record.exploitations),
        "year": (),
        "source": record.sources,
    }[facet]
    return tuple(dict.fromkeys(map(_name, found))) or (NO_GROUP,)


def _name(value: Hashable) -> str:
    return NO_GROUP if value in (None, "", "not-stated") else str(value)


def list_facets(records: Collection[Journey] | Collection[CorridorFigure]) -> list[str]:
    """List the facets of which at least one record states a value.

    >>> list_facets([Journey("a", "A", gender="woman", sources=("one",))])
    ['sex', 'source']
    """
    said = {facet: {value for record in records for value in read_facet(record, facet)} for facet in FACETS}
    return [facet for facet, values in said.items() if values - {NO_GROUP, NOT_SPLIT}]


def split_by_facet(records: Collection[Record], facet: str) -> dict[str, list[Record]]:
    """Return the records by value of the facet, the values sorted, `NO_GROUP` and `NOT_SPLIT` last.

    A journey with several values (two forms, two sources) is in each part, so parts do not add up to the whole;
    by form or sector, it is there with its exploitation of this form or in this sector only, and its whole way.
    """
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        for value in read_facet(record, facet):
            found[value].append(_narrow(record, facet, value))
    return {value: found[value] for value in sorted(found, key=lambda value: (value in (NO_GROUP, NOT_SPLIT), value))}


def _narrow(record: Record, facet: str, value: str) -> Record:
    """Return a journey with only the exploitation that has the value."""
    if isinstance(record, Journey) and facet in ("form", "sector"):
        kept = tuple(one for one in record.exploitations if _name(getattr(one, facet)) == value)
        return replace(record, exploitations=kept)
    return record


def measure_parts(
    records: Collection[Record], facet: str, measure: Callable[[Collection[Record]], Measures]
) -> dict[str, Measures]:
    """Measure every part by itself: a table for each value, in the order of `split_by_facet`.

    Each table rests on its own part, and says in its note which one that is, and how many records are in several.
    """
    parts: dict[str, list[Record]] = split_by_facet(records, facet)
    overlap = sum(map(len, parts.values())) - len(records)
    more = f"; the parts share {count_of(overlap, 'record', 'records')}" if overlap else ""
    found: dict[str, Measures] = {}
    for value, part in parts.items():
        table: Measures = measure(part)
        which = f"{facet}: {value} only" if value != NOT_SPLIT else f"{facet}: only figures that are not split by it"
        note = "; ".join(filter(None, (table.note, f"{which}{more}")))
        found[value] = replace(
            table,
            note=note,
            parameters={**table.parameters, "facet": facet, "part": value},
            counts={**table.counts, "records_of_part": len(part)},
        )
    return found


def measure_by_facet(
    records: Collection[Record], facet: str, measure: Callable[[Collection[Record]], Measures]
) -> Measures:
    """Measure every part by itself as `measure_parts`, and put the tables below each other.

    Columns: the facet, `records` (how many the part rests on), then those of `measure`. Basis and note are those
    of all records together; what `measure` says of a single part is only in `measure_parts`.
    """
    whole: Measures = measure(records)
    parts: dict[str, Measures] = measure_parts(records, facet, measure)
    sizes = {value: table.counts["records_of_part"] for value, table in parts.items()}
    rows: list[tuple[Cell, ...]] = []
    for value, table in parts.items():
        head: tuple[Cell, ...] = (value, sizes[value])
        rows.extend(head + cells for cells in table.rows)
    overlap = sum(sizes.values()) - len(records)
    remark = f"split by {facet}, {overlap} more than once" if overlap else f"split by {facet}"
    return Measures(
        (facet, "records", *whole.columns),
        tuple(rows),
        whole.basis,
        "; ".join(filter(None, (whole.note, remark))),
        {**whole.parameters, "facet": facet},
        {**whole.counts, **{f"{facet} {value}": size for value, size in sizes.items()}},
        whole.provenance,
    )
