"""Give the tests of finding the shipped and the invented dataset, opened as users do."""

from __future__ import annotations

from pathlib import Path

import pytest

import survivorgraph
from survivorgraph.dataset import Dataset


@pytest.fixture(scope="session")
def shipped(built: Path) -> Dataset:
    """Return the shipped dataset."""
    return survivorgraph.open_dataset(built)


@pytest.fixture(scope="session")
def small(built_invented: Path) -> Dataset:
    """Return the invented dataset."""
    return survivorgraph.open_dataset(built_invented)
