"""Define the records of tables of figures: the table, and each of its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from survivorgraph.model.fields import InScheme, Key, Text
from survivorgraph.model.records.base import Fact, Year

__all__ = ["Figure", "FigureTable"]


class FigureTable(Fact):
    """A table of figures that a source prints, for regions and years."""

    key: Key
    name: Text
    description: Text
    published_by: Key | None = None


class Figure(Fact):
    """One figure of a table: what is measured, for which region and year."""

    table: Key
    measure: Annotated[str, InScheme("measure")]
    region: Annotated[str, InScheme("region")]
    year: Year
    value: Annotated[Decimal, Field(ge=0, strict=False)]
