"""Resolve the names of countries, areas and localities, exactly or not at all.

A name resolves when, after normalisation (see `survivorgraph.schema.names`), it is a name or an alias of
one territory in ``data/reference``. Nothing is guessed: a name that fits no territory, or more than one,
is unresolved. ISO codes are not names; they have `Gazetteer.find_territory_by_code`. A locality resolves
together with its country: ``Nairobi, Kenya``.

Tables that others made have names that our own records do not use: those of five more languages of the United
Nations, of German tables and of the World Bank. `Gazetteer.find_territory_as_written` knows them too, as exactly.
"""

from __future__ import annotations

import csv
import difflib
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from survivorgraph.errors import RecordError, UnknownPlaceError
from survivorgraph.resources import data_dir
from survivorgraph.schema.names import LONGEST_NAME, NameIndex, make_key, normalize_name
from survivorgraph.schema.translations import read_territory_names

__all__ = ["Gazetteer", "Locality", "Place", "Territory", "read_gazetteer"]

_TERRITORY_COLUMNS = (
    *("code", "alpha2", "numeric", "name", "aliases"),
    *("region", "subregion", "latitude", "longitude"),
)
_SPELLING_COLUMNS = ("code", "spelling", "source")
_LOCALITY_COLUMNS = ("key", "name", "country", "kind", "aliases", "geonames_id", "latitude", "longitude")
_NEAR_LIMIT = 5
# A hint should find a misspelling (Nigera), not every name of the same length.
_NEAR_CUTOFF = 0.75


@dataclass(frozen=True, slots=True)
class Territory:
    """A country or area as the sources name it, with its ISO 3166-1 codes; no status is claimed.

    `numeric` is empty where ISO has no code (Kosovo). Region and subregion are those of UN M49.
    Latitude and longitude are one representative point, in degrees.
    """

    code: str
    alpha2: str
    numeric: str
    name: str
    aliases: tuple[str, ...]
    region: str
    subregion: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Locality:
    """A city, state, region or zone; `country` is the alpha-3 code of the territory in which it lies."""

    key: str
    name: str
    country: str
    kind: str
    aliases: tuple[str, ...]
    geonames_id: int | None
    latitude: float | None
    longitude: float | None


Place = Territory | Locality


@dataclass(frozen=True, slots=True)
class _Written:
    """A territory with the names that only others write."""

    name: str
    aliases: tuple[str, ...]
    territory: Territory


