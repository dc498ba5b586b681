"""List and read the files of a data folder, and report those that are ignored.

Links are followed. A broken or circular link, an unreadable entry, and one that is neither file nor folder is
an error with its path.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from survivorgraph.errors import RecordError

__all__ = ["MOST_BYTES", "list_folder", "read_bytes", "walk_folder"]

MOST_BYTES = 4 << 20
"""How large a file of records may be, in bytes."""

SUFFIXES = frozenset((".yaml", ".csv"))
"""How the names of files of records end."""

_REASONS = {
    errno.ELOOP: "this link leads in a circle; remove it",
    errno.ENOENT: "this link leads to nothing; remove it, or put back what it leads to",
    errno.EACCES: "this may not be read; change its permissions",
    errno.ENAMETOOLONG: "this name is too long",
}


def list_folder(folder: Path) -> list[Path]:
    """Return what is in a folder, sorted; raise RecordError where it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise _explain(folder, error) from error


def walk_folder(folder: Path, problems: list[RecordError]) -> list[Path]:
    """Return the files below a folder, sorted, without hidden ones; note what is neither file nor readable folder."""
    files: list[Path] = []
    _walk(folder, (), files, problems)
    return sorted(files)


def _walk(folder: Path, above: tuple[tuple[int, int], ...], files: list[Path], problems: list[RecordError]) -> None:
    try:
        found = folder.stat()
        here = found.st_dev, found.st_ino
        if here in above:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        entries = list_folder(folder)
    except RecordError as error:
        problems.append(error)
        return
    except OSError as error:
        problems.append(_explain(folder, error))
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        try:
            mode = path.stat().st_mode
        except OSError as error:
            problems.append(_explain(path, error))
            continue
        if stat.S_ISDIR(mode) and path.suffix in SUFFIXES:
            problems.append(RecordError("this is a folder, where a file belongs", file=path))
        elif stat.S_ISDIR(mode):
            _walk(path, (*above, here), files, problems)
        elif stat.S_ISREG(mode):
            files.append(path)
        else:
            problems.append(RecordError(f"this is {_name_kind(mode)}, no file; remove it", file=path))


def read_bytes(file: Path, *, most: int = MOST_BYTES) -> bytes:
    """Read a file of at most so many bytes; raise RecordError for what is no file, too large or not readable."""
    try:
        # Opened without waiting: a pipe would block until somebody writes to it.
        with os.fdopen(
            os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as opened:
            mode = os.fstat(opened.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise RecordError(f"this is {_name_kind(mode)}, no file", file=file)
            content = opened.read(most + 1)
    except RecordError:
        raise
    except OSError as error:
        raise _explain(file, error) from error
    if len(content) > most:
        raise RecordError(f"this file is larger than {most >> 20} MB; split it", file=file)
    return content


def _explain(path: Path, error: OSError) -> RecordError:
    if error.errno == errno.ENOENT and not path.is_symlink():
        return RecordError("this is not there", file=path)
    if error.errno == errno.EISDIR:
        return RecordError("this is a folder, where a file belongs", file=path)
    reason = _REASONS.get(error.errno or 0)
    return RecordError(reason or f"this cannot be read ({error.strerror or error})", file=path)


def _name_kind(mode: int) -> str:
    kinds = {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFDIR: "a folder",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")
