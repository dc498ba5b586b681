"""Time building and asking, and networks at a small size; list the other benchmarks: ``make bench``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from benchmarks import building, networks


def list_benchmarks() -> Iterator[tuple[str, str]]:
    """Yield the names of the modules that can be run, and what each says of itself, without importing them."""
    for file in sorted(Path(__file__).parent.glob("*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        runs = any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in module.body)
        if runs and file.stem not in ("__main__", "building"):
            yield file.stem, (ast.get_docstring(module) or "").partition("\n")[0]


building.main()
print("\nNetworks: all measures of a corridor network with intervals, 100 resamples of the 1,000")
networks.main(["--resamples", "100", "--loop", "8", "--no-curves"])
print("\nThe others, and networks at its full size, by python -m benchmarks.NAME (--help says what they take):")
for name, about in list_benchmarks():
    print(f"  {name:15} {about}")
