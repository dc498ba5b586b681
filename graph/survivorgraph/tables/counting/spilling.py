"""Spill folders of engines, removed at the end even if the program is killed.

They contain rows about people. So a separate process waits for the end of the program and removes the
folder; if that process is killed too, the next build or import removes it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

__all__ = ["clear_spilled", "keep_spilled"]

PREFIX: Final = "survivorgraph-spill-"
OWNER: Final = "owner"
"""A file in the folder that is locked for as long as the program runs to which it belongs."""
_GUARD: Final = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


@contextmanager
def keep_spilled() -> Iterator[Path]:
    """Make an empty folder for data that exceed the memory; remove it afterwards, and those of ended programs."""
    clear_spilled()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    guard = _watch(folder)
    lock = FileLock(folder / OWNER)
    try:
        lock.acquire()
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        if guard is not None and guard.stdin is not None:
            guard.stdin.close()
            guard.wait()


def _watch(folder: Path) -> subprocess.Popen[bytes] | None:
    """Start the process that removes the folder when this process ends, which closes its standard input."""
    command = [sys.executable, "-I", "-S", "-c", _GUARD, str(folder)]
    quiet = subprocess.DEVNULL
    with suppress(OSError):
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)
    return None


def clear_spilled() -> None:
    """Remove the folders that killed programs left behind; those of running programs stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if folder.is_symlink() or not (folder / OWNER).is_file() or not _is_ours(folder):
                continue
            with FileLock(folder / OWNER, timeout=0):
                shutil.rmtree(folder, ignore_errors=os.name == "posix")
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    return os.name != "posix" or folder.stat().st_uid == os.getuid()
