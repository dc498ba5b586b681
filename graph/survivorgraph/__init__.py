"""Turn reports about human trafficking into a knowledge graph tied, fact by fact, to its sources.

>>> import survivorgraph
>>> dataset = survivorgraph.open_dataset("build")  # doctest: +SKIP
>>> dataset.ask("S02").to_frame()  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survivorgraph.store.dataset import open_dataset

__all__ = ["__version__", "open_dataset"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Imported at first use, so that `survivorgraph --help` does not load the store.
    if name == "open_dataset":
        from survivorgraph.store.dataset import open_dataset

        return open_dataset
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
