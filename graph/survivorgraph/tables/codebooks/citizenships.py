"""Resolve the spellings of citizenships in statistics, exactly or not at all.

A spelling is looked up in the reviewed table ``data/reference/unodc-citizenships.csv`` (demonyms,
misspellings, damaged characters, and what is no country), then among the names and aliases of the
gazetteer. Nothing is guessed by resemblance: ``Nigerin`` and ``Nigerian`` are one letter apart.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir
from survivorgraph.schema.names import normalize_name
from survivorgraph.schema.places import Gazetteer

__all__ = ["CITIZENSHIP_KINDS", "Citizenship", "Citizenships", "is_missing_na", "read_citizenships"]

CITIZENSHIP_KINDS: Final[Mapping[str, str]] = {
    "country": "a country or area",
    "own-country": "nationals of the reporting country, which the row does not name",
    "foreign": "people of other countries, unnamed",
    "former-country": "a country that is no longer",
    "several": "several countries in one row",
    "region": "a region",
    "people": "a people",
    "stateless": "people without a citizenship",
    "unknown": "citizenship not known",
    "other": "other citizenships",
    "total": "a total",
    "number": "a number in place of a name",
    "artefact": "the name of a questionnaire field in place of a name; its figure is none either",
    "unresolved": "a spelling that the table and the gazetteer do not know",
}
"""The kinds of meaning of a spelling; all but the last are kinds of the table."""
_COLUMNS = ("spelling", "kind", "country")
_NOT_KNOWN: Final = frozenset(
    (
        "n a",
        "n d",
        "not known",
        "not stated",
        "not specified",
        "not available",
        "unspecified",
        "undetermined",
        "missing",
        "nan",
        "none",
        "null",
    )
)
"""What is written, besides the spellings of the table, where a country is not known; ``NA`` is a code."""


@dataclass(frozen=True, slots=True)
class Citizenship:
    """The meaning of a spelling; `country` is an alpha-3 code for the kind ``country``, else empty."""

    kind: str
    country: str = ""


_POINTER: Final = re.compile(
    r"\s*([*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(\s*([0-9]{1,2}|[a-z])\s*\)|\[\s*([0-9]{1,2}|[a-z])\s*\]|/[0-9a-z])+\s*$"
)
"""What points from a name to a note."""
_CODE: Final = "(?P<code>[A-Z]{2,3})"
_NAME_AND_CODE: Final = (
    re.compile(rf"(?P<name>.+?)\s*[(\[]\s*{_CODE}\s*[)\]]"),
    re.compile(rf"{_CODE}\s*[-–:,]\s*(?P<name>.+)"),
    re.compile(rf"(?P<name>.+?)\s*[-–:,]\s*{_CODE}"),
)
_UNKNOWN = Citizenship("unknown")
_UNRESOLVED = Citizenship("unresolved")


class Citizenships:
    """The resolver of citizenship spellings: a reviewed table, then the gazetteer."""

    def __init__(self, table: Mapping[str, Citizenship], gazetteer: Gazetteer) -> None:
        """Create the resolver from a table of normalized spellings (see `normalize_name`)."""
        self._table = table
        self._gazetteer = gazetteer

    def resolve(self, spelling: str) -> Citizenship:
        """Return the meaning of a spelling; an empty one is unknown, one not in the table is unresolved.

        >>> from survivorgraph.schema.places import read_gazetteer
        >>> read_citizenships(read_gazetteer()).resolve("Nigerin").country
        'NER'
        """
        key = normalize_name(spelling)
        if not key:
            return _UNKNOWN
        found = self._table.get(key)
        if found is not None:
            return found
        territory = self._gazetteer.find_territory(spelling) or self._gazetteer.find_territory_as_written(spelling)
        if territory is None and key in _NOT_KNOWN:
            return _UNKNOWN
        return Citizenship("country", territory.code) if territory else _UNRESOLVED

    def resolve_code(self, code: str) -> Citizenship:
        """Return the country of an ISO 3166-1 code, alpha-2 or alpha-3; else the meaning of the spelling.

        A sign that points to a note does not count (``Nepal (1)``), nor does a code beside its name (``Nepal (NP)``).

        >>> from survivorgraph.schema.places import read_gazetteer
        >>> read_citizenships(read_gazetteer()).resolve_code("NA").country
        'NAM'
        """
        found = self._resolve_plain(code.strip())
        if found.kind != "unresolved":
            return found
        plain = self._resolve_plain(_POINTER.sub("", code))
        if plain.kind != "unresolved":
            return plain
        for pattern in _NAME_AND_CODE:
            if both := pattern.fullmatch(code.strip()):
                one, other = self.resolve(both["name"]), self._gazetteer.find_territory_by_code(both["code"])
                if other is not None and one.country == other.code:
                    return one
        return found

    def _resolve_plain(self, text: str) -> Citizenship:
        territory = self._gazetteer.find_territory_by_code(text)
        return Citizenship("country", territory.code) if territory else self.resolve(text)


def is_missing_na(texts: Iterable[str], resolves: Callable[[str], bool]) -> bool:
    """Return whether ``NA`` is a missing value in a column of countries, as R writes it, and not Namibia.

    It is Namibia where most of the others are codes of two letters, or there are none.

    >>> is_missing_na(["Nepal", "NA"], lambda text: True), is_missing_na(["NP", "NA"], lambda text: True)
    (True, False)
    """
    others = {text for text in texts if text != "NA" and resolves(text)}
    return sum(len(text) == 2 for text in others) < len(others) / 2


def read_citizenships(gazetteer: Gazetteer, file: Path | None = None) -> Citizenships:
    """Read the reviewed table, by default the shipped one; raise RecordError with the line for a bad row."""
    file = file or data_dir() / "reference" / "unodc-citizenships.csv"
    table: dict[str, Citizenship] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, strict=True)
        if tuple(next(rows, ())) != _COLUMNS:
            raise RecordError(f"the columns must be {', '.join(_COLUMNS)}", file=file, line=1)
        for cells in rows:
            table_key, found = _read_row(cells, gazetteer, file, rows.line_num)
            if table.setdefault(table_key, found) != found:
                raise RecordError("this spelling already has another meaning", file=file, line=rows.line_num)
    return Citizenships(table, gazetteer)


def _read_row(cells: list[str], gazetteer: Gazetteer, file: Path, line: int) -> tuple[str, Citizenship]:
    if len(cells) != len(_COLUMNS):
        raise RecordError(f"expected {len(_COLUMNS)} cells", file=file, line=line)
    spelling, kind, country = cells
    if kind not in CITIZENSHIP_KINDS or kind == "unresolved":
        raise RecordError(f"'{kind}' is none of {', '.join(CITIZENSHIP_KINDS)}", file=file, line=line, field="kind")
    if (country in gazetteer.territories) != (kind == "country"):
        problem = "a spelling of kind 'country' has an alpha-3 code of territories.csv, the others have none"
        raise RecordError(problem, file=file, line=line, field="country")
    return normalize_name(spelling), Citizenship(kind, country)
