"""Give the tests of what people see the invented dataset, opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from survivorgraph.publish.pages import Material
from survivorgraph.store.dataset import open_dataset


@pytest.fixture(scope="session")
def material(built_invented: Path) -> Material:
    """Return what the pages of the invented dataset are made of."""
    return Material(open_dataset(built_invented))
