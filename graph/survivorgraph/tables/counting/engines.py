"""Table engines, and the tables opened in them.

Only this module and `survivorgraph.tables.protection.digests` import Ibis.

``duckdb`` is embedded and reads files; ``spark`` (the session that is configured) and ``spark:MASTER``
(``spark:local[2]``) read files that their workers can see; any other engine is an Ibis URL, such as
``trino://user@host/catalog/schema`` or ``bigquery://project/dataset``, and what is imported is a table there.

Errors of an engine quote the row that caused them. They are translated here, and never chained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from survivorgraph.errors import DatasetError, RecordError, SurvivorGraphError
from survivorgraph.tables.counting.spilling import keep_spilled
from survivorgraph.tables.protection.digests import Digest, make_digest_function
from survivorgraph.tables.protection.sketches import FILE_COLUMN
from survivorgraph.tables.reading.names import make_unique
from survivorgraph.tables.reading.table_reader import Header, is_columnar, is_spreadsheet, read_header

if TYPE_CHECKING:
    from ibis.backends import BaseBackend
    from ibis.expr.types import Table

__all__ = ["EMBEDDED", "Engine", "open_engine"]

EMBEDDED: Final = "duckdb"
_LINE = re.compile(r"\b[Ll]ine:? ?([0-9]+)")
_SECONDS_BETWEEN_REPORTS = 2.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Engine:
    """An opened engine; `name` is the requested one, without secrets of a URL."""

    name: str
    backend: BaseBackend

    @property
    def reads_files(self) -> bool:
        """Return whether the engine reads files rather than its own tables."""
        return self.name == EMBEDDED or self.name.startswith("spark")

    @property
    def version(self) -> str:
        """Return the engine's name and version for the published metadata."""
        return f"{self.backend.name} {self.backend.version}"

    @property
    def digest(self) -> Digest:
        """Return the engine's function from a text to its SHA-256; raise DatasetError where none is known."""
        return make_digest_function(self.backend.name)

    def open_table(self, names: Sequence[str], *, progress: Progress = lambda _: None) -> tuple[Table, tuple[str, ...]]:
        """Open files, or a table of the engine, as one table; return it with its header.

        Several files are numbered in the column `FILE_COLUMN`, which is not in the header. Raises RecordError for files
        that differ in their headers, and for a table that is not there.
        """
        with translate_errors(names[0]):
            if not self.reads_files:
                table = self.backend.table(names[0])
                return table, tuple(table.columns)
            files = [Path(name) for name in names]
            if all(is_columnar(file) for file in files):
                tables = [self.backend.read_parquet(str(file)) for file in files]
                headers = [tuple(table.columns) for table in tables]
            else:
                found = [_read_text_header(file) for file in files]
                headers = [header.names for header in found]
                tables = []
            for file, header in zip(files, headers, strict=True):
                if header != headers[0]:
                    problem = "the header differs from that of the first file; import them one by one"
                    raise RecordError(problem, file=file)
            tables = tables or [self._read_text(*one) for one in zip(files, found, strict=True)]
            names_ = tuple(tables[0].columns)
            progress(f"{len(names_)} columns")
            return _join(tables), names_

    def hold(self, rows: Any) -> Table:
        """Register an Arrow table with the engine, which keeps it until the next one or until it is closed."""
        with translate_errors("import"):
            return self.backend.create_table("held", rows, temp=True, overwrite=True)

    def _read_text(self, file: Path, header: Header) -> Table:
        if self.name == EMBEDDED:
            # Nothing is left to detection, which takes rows of another length for a title and skips them.
            columns = dict.fromkeys(make_unique(header.names), "VARCHAR")
            options = {"header": True, "delim": header.delimiter, "quote": '"', "escape": '"', "strict_mode": True}
            read: Any = self.backend.read_csv
            return read(str(file), columns=columns, skip=header.row - 1, **options)
        if header.row > 1:
            raise RecordError("Spark needs the header in the first row; remove the rows above it", file=file)
        read = self.backend.read_csv
        return read(str(file), header=True, sep=header.delimiter, mode="FAILFAST", escape='"', multiLine=False)

    @contextmanager
    def reporting(self, progress: Progress) -> Iterator[None]:
        """Report the progress of a query every few seconds, if the engine knows it."""
        ask = getattr(getattr(self.backend, "con", None), "query_progress", None)
        if ask is None or self.name != EMBEDDED:
            yield
            return
        done = Event()

        def watch() -> None:
            while not done.wait(_SECONDS_BETWEEN_REPORTS):
                share = ask()
                if 0 < share < 100:
                    progress(f"counting rows: {share:.0f} %")

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _join(tables: Sequence[Table]) -> Table:
    """Concatenate the tables of several files, each row with the number of its file."""
    if len(tables) == 1:
        return tables[0]
    numbered = [table.mutate(**{FILE_COLUMN: number}) for number, table in enumerate(tables)]
    return reduce(lambda one, other: one.union(other), numbered)


