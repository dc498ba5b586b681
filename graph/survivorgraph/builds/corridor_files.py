"""Write a published table of corridors as CSV, HXL-tagged CSV and Parquet, with its metadata as JSON.

HXL tags are those of the HXL standard 1.1 (https://hxlstandard.org/standard/1-1final/).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from survivorgraph.errors import DatasetError
from survivorgraph.version import __version__

__all__ = ["HXL", "NUMBER_COLUMNS", "write_corridor_table"]

NUMBER_COLUMNS: Final = ("people", "lower", "upper", "base", "share", "withheld")
HXL: Final[Mapping[str, str]] = {
    "origin": "#country+code+v_iso3+origin",
    "destination": "#country+code+v_iso3+destination",
    "year": "#date+year",
    "form": "#cause+form",
    "sex": "#indicator+sex",
    "age-group": "#indicator+age",
    "sector": "#sector+code",
    "means": "#cause+means",
    "people": "#affected+num",
    "lower": "#affected+num+min",
    "upper": "#affected+num+max",
    "base": "#affected+num+base",
    "share": "#indicator+share+num",
    "withheld": "#status+withheld",
}


def write_corridor_table(
    folder: Path, dimensions: Sequence[str], rows: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]
) -> None:
    """Write ``table.csv``, ``table.hxl.csv``, ``table.parquet`` and ``metadata.json`` into a folder.

    Columns are the dimensions and `NUMBER_COLUMNS`; rows keep their order. Parquet needs pyarrow, which comes with the
    extra ``tables``; without it the other files are written. The metadata say what the files are.
    """
    columns = (*dimensions, *NUMBER_COLUMNS)
    _write_csv(folder / "table.csv", columns, rows, tagged=False)
    _write_csv(folder / "table.hxl.csv", columns, rows, tagged=True)
    files = ["table.csv", "table.hxl.csv"]
    if _write_parquet(folder / "table.parquet", columns, rows, metadata):
        files.append("table.parquet")
    about = {
        "survivorgraph": __version__,
        **metadata,
        "columns": {name: HXL[name] for name in columns},
        "tables": files,
    }
    (folder / "metadata.json").write_text(
        json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


def _write_csv(file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, tagged: bool) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        if tagged:
            writer.writerow([HXL[name] for name in columns])
        writer.writerows([_as_text(row[name]) for name in columns] for row in rows)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _write_parquet(
    file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any]
) -> bool:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return False
    types = dict.fromkeys(columns, pa.string()) | {name: pa.int64() for name in ("people", "lower", "upper", "base")}
    types |= {"share": pa.decimal128(5, 4), "withheld": pa.bool_()}
    arrays = [pa.array([row[name] for row in rows], type=types[name]) for name in columns]
    schema = pa.schema([(name, types[name]) for name in columns], metadata={"survivorgraph": json.dumps(metadata)})
    try:
        parquet.write_table(pa.table(arrays, schema=schema), file, compression="zstd")
    except pa.ArrowException as error:
        raise DatasetError(f"the Parquet file could not be written ({type(error).__name__})", where=file) from None
    return True