class Gazetteer:
    """The territories and localities of the reference tables, found by name or code.

    `territories` maps alpha-3 codes to territories and `localities` keys to localities, both sorted.
    """

    territories: Mapping[str, Territory]
    localities: Mapping[str, Locality]

    def __init__(
        self,
        territories: Iterable[Territory],
        localities: Iterable[Locality] = (),
        written: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Index the places; a name that two of them claim resolves to neither.

        `written` gives by alpha-3 code names that only `find_territory_as_written` knows.
        """
        by_code = {territory.code: territory for territory in sorted(territories, key=attrgetter("code"))}
        by_key = {locality.key: locality for locality in sorted(localities, key=attrgetter("key"))}
        self.territories = MappingProxyType(by_code)
        self.localities = MappingProxyType(by_key)
        self._names = NameIndex(by_code.values())
        self._written = NameIndex(
            _Written(one.name, tuple((written or {}).get(code, ())), one) for code, one in by_code.items()
        )
        self._by_alpha2 = {territory.alpha2: territory for territory in by_code.values()}
        self._names_in: dict[str, NameIndex[Locality]] = {
            code: NameIndex(locality for locality in by_key.values() if locality.country == code)
            for code in {locality.country for locality in by_key.values()}
        }

    def find_territory(self, name: str) -> Territory | None:
        """Return the one territory of that name or alias, or None."""
        return self._names.find(name)

    def find_territory_as_written(self, name: str) -> Territory | None:
        """Return the one territory of that name in any of the languages and tables that are known, or None.

        >>> gazetteer = read_gazetteer()
        >>> names = ("Allemagne", "Korea, Rep.", "Congo, Dem. Rep.", "Corea")
        >>> [found and found.code for found in map(gazetteer.find_territory_as_written, names)]
        ['DEU', 'KOR', 'COD', None]
        """
        territory = self.find_territory(name)
        if territory is not None:
            return territory
        found = self._written.find(name)
        return found.territory if found else None

    def find_territory_by_code(self, code: str) -> Territory | None:
        """Return the territory of an ISO 3166-1 code in capitals, alpha-3 or alpha-2, or None."""
        return self.territories.get(code) or self._by_alpha2.get(code)

    def get_territory(self, name: str) -> Territory:
        """Return the one territory of that name or alias, or raise UnknownPlaceError with names like it."""
        territory = self.find_territory(name)
        if territory is None:
            raise UnknownPlaceError(name, near=self._list_near(name, self._iterate_territory_names()))
        return territory

    def find_locality(self, name: str) -> Locality | None:
        """Return the locality written as `Name, Country`, or None."""
        text = unicodedata.normalize("NFKC", name) if len(name) <= LONGEST_NAME else ""
        for comma in re.finditer(",", text):
            territory = self.find_territory(text[comma.end() :])
            names = self._names_in.get(territory.code) if territory else None
            locality = names.find(text[: comma.start()]) if names else None
            if locality is not None:
                return locality
        return None

    def get_locality(self, name: str) -> Locality:
        """Return the locality written as `Name, Country`, or raise UnknownPlaceError with names like it."""
        locality = self.find_locality(name)
        if locality is None:
            raise UnknownPlaceError(name, near=self._list_near(name, self._iterate_locality_names()))
        return locality

    def get_place(self, name: str) -> Place:
        """Return the territory of that name, or else the locality, or raise UnknownPlaceError.

        >>> read_gazetteer().get_place("TÜRKİYE (TURKEY)").name
        'Türkiye'
        >>> read_gazetteer().get_place("Nairobi, Kenya").name
        'Nairobi'
        """
        place = self.find_territory(name) or self.find_locality(name)
        if place is None:
            names = [*self._iterate_territory_names(), *self._iterate_locality_names()]
            raise UnknownPlaceError(name, near=self._list_near(name, names))
        return place

    def _iterate_territory_names(self) -> Iterator[tuple[str, str]]:
        """Yield the normalised form of every name, with the name to write."""
        for territory in self.territories.values():
            for name in (territory.name, *territory.aliases):
                yield normalize_name(name), territory.name

    def _iterate_locality_names(self) -> Iterator[tuple[str, str]]:
        for locality in self.localities.values():
            full = f"{locality.name}, {self.territories[locality.country].name}"
            for name in (locality.name, full):
                yield normalize_name(name), full

    @staticmethod
    def _list_near(name: str, names: Iterable[tuple[str, str]]) -> list[str]:
        """List names that contain every word of the one found, then names with similar spelling, as a hint."""
        if len(name) > LONGEST_NAME:
            return []
        found = normalize_name(name)
        shown = dict(names)
        words = set(found.split())
        containing = [key for key in shown if words and words <= set(key.split())]
        alike = difflib.get_close_matches(found, shown, n=_NEAR_LIMIT, cutoff=_NEAR_CUTOFF)
        return list(dict.fromkeys(shown[key] for key in (*containing, *alike)))[:_NEAR_LIMIT]


def read_gazetteer(directory: Path | None = None) -> Gazetteer:
    """Read territories.csv and localities.csv of a folder; without one, the tables of the package.

    Raises RecordError with file and line for wrong columns, a bad value, a duplicate code
    or key, and a name that two territories, or two localities of one country, claim.
    """
    folder = data_dir() / "reference" if directory is None else directory
    rows = _read_rows(folder / "territories.csv", _TERRITORY_COLUMNS)
    _check_repeats(rows, "code")
    _check_repeats(rows, "alpha2")
    territories = [_to_territory(row) for row in rows]
    _check_names(rows, territories)
    codes = {territory.code for territory in territories}
    rows = _read_rows(folder / "localities.csv", _LOCALITY_COLUMNS)
    _check_repeats(rows, "key")
    localities = [_to_locality(row, codes) for row in rows]
    _check_names(rows, localities)
    return Gazetteer(territories, localities, _read_written(folder, codes))


def _read_written(folder: Path, codes: Collection[str]) -> Mapping[str, Collection[str]]:
    """Read what others write: names in other languages, and the spellings of other tables, where a folder has them."""
    written: dict[str, list[str]] = {code: [] for code in sorted(codes)}
    for code, names in read_territory_names(codes, folder).items():
        written[code] += names.values()
    file = folder / "territory-spellings.csv"
    for row in _read_rows(file, _SPELLING_COLUMNS) if file.is_file() else ():
        code = row.get_text("code")
        if code not in written:
            raise row.fail("code", f"'{code}' is not a code of territories.csv")
        written[code].append(row.get_text("spelling"))
    return written


@dataclass(frozen=True, slots=True)
class _Row:
    file: Path
    line: int
    cells: Mapping[str, str]

    def fail(self, field: str, problem: str) -> RecordError:
        return RecordError(problem, file=self.file, line=self.line, field=field)

    def get_text(self, field: str, pattern: str = r"\S(.*\S)?", form: str = "a text") -> str:
        text = self.cells[field]
        if not re.fullmatch(pattern, text):
            raise self.fail(field, f"'{text}' is not {form}")
        return text

    def get_aliases(self) -> tuple[str, ...]:
        aliases = tuple(part.strip() for part in self.cells["aliases"].split("|"))
        if aliases == ("",):
            return ()
        if "" in aliases:
            raise self.fail("aliases", "an alias is empty; aliases are separated by ' | '")
        return aliases

    def get_degrees(self, field: str, limit: int) -> float:
        try:
            degrees = float(self.cells[field])
        except ValueError:
            degrees = math.nan
        if not -limit <= degrees <= limit:
            raise self.fail(field, f"'{self.cells[field]}' is not a number of degrees from -{limit} to {limit}")
        return degrees


def _read_rows(file: Path, columns: tuple[str, ...]) -> list[_Row]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = tuple(next(reader, ()))
            if header != columns:
                raise RecordError(f"the columns must be {', '.join(columns)}", file=file, line=1)
            rows = []
            for cells in reader:
                if len(cells) != len(columns):
                    problem = f"{len(cells)} cells where {len(columns)} are expected; quote a cell with a comma"
                    raise RecordError(problem, file=file, line=reader.line_num)
                rows.append(_Row(file, reader.line_num, dict(zip(columns, cells, strict=True))))
            return rows
    except OSError as error:
        raise RecordError(f"the table cannot be read ({error.strerror})", file=file) from error
    except UnicodeDecodeError as error:
        raise RecordError("the table is not UTF-8 text; save it as UTF-8", file=file) from error
    except csv.Error as error:
        raise RecordError(f"not a CSV row ({error})", file=file, line=reader.line_num) from error


def _to_territory(row: _Row) -> Territory:
    return Territory(
        code=row.get_text("code", "[A-Z]{3}", "three capital letters"),
        alpha2=row.get_text("alpha2", "[A-Z]{2}", "two capital letters"),
        numeric=row.get_text("numeric", "([0-9]{3})?", "three digits, or empty"),
        name=row.get_text("name"),
        aliases=row.get_aliases(),
        region=row.get_text("region"),
        subregion=row.get_text("subregion"),
        latitude=row.get_degrees("latitude", 90),
        longitude=row.get_degrees("longitude", 180),
    )


def _to_locality(row: _Row, codes: Collection[str]) -> Locality:
    if row.cells["country"] not in codes:
        raise row.fail("country", f"'{row.cells['country']}' is not a code of territories.csv")
    geonames_id = row.get_text("geonames_id", "([1-9][0-9]*)?", "a GeoNames number, or empty")
    has_point = bool(row.cells["latitude"] or row.cells["longitude"])
    return Locality(
        key=row.get_text("key", "[a-z0-9]+(-[a-z0-9]+)*", "a key such as ken-nairobi"),
        name=row.get_text("name"),
        country=row.cells["country"],
        kind=row.get_text("kind"),
        aliases=row.get_aliases(),
        geonames_id=int(geonames_id) if geonames_id else None,
        latitude=row.get_degrees("latitude", 90) if has_point else None,
        longitude=row.get_degrees("longitude", 180) if has_point else None,
    )


def _check_repeats(rows: Iterable[_Row], field: str) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        first = lines.setdefault(row.cells[field], row.line)
        if first != row.line:
            raise row.fail(field, f"'{row.cells[field]}' is a duplicate of line {first}")


def _check_names(rows: Iterable[_Row], places: Iterable[Place]) -> None:
    """Raise where a name denotes two territories, or for two localities of one country."""
    bearers: dict[tuple[str, str], _Row] = {}
    for row, place in zip(rows, places, strict=True):
        country = place.country if isinstance(place, Locality) else ""
        for name in (place.name, *place.aliases):
            # Folded, so that an abbreviation (IRAN) cannot hide behind another place's name (Iran).
            first = bearers.setdefault((country, make_key(name).casefold()), row)
            if first is not row:
                problem = f"'{name}' already names another place in line {first.line}; a name has one place"
                raise row.fail("name" if name == place.name else "aliases", problem)
