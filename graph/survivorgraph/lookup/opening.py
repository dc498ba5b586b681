"""Open the search index of a dataset: that of its build, or one made in memory of a dataset that has none."""

from __future__ import annotations

from pathlib import Path

from survivorgraph.lookup.index import INDEX_FILE, SearchIndex, make_index, open_index
from survivorgraph.network.graphs.queries import Rows

__all__ = ["open_search"]


def open_search(dataset: Rows, folder: Path | None) -> SearchIndex:
    """Open the index in the folder of a build; of an endpoint, or a build of an earlier version, make it in memory."""
    if folder is not None and (folder / INDEX_FILE).is_file():
        return open_index(folder / INDEX_FILE)
    from survivorgraph.lookup.gather import gather  # which loads the measures, for their names

    return make_index(gather(dataset))
