"""Look at one part at a time: by form, sex, age, sector or year, since the forms have routes of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from typing import TypeVar

from survivorgraph.errors import NetworkError
from survivorgraph.network.journeys import Journey
from survivorgraph.network.measures import Cell, Measures
from survivorgraph.network.observations import Observation
from survivorgraph.network.structure import NOT_STATED

__all__ = ["FACETS", "measure_by_facet", "read_facet", "split_by_facet"]

FACETS = ("form", "sex", "age", "sector", "year", "source")
"""What records can be split by."""

Record = TypeVar("Record", Journey, Observation)


def read_facet(record: Journey | Observation, facet: str) -> tuple[str, ...]:
    """Return the values of a facet in a record, `NOT_STATED` if there is none.

    Of a journey: `form` and `sector` of all its exploitations, `sex` (the key of gender), `age` (of age
    group), `source`; it has no year. Of an observation: its fields of these names.

    >>> read_facet(Journey("a", "A", gender="woman"), "sex"), read_facet(Journey("a", "A"), "form")
    (('woman',), ('not stated',))
    """
    if facet not in FACETS:
        raise NetworkError(f"records cannot be split by '{facet}'; choose of {', '.join(FACETS)}")
    found: tuple[Hashable, ...]
    if isinstance(record, Observation):
        found = (getattr(record, facet),)
    else:
        found = {
            "form": record.forms,
            "sex": (record.gender,),
            "age": (record.age_group,),
            "sector": tuple(one.sector for one in record.exploitations),
            "year": (),
            "source": record.sources,
        }[facet]
    said = tuple(dict.fromkeys(str(value) for value in found if value not in (None, "", "not-stated")))
    return said or (NOT_STATED,)


def split_by_facet(records: Collection[Record], facet: str) -> dict[str, list[Record]]:
    """Return the records by value of the facet, the values sorted, `NOT_STATED` last.

    A record with several values (a story of two forms) is in each part, so parts do not add up to the whole.
    """
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        for value in read_facet(record, facet):
            found[value].append(record)
    return {value: found[value] for value in sorted(found, key=lambda value: (value == NOT_STATED, value))}


def measure_by_facet(
    records: Collection[Record], facet: str, measure: Callable[[Collection[Record]], Measures]
) -> Measures:
    """Measure every part by itself, and put the tables below each other.

    Columns: the facet, `records` (how many the part rests on), then those of `measure`. Rows are in the order
    of `split_by_facet`, then as `measure` gives them. Where `measure` builds corridors of journeys, give it the
    form, too (`build_corridor_network(part, forms=[value])`), or a story counts with all its forms.
    """
    whole: Measures = measure(records)
    rows: list[tuple[Cell, ...]] = []
    sizes: dict[str, int] = {}
    parts: dict[str, list[Record]] = split_by_facet(records, facet)
    for value, part in parts.items():
        table: Measures = measure(part)
        sizes[f"{facet} {value}"] = len(part)
        head: tuple[Cell, ...] = (value, len(part))
        rows.extend(head + cells for cells in table.rows)
    overlap = sum(sizes.values()) - len(records)
    remark = f"split by {facet}, {overlap} more than once" if overlap else f"split by {facet}"
    return Measures(
        (facet, "records", *whole.columns),
        tuple(rows),
        whole.basis,
        "; ".join(filter(None, (whole.note, remark))),
        {**whole.parameters, "facet": facet},
        {**whole.counts, **sizes},
        whole.provenance,
    )
