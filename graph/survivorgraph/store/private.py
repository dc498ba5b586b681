"""Private files beside a build: the secret of its imports, a record of them, and a lock.

The folder ``.NAME.private`` beside the build ``NAME`` is for its owner alone. It has ``key``, 32 random bytes in
hexadecimal, for the draw of cells and the sketches of people, and ``imports.json``, which identifies imported case
tables without a name, row or digest that could be checked without the key. Never share this folder with the
build. Without it, the next import of a table draws other cells.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from survivorgraph.errors import DatasetError

__all__ = ["ImportedTable", "Private", "lock_build", "open_private"]

LONGEST_WAIT_SECONDS: Final = 600.0
_KEY_FILE: Final = "key"
_RECORD_FILE: Final = "imports.json"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class ImportedTable:
    """A case table that was imported: its graph, its dimensions, its number of people, and whether it is still there.

    `sketch` is a sum over its people of numbers that only the key gives; that of the same people is the same.
    """

    key: str
    by: tuple[str, ...]
    min_cell: int
    people: int
    sketch: tuple[int, ...]
    is_there: bool = True


@dataclass
class Private:
    """The secret of a build's imports and the record of them; both are written by `save`."""

    folder: Path
    secret: str = field(repr=False)
    tables: list[ImportedTable]
    is_new: bool

    def derive(self, purpose: str) -> str:
        """Return a secret for one purpose, from which neither the key nor another purpose's follows."""
        return hmac.digest(bytes.fromhex(self.secret), purpose.encode(), "sha256").hex()

    def add(self, table: ImportedTable) -> None:
        """Record an import, which replaces an earlier one of the same key."""
        self.remove(table.key)
        self.tables.append(table)

    def remove(self, key: str) -> None:
        """Record that a graph was removed or replaced; its earlier record is kept."""
        self.tables = list(
            dict.fromkeys(
                ImportedTable(**{**vars(one), "is_there": False}) if one.key == key else one for one in self.tables
            )
        )

    def save(self) -> None:
        """Write the key, if it is new, and the record, readable by nobody else."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if self.is_new:
            _write(self.folder / ".gitignore", "*\n")
            _write(self.folder / _KEY_FILE, f"{self.secret}\n")
            self.is_new = False
        _write(self.folder / _RECORD_FILE, json.dumps([asdict(one) for one in self.tables], indent=1) + "\n")


def open_private(build: Path) -> Private:
    """Read the private folder of a build; where there is none, return a new secret, which `save` writes."""
    folder = build.with_name(f".{build.name}.private")
    try:
        secret = (folder / _KEY_FILE).read_text(encoding="ascii").strip()
        if len(bytes.fromhex(secret)) != 32:
            raise ValueError
        text = (folder / _RECORD_FILE).read_text(encoding="utf-8") if (folder / _RECORD_FILE).exists() else "[]"
        tables = [
            ImportedTable(**{**one, "by": tuple(one["by"]), "sketch": tuple(one["sketch"])}) for one in json.loads(text)
        ]
    except FileNotFoundError:
        return Private(folder, secrets.token_hex(32), [], is_new=True)
    except OSError as error:
        raise DatasetError(f"the key of the imports cannot be read ({error.strerror})", where=folder) from None
    except (ValueError, KeyError, TypeError):
        raise DatasetError(
            "the key or the record of the imports is damaged; restore it from a copy", where=folder
        ) from None
    return Private(folder, secret, tables, is_new=False)


def _write(file: Path, text: str) -> None:
    """Atomically write a file that only its owner can read."""
    aside = file.with_name(f"{file.name}.new")
    with suppress(FileNotFoundError):
        aside.unlink()
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
    aside.replace(file)


@contextmanager
def lock_build(build: Path, progress: Progress = lambda _: None) -> Iterator[None]:
    """Lock a folder against builds and imports by other processes; wait for a running one.

    Raises DatasetError after ten minutes, and OSError where no lock can be made.
    """
    file = build.with_name(f".{build.name}.lock")
    lock = FileLock(file)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress("waiting for another build or import of this folder to end")
            lock.acquire(timeout=LONGEST_WAIT_SECONDS)
    except Timeout:
        problem = (
            f"another build or import has been using this folder for {LONGEST_WAIT_SECONDS:.0f} seconds; try again"
        )
        raise DatasetError(problem, where=build) from None
    try:
        yield
    finally:
        # Removed while it is held: a waiting process finds that it is gone, and makes another.
        with suppress(OSError):
            file.unlink()
        lock.release()
