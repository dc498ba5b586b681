"""Read the names of territories in languages other than English.

They are for display only; `survivorgraph.schema.places`, which resolves names in records, does not use them.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir

__all__ = ["TERRITORY_NAMES", "read_territory_names"]

TERRITORY_NAMES = "territory-names.csv"
"""A column `code`, then one a language, headed with its BCP 47 tag."""


def read_territory_names(codes: Collection[str], directory: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """Read alpha-3 code → language → name; empty where a folder has no such table.

    Raises RecordError, with file and line, for a code that is not among `codes` or is duplicate, and for
    an empty cell.

    >>> read_territory_names({"KHM"}, data_dir() / "sources")
    {}
    """
    file = (data_dir() / "reference" if directory is None else directory) / TERRITORY_NAMES
    if not file.is_file():
        return {}
    names: dict[str, Mapping[str, str]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        for row in reader:
            code = row.pop("code", None)
            if code not in codes or code in names:
                problem = f"'{code}' is a duplicate code, or not one of territories.csv"
                raise RecordError(problem, file=file, line=reader.line_num, field="code")
            if not all(row) or not all(row.values()):
                problem = "a name is empty, or a cell has no column"
                raise RecordError(problem, file=file, line=reader.line_num, field="code")
            names[code] = row
    return names
