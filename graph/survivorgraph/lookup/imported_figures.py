"""Imported figures of a country or a corridor: what is published of them, and how many cells are withheld."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from survivorgraph.lookup.about_result import AboutGroup
from survivorgraph.lookup.resolving import Resolved
from survivorgraph.network.graphs.queries import Row, Rows
from survivorgraph.schema.vocabulary import ID
from survivorgraph.wording.facts import PageFact

__all__ = ["describe_imported"]

_SELECT: Final = """
SELECT DISTINCT ?cell ?origin ?destination ?year ?lower ?upper ?withheld ?dataset ?key WHERE {{
  {where}
  ?cell a sg:CorridorObservation ; sg:isInDataset ?key .
  ?key rdfs:label ?dataset .
  ?cell sg:hasOriginCountry/rdfs:label ?origin ; sg:hasDestinationCountry/rdfs:label ?destination .
  FILTER NOT EXISTS {{ ?cell sg:hasForm|sg:hasSex|sg:hasAgeGroup|sg:hasSector|sg:usesMeans ?split }}
  OPTIONAL {{ ?cell sg:year ?year }}
  OPTIONAL {{ ?cell sg:lowerBound ?lower ; sg:upperBound ?upper }}
  OPTIONAL {{ ?cell sg:suppression ?withheld }}
}} ORDER BY ?key ?origin ?destination ?year
"""
_OF_COUNTRY: Final = """
  {{ ?cell sg:hasDestinationCountry <{iri}> }} UNION {{ ?cell sg:hasOriginCountry <{iri}> }}
  FILTER NOT EXISTS {{ ?cell sg:year ?any }}"""
_OF_CORRIDOR: Final = "?cell sg:hasOriginCountry <{origin}> ; sg:hasDestinationCountry <{destination}> ."


def describe_imported(dataset: Rows, thing: Resolved, limit: int) -> list[AboutGroup]:
    """Describe the imported figures of a country by corridor, of a corridor by year; those not split any further.

    Of each data set, at most so many, the largest first.
    """
    if thing.kind == "country":
        where = _OF_COUNTRY.format(iri=thing.iri)
    elif thing.kind == "corridor":
        origin, _, destination = thing.iri.rpartition("/")[2].partition("-")
        where = _OF_CORRIDOR.format(origin=f"{ID}country/{origin}", destination=f"{ID}country/{destination}")
    else:
        return []
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in dataset.rows(_SELECT.format(where=where)):
        found[str(row["dataset"])].append(row)
    return [_group(name, rows, limit) for name, rows in found.items()]


def _group(name: str, rows: list[Row], limit: int) -> AboutGroup:
    shown = [row for row in rows if row.get("lower") is not None]
    withheld = sum(row.get("withheld") is not None for row in rows)
    shown.sort(
        key=lambda row: (
            str(row.get("year") or ""),
            -int(str(row["lower"])),
            str(row["origin"]),
            str(row["destination"]),
        )
    )
    left_out = f"Not listed: {len(shown) - limit:,} smaller figures. " if len(shown) > limit else ""
    note = f"Cells that are withheld: {withheld}. They are not zero." if withheld else ""
    return AboutGroup(
        f"Imported figures: {name}",
        tuple(PageFact(_write(row), "imported", iri=str(row["cell"]), said=_write(row)) for row in shown[:limit]),
        left_out + note,
    )


def _write(row: Row) -> str:
    lower, upper = (int(str(row[name])) for name in ("lower", "upper"))
    people = f"{lower:,}" if lower == upper else f"{lower:,} to {upper:,}"
    year = f" in {row['year']}" if row.get("year") is not None else ""
    return f"{row['origin']} → {row['destination']}: {people} people{year}"