def _read_text_header(file: Path) -> Header:
    if is_spreadsheet(file):
        raise RecordError("case tables are read as CSV or Parquet; save the sheet as CSV", file=file)
    if is_columnar(file):
        raise RecordError("this is Parquet, and other files are text; import them one by one", file=file)
    return read_header(file)


@contextmanager
def open_engine(name: str = EMBEDDED, *, memory_limit: str | None = None) -> Iterator[Engine]:
    """Open an engine and close it at the end; raise DatasetError where it cannot be reached."""
    try:
        import ibis
    except ImportError as error:
        raise DatasetError("to import case tables, install survivorgraph[tables]", where=_hide(name)) from error
    with keep_spilled() if name == EMBEDDED else nullcontext(Path()) as folder:
        backend = _connect(ibis, name, folder, memory_limit)
        try:
            yield Engine(name.partition("://")[0], backend)
        finally:
            backend.disconnect()


def _hide(name: str) -> str:
    """Return the name of an engine without possible secrets: user, password and options of a URL."""
    scheme, separator, rest = name.partition("://")
    if not separator:
        return name if "@" not in name and "?" not in name else f"{name.partition(':')[0]}:…"
    url = urlsplit(f"//{rest.rpartition('@')[2]}")
    try:
        place = (url.hostname or "") + (f":{url.port}" if url.port else "") + url.path.partition(";")[0]
    except ValueError:  # the text in place of the port may be a password
        place = "…"
    return f"{scheme}://{place}"


def _connect(ibis: Any, name: str, folder: Path, memory_limit: str | None) -> BaseBackend:
    try:
        if name == EMBEDDED:
            backend: BaseBackend = ibis.duckdb.connect(
                temp_directory=str(folder),
                preserve_insertion_order=False,
                **({"memory_limit": memory_limit} if memory_limit else {}),
            )
            import duckdb

            with suppress(duckdb.InvalidInputException):  # a notebook without ipywidgets shows no progress
                backend.raw_sql("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
            return backend
        if name.startswith("spark"):
            from pyspark.sql import SparkSession

            master = name.partition(":")[2]
            builder = SparkSession.builder.appName("survivorgraph")
            session = (builder.master(master) if master else builder).getOrCreate()
            # Otherwise Spark reads only the requested columns, and does not notice a truncated row.
            session.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")
            return ibis.pyspark.connect(session)
        return ibis.connect(name)
    except ImportError as error:
        problem = f"the client of this engine is not installed: {error.name}"
        raise DatasetError(problem, where=_hide(name)) from None
    except Exception as error:  # noqa: BLE001 - every engine has errors of its own; none may pass with its text
        hint = f"; is {memory_limit} a size, such as 8GB?" if memory_limit else ""
        raise DatasetError(f"the engine cannot be opened ({type(error).__name__}){hint}", where=_hide(name)) from None


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Turn an engine's errors into one message without values of the table."""
    try:
        yield
    except (SurvivorGraphError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - an engine's message may quote a person's row, whatever its class
        text = str(error)
        line = int(found[1]) if (found := _LINE.search(text)) else None
        problem = next((say for sign, say in _SIGNS.items() if sign in text.casefold()), None)
        if problem is None:
            problem = f"the engine could not read this table ({type(error).__name__})"
        raise RecordError(problem, file=name, line=line) from None


_SIGNS: Final = {
    "no space left": "there is no room left on the disk; nothing was imported",
    "out of memory": "there is not enough memory; give fewer dimensions, or use another engine",
    "unicode": "the file is not UTF-8 text; save it as CSV in UTF-8",
    "encoded": "the file is not UTF-8 text; save it as CSV in UTF-8",
    "number of columns": "a row has more or fewer cells than the header; the file may be cut off. Download it again",
    "malformed": "a row has more or fewer cells than the header; the file may be cut off. Download it again",
    "unterminated quote": "a quote is open; the file may be cut off. Download it again",
    "maximum line size": "a line is longer than any row is: a quote is open, or this is no table",
    "original line": "this is no row of a CSV file; the file may be damaged. Download it again",
    "gzip": "the file is cut off or damaged; download it again",
    "parquet": "this is no Parquet file, or it is cut off; download it again",
    "no files found": "there is no such file",
    "does not exist": "there is no such file or table",
    "permission": "the file may not be read by you",
}
