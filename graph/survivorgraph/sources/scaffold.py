"""Create a starter folder for a user's own graph, with an example to replace."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

from survivorgraph.errors import DatasetError
from survivorgraph.schema.json_schema import make_json_schemas

__all__ = ["write_scaffold"]

# A file of this name would be git's own in the package's repository.
_RENAMED = {"gitignore": ".gitignore"}


def write_scaffold(folder: Path) -> list[Path]:
    """Write the files into a folder that is new or empty, and return them, sorted, relative to it.

    Raises DatasetError where something is there already, or nothing can be written. What was begun is removed.
    """
    try:
        was_there = folder.exists()
        is_taken = folder.is_symlink() or (was_there and (not folder.is_dir() or any(folder.iterdir())))
    except OSError as error:
        raise DatasetError(f"this name cannot be used: {error.strerror or error}", where=folder) from error
    if is_taken:
        raise DatasetError("something is here already; name a folder that is new or empty", where=folder)
    template = Path(str(files("survivorgraph.sources"))) / "starter"
    try:
        shutil.copytree(template, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for old, new in _RENAMED.items():
            (folder / old).rename(folder / new)
        _write_schemas(folder / "schema")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir(exist_ok=True)
        reason = error.strerror or "files could not be copied; the disk may be full"
        raise DatasetError(f"the folder could not be written: {reason}", where=folder) from error
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _write_schemas(folder: Path) -> None:
    """Write the JSON Schemas to which the first lines of the example's files point, for editors."""
    folder.mkdir()
    for name, schema in make_json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
