"""Plans of what to count in a table, and by which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from survivorgraph.tables.codebooks.case_codebook import Layout

__all__ = ["GROUP", "Plan"]

GROUP: Final = "flags_"
"""The column of grouped rows that has the group of flags."""
_SKETCHED: Final = ("origin", "destination", "year")


@dataclass(frozen=True)
class Plan:
    """A plan of what to count: the layout of the table, ordered dimensions, optionally a group of flags, and k.

    `person` is the column that identifies people; without one, each row is a person. In the columns of `na_missing`,
    ``NA`` is a missing value and not Namibia.
    """

    layout: Layout
    dimensions: tuple[str, ...]
    flags: str | None
    min_cell: int
    person: str | None = None
    na_missing: frozenset[str] = frozenset()

    @property
    def flag_columns(self) -> dict[str, str]:
        """Map each concept of the group of flags to the column that counts it in a table of cells."""
        return {concept: f"f{place}" for place, concept in enumerate(self.list_concepts(self.flags))}

    def list_concepts(self, name: str | None) -> list[str]:
        """List the concepts of a group of flags, each once."""
        return list(dict.fromkeys(flag.concept for flag in self.layout.flags[name])) if name else []

    @property
    def sketched(self) -> tuple[str, ...]:
        """List the dimensions of a sketch of the table, independent of its split."""
        return tuple(name for name in _SKETCHED if getattr(self.layout, name))

    @property
    def keys(self) -> tuple[str, ...]:
        """List the dimensions that rows are grouped by: those of the cells, and those of the sketch."""
        return tuple(dict.fromkeys((*self.dimensions, *self.sketched)))

    @property
    def named(self) -> tuple[str, ...]:
        """List the dimensions whose values need translation: of the sketch, all but the year."""
        keys = (name for name in self.keys if name in self.dimensions or name != "year")
        return (*keys, *([GROUP] if self.flags else []))

    def find_column(self, name: str) -> str:
        """Return the column of the table that holds a dimension of values."""
        values = self.layout.values.get(name)
        return values.column if values else str(getattr(self.layout, name))
