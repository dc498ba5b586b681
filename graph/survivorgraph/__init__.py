"""Turn reports about human trafficking into a knowledge graph tied, fact by fact, to its sources.

>>> import survivorgraph
>>> dataset = survivorgraph.open_dataset("build")  # doctest: +SKIP
>>> dataset.ask("stories").to_frame()  # doctest: +SKIP
>>> dataset.measure("corridors").to_frame()  # doctest: +SKIP

`open_dataset` opens a build, and `Dataset` shows by completion what can be done with it. All errors are
`SurvivorGraphError`; `survivorgraph.errors` lists them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from survivorgraph.version import __version__

if TYPE_CHECKING:
    from survivorgraph.dataset import Dataset, open_dataset
    from survivorgraph.errors import SurvivorGraphError

__all__ = ["Dataset", "SurvivorGraphError", "__version__", "open_dataset"]

_HOMES = {
    "Dataset": "dataset",
    "SurvivorGraphError": "errors",
    "open_dataset": "dataset",
}
"""The module of each name, imported at first use, so that `survivorgraph --help` does not load the store."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"survivorgraph.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
