"""Read published statistics: victims by citizenship and detecting country from UNODC's GLOTIP data.

A figure is published as a count or as ``<5``. The latter is kept as an interval from 0 to 4: no figure of
the file is 0, so that a zero is not distinguishable. A figure counts people who were detected, by detecting country; it
does not show where else they were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.schema.places import Gazetteer
from survivorgraph.tables.codebooks.citizenships import CITIZENSHIP_KINDS, Citizenships
from survivorgraph.tables.codebooks.codebook_versions import Release, recognize
from survivorgraph.tables.reading.intervals import read_interval
from survivorgraph.tables.reading.notes import is_note
from survivorgraph.tables.reading.table_reader import read_cells, read_header
from survivorgraph.tables.reading.years import find_year

__all__ = ["PublishedCell", "Statistics", "list_corridors", "read_statistics"]

VICTIMS: Final = "Detected trafficking victims"
BY_CITIZENSHIP: Final = "by citizenship"
COUNT: Final = re.compile(r"<\s*[0-9]+|[0-9]{1,3}(?P<sign>[,.' \u00a0\u202f])[0-9]{3}((?P=sign)[0-9]{3})*|[0-9]+(\.0)?")
"""A count, its thousands separated as programs of several countries save it, or less than one."""
_COLUMNS = ("Iso3_code", "Country", "Indicator", "Dimension", "Category", "Sex", "Age", "Year", "txtVALUE")


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """A published cell: at least `lower` and at most `upper` people, equal where it is a count."""

    origin: str
    destination: str
    year: int
    lower: int
    upper: int


@dataclass
class Statistics:
    """The figures of a file, sorted by corridor and year, and a summary of its other rows.

    `rows` counts by (indicator, dimension); of the victims by citizenship, `left_out` counts rows that name no one
    country of today, by (kind, spelling), `unresolved` those with an unknown spelling, `resolved` the others.
    """

    release: Release
    figures: list[PublishedCell] = field(default_factory=list)
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    unresolved: Counter[str] = field(default_factory=Counter)
    resolved: int = 0

    def describe(self) -> list[str]:
        """Return lines on what was read and what was not, with row counts."""
        lines = [f"{self.release.title}: {self.rows.total()} rows"]
        lines += [
            f"  {count:>6}  {indicator}, {dimension}" for (indicator, dimension), count in self.rows.most_common()
        ]
        share = self.resolved / self.named if self.named else 1.0
        lines.append(
            f"{VICTIMS}, {BY_CITIZENSHIP}: "
            f"{self.resolved} of {self.named} rows that name a country resolve ({share:.2%})"
        )
        for kind, meaning in CITIZENSHIP_KINDS.items():
            spellings = {spelling: count for (found, spelling), count in sorted(self.left_out.items()) if found == kind}
            if spellings:
                listed = ", ".join(f"'{spelling}' {count}" for spelling, count in spellings.items())
                lines.append(f"  {sum(spellings.values()):>6}  left out, {meaning}: {listed}")
        lines += [f"  {count:>6}  not resolved: '{spelling}'" for spelling, count in sorted(self.unresolved.items())]
        return lines

    @property
    def named(self) -> int:
        """Count the rows of victims by citizenship that name a country, of today or not, or several."""
        gone = sum(count for (kind, _), count in self.left_out.items() if kind in ("former-country", "several"))
        return self.resolved + self.unresolved.total() + gone


def read_statistics(files: Sequence[Path], *, gazetteer: Gazetteer, citizenships: Citizenships) -> Statistics:
    """Read one or more files of the GLOTIP data, CSV or XLSX, into one set of figures.

    Rows of one corridor and year whose spellings differ are added up. A row that is in two files is an
    error, since it is unknown which one is right.
    """
    found: Statistics | None = None
    cells: dict[tuple[str, str, int], tuple[int, int]] = {}
    seen: set[tuple[str, str, str]] = set()
    for file in files:
        names = read_header(file).names
        release = recognize(names, file=file, kind="glotip")
        found = found or Statistics(release)
        columns = {name: place for name, place in release.find_columns(names).items() if name in _COLUMNS}
        for number, texts in read_cells(file, columns):
            row = dict(zip(columns, texts, strict=True))
            if not any(texts) or (is_note(texts[0]) and not any(texts[1:])):
                continue
            found.rows[row["Indicator"], row["Dimension"]] += 1
            if row["Indicator"] == VICTIMS and row["Dimension"] == BY_CITIZENSHIP:
                _check_repeat(row, seen, file, number)
                _add(row, found, cells, gazetteer, citizenships, file, number)
    if found is None:
        raise RecordError("no file was given", file="glotip")
    if not cells:
        problem = f"no row has {VICTIMS.lower()} {BY_CITIZENSHIP} of a country that is known; nothing was imported"
        raise RecordError(problem, file=files[0])
    found.figures = [PublishedCell(*key, *cells[key]) for key in sorted(cells)]
    return found


def _check_repeat(row: Mapping[str, str], seen: set[tuple[str, str, str]], file: Path, number: int) -> None:
    key = row["Iso3_code"], row["Category"], row["Year"]
    if key in seen:
        raise RecordError("duplicate row: same country, citizenship and year", file=file, line=number)
    seen.add(key)


def _add(
    row: Mapping[str, str],
    found: Statistics,
    cells: dict[tuple[str, str, int], tuple[int, int]],
    gazetteer: Gazetteer,
    citizenships: Citizenships,
    file: Path,
    number: int,
) -> None:
    """Add one row of victims by citizenship to the cells, or to what is left out."""
    if (row["Sex"], row["Age"]) != ("Total", "Total"):
        raise RecordError("expected totals of sex and age among citizenships", file=file, line=number, field="Sex")
    citizenship = citizenships.resolve(row["Category"])
    destination = gazetteer.find_territory_by_code(row["Iso3_code"]) or gazetteer.find_territory(row["Country"])
    if citizenship.kind == "unresolved" or destination is None:
        found.unresolved[row["Category"] if destination else row["Country"]] += 1
    elif citizenship.kind != "country":
        found.left_out[citizenship.kind, row["Category"]] += 1
    else:
        lower, upper = _read_value(row["txtVALUE"], file, number)
        key = citizenship.country, destination.code, _read_year(row["Year"], file, number)
        before = cells.get(key, (0, 0))
        cells[key] = before[0] + lower, before[1] + upper
        found.resolved += 1


def _read_value(text: str, file: Path, number: int) -> tuple[int, int]:
    text = text.strip()
    if (found := COUNT.fullmatch(text)) and (bounds := read_interval(text.replace(found["sign"] or "\0", ""))):
        return bounds
    raise RecordError("expected a count such as 1,234 or <5", file=file, line=number, field="txtVALUE")


def _read_year(text: str, file: Path, number: int) -> int:
    year = find_year(text)
    if year is None:
        raise RecordError("expected a year of four digits", file=file, line=number, field="Year")
    return int(year)


def list_corridors(figures: Sequence[PublishedCell]) -> Iterator[tuple[str, str, int, int]]:
    """Yield origin, destination and the bounds over all years, the largest lower bound first.

    A country's own citizens detected in it are among them, with one country twice: these are no corridor.
    """
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for figure in figures:
        lower, upper = sums.get((figure.origin, figure.destination), (0, 0))
        sums[figure.origin, figure.destination] = lower + figure.lower, upper + figure.upper
    for (origin, destination), (lower, upper) in sorted(sums.items(), key=lambda item: (-item[1][0], item[0])):
        yield origin, destination, lower, upper
