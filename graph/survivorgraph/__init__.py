"""Turn reports about human trafficking into a knowledge graph tied, fact by fact, to its sources.

>>> import survivorgraph
>>> dataset = survivorgraph.open_dataset("build")  # doctest: +SKIP
>>> dataset.ask("stories").to_frame()  # doctest: +SKIP
>>> dataset.measure("corridors").to_frame()  # doctest: +SKIP

`open_dataset` opens a build, and `Dataset` shows by completion what can be done with it; `list_questions` lists the
questions that have a name. `new_graph` starts a folder of records, `check` lists what is wrong in one, `cite` makes the
evidence of a fact from the `read_documents`, `verify` finds all evidence again, and `build` makes a build of it.
`import_table` adds a table of figures or cases to a build, `publish` puts it into a store elsewhere, and `open_server`
starts such a store on this machine. `read_network` reads a network from a file. All errors are `SurvivorGraphError`;
`survivorgraph.errors` lists them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from survivorgraph.version import __version__

if TYPE_CHECKING:
    from survivorgraph import errors
    from survivorgraph.builds.checks import check
    from survivorgraph.builds.checks import verify_sources as verify
    from survivorgraph.builds.imports import run_import as import_table
    from survivorgraph.builds.pipeline import build
    from survivorgraph.dataset import Dataset, open_dataset
    from survivorgraph.errors import SurvivorGraphError
    from survivorgraph.network.files.network_files import read_network
    from survivorgraph.sources.evidence import cite, read_documents
    from survivorgraph.sources.scaffold import write_scaffold as new_graph
    from survivorgraph.store.questions import list_questions
    from survivorgraph.store.server import open_server
    from survivorgraph.store.upload import publish
    from survivorgraph.table import Table

__all__ = [
    "Dataset",
    "SurvivorGraphError",
    "Table",
    "__version__",
    "build",
    "check",
    "cite",
    "errors",
    "import_table",
    "list_questions",
    "new_graph",
    "open_dataset",
    "open_server",
    "publish",
    "read_documents",
    "read_network",
    "verify",
]

_HOMES = {
    "Dataset": ("dataset", "Dataset"),
    "SurvivorGraphError": ("errors", "SurvivorGraphError"),
    "Table": ("table", "Table"),
    "build": ("builds.pipeline", "build"),
    "check": ("builds.checks", "check"),
    "cite": ("sources.evidence", "cite"),
    "import_table": ("builds.imports", "run_import"),
    "list_questions": ("store.questions", "list_questions"),
    "new_graph": ("sources.scaffold", "write_scaffold"),
    "open_dataset": ("dataset", "open_dataset"),
    "open_server": ("store.server", "open_server"),
    "publish": ("store.upload", "publish"),
    "read_documents": ("sources.evidence", "read_documents"),
    "read_network": ("network.files.network_files", "read_network"),
    "verify": ("builds.checks", "verify_sources"),
}
"""The module and name of each export, imported at first use, so that `survivorgraph --help` does not load the store."""


def __getattr__(name: str) -> Any:
    if name == "errors":
        return import_module("survivorgraph.errors")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"survivorgraph.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
