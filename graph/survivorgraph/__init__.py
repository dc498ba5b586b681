"""Turn reports about human trafficking into a knowledge graph tied, fact by fact, to its sources.

>>> import survivorgraph
>>> dataset = survivorgraph.open_dataset("build")  # doctest: +SKIP
>>> dataset.ask("stories").to_frame()  # doctest: +SKIP
>>> dataset.measure("corridors").to_frame()  # doctest: +SKIP

`open_dataset` opens a build, and `Dataset` shows by completion what can be done with it. `build` makes a build of a
folder of records, `import_table` adds a table of figures or cases to it, and `read_network` reads a network from a
file. All errors are `SurvivorGraphError`; `survivorgraph.errors` lists them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from survivorgraph.version import __version__

if TYPE_CHECKING:
    from survivorgraph.builds.imports import run_import as import_table
    from survivorgraph.builds.pipeline import build
    from survivorgraph.dataset import Dataset, open_dataset
    from survivorgraph.errors import SurvivorGraphError
    from survivorgraph.network.files.network_files import read_network
    from survivorgraph.table import Table

__all__ = [
    "Dataset",
    "SurvivorGraphError",
    "Table",
    "__version__",
    "build",
    "import_table",
    "open_dataset",
    "read_network",
]

_HOMES = {
    "Dataset": ("dataset", "Dataset"),
    "SurvivorGraphError": ("errors", "SurvivorGraphError"),
    "Table": ("table", "Table"),
    "build": ("builds.pipeline", "build"),
    "import_table": ("builds.imports", "run_import"),
    "open_dataset": ("dataset", "open_dataset"),
    "read_network": ("network.files.network_files", "read_network"),
}
"""The module and name of each export, imported at first use, so that `survivorgraph --help` does not load the store."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"survivorgraph.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
