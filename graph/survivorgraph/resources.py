"""Find the ontology and the data that come with the package.

In a wheel they lie in ``survivorgraph/share``; in a checkout, in ``ontology/`` and ``data/`` at the
root of the repository.
"""

from __future__ import annotations

from pathlib import Path

from survivorgraph.errors import DatasetError

__all__ = ["data_dir", "ontology_dir"]


def _find(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for candidate in (package / "share" / name, package.parent.parent / name):
        if candidate.is_dir():
            return candidate
    raise DatasetError(
        f"the folder '{name}' that belongs to the package is missing; install survivorgraph again",
        where=package,
    )


def ontology_dir() -> Path:
    """Return the folder of the shipped ontology: vocabulary, concepts, shapes, rules, questions."""
    return _find("ontology")


def data_dir() -> Path:
    """Return the folder of the shipped data: one folder a source, and reference tables."""
    return _find("data")
