"""Join the modules of the page's script into one, for a page that is opened as a file.

A browser loads no module from a `file:` address, and building a page needs no Node.js. So the modules are written
with the part of the language that allows to join them by dropping two things: lines that import names, and the word
`export`. ESLint checks the same rules where the modules are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from survivorgraph.errors import CheckError

__all__ = ["join_folder", "join_modules"]

_IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "\./([\w-]+\.js)";')
_EXPORT = re.compile(r"export (?=(?:async )?(?:function\*?|const|class) (\w+))")
_DEFINED = re.compile(r"(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)")


def join_folder(folder: Path, entry: str) -> str:
    """Return the modules of a folder that an entry needs as one script; raise CheckError as `join_modules`."""
    return join_modules({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}, entry)


def join_modules(modules: Mapping[str, str], entry: str) -> str:
    """Return the modules that an entry needs as one script, each after those that it imports.

    Raises CheckError for an import that is written otherwise, of what is not exported, or in a circle, for a module
    that nothing imports, and for a name that two modules define.
    """
    needs = {name: _read_imports(name, text) for name, text in modules.items()}
    exported = {name: set(_EXPORT.findall(text)) for name, text in modules.items()}
    for name, imported in needs.items():
        for other, names in imported.items():
            if missing := names - exported.get(other, set()):
                raise CheckError(f"{name} imports {', '.join(sorted(missing))}, which {other} does not export")
    try:
        order = list(TopologicalSorter({name: sorted(needs[name]) for name in sorted(modules)}).static_order())
    except CycleError as error:
        raise CheckError(f"modules import each other: {' -> '.join(error.args[1])}") from error
    _check_names(modules)
    reached, waiting = {entry}, [entry]
    while waiting:
        new = set(needs[waiting.pop()]) - reached
        reached |= new
        waiting += new
    if unused := set(modules) - reached:
        raise CheckError(f"no module imports {', '.join(sorted(unused))}")
    return "\n".join(['"use strict";\n', *(_strip(modules[name]) for name in order)])


def _read_imports(name: str, text: str) -> dict[str, set[str]]:
    imported: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line.startswith("import"):
            found = _IMPORT.fullmatch(line)
            if found is None:
                raise CheckError(f'{name}: write an import as import {{ names }} from "./module.js"; found: {line}')
            imported.setdefault(found[2], set()).update(found[1].split(", "))
        elif line.startswith("export") and not _EXPORT.match(line):
            raise CheckError(f"{name}: write `export` before a function, const or class; found: {line}")
    return imported


def _check_names(modules: Mapping[str, str]) -> None:
    """Check that no two modules define one name, since all share the scope of the script."""
    defined: dict[str, str] = {}
    for module, text in sorted(modules.items()):
        for line in text.splitlines():
            if (found := _DEFINED.match(line)) and (other := defined.setdefault(found[1], module)) != module:
                raise CheckError(f"{other} and {module} both define {found[1]}")


def _strip(text: str) -> str:
    lines = (_EXPORT.sub("", line, count=1) for line in text.splitlines() if not line.startswith("import "))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
