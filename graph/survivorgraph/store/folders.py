"""Replace a folder as a whole, so that whoever is killed in between has lost nothing.

What is new is written aside, into ``.NAME.new-PROCESS``; then the folder moves to ``.NAME.previous``, and the new one
takes its place. Killed between the two moves, the earlier one is at `previous`, from where the next run takes it back.
"""

from __future__ import annotations

import logging
import os
import shutil
from glob import escape
from pathlib import Path
from typing import Final

from survivorgraph.errors import DatasetError

__all__ = ["clear_stale", "name_previous", "name_staging", "put_in_place"]

_LOG: Final = logging.getLogger(__name__)


def name_staging(folder: Path) -> Path:
    """Return where this process writes what is to take the place of a folder."""
    return _name_beside(folder, f"new-{os.getpid()}")


def name_previous(folder: Path) -> Path:
    """Return where a folder is while another takes its place."""
    return _name_beside(folder, "previous")


def _name_beside(folder: Path, ending: str) -> Path:
    if not folder.name:
        raise DatasetError("this is the root of the file system; name a folder in it", where=folder)
    return folder.with_name(f".{folder.name}.{ending}")


def clear_stale(out: Path) -> None:
    """Put back what a run that was killed had moved aside, remove what it left; of running ones all stays."""
    previous = name_previous(out)
    if previous.is_dir() and not out.exists():
        previous.rename(out)
    for folder in out.parent.glob(f".{escape(out.name)}.new-*"):
        process = folder.name.rpartition("-")[2]
        # In a container every run can have the same process number as the one before.
        if process.isdecimal() and (int(process) == os.getpid() or not _is_running(int(process))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def put_in_place(staging: Path, out: Path) -> None:
    """Atomically replace a folder by the new one; if interrupted, the old one remains at `previous`.

    `open_dataset` and the next run know that name, so that there is never a moment without the folder.
    """
    previous = name_previous(out)
    if out.exists():
        if previous.exists():
            shutil.rmtree(previous)
        out.rename(previous)
    try:
        staging.rename(out)
    except OSError:
        if previous.exists():
            previous.rename(out)
        raise
    shutil.rmtree(previous, ignore_errors=True)
    _LOG.info("written: %s", out)
