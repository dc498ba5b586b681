"""Define the records of tables of corridors: the data set, and each cell that may be published of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, model_validator

from survivorgraph.schema.fields import Checks, InScheme, Key, Sha256, Text
from survivorgraph.schema.records.base import Record, Year

__all__ = ["CorridorDataset", "CorridorObservation"]

Count = Annotated[int, Field(ge=0)]


class CorridorDataset(Record):
    """A table of corridors in one release, the digests of its files, and how it was made publishable."""

    key: Key
    title: Text
    release: Text
    measure: Annotated[str, InScheme("measure")]
    minimum_cell: Annotated[int, Field(ge=5)] | None = None
    withheld: Count
    digests: list[Sha256] = []
    note: Text | None = None


class CorridorObservation(Record):
    """A cell of a data set: a number of people between two bounds, or withheld.

    Dimensions by which a cell is not split are None. Countries are alpha-3 codes.
    """

    origin: str | None = None
    destination: str | None = None
    year: Year | None = None
    form: Annotated[str, InScheme("form")] | None = None
    sex: Annotated[str, InScheme("sex")] | None = None
    age_group: Annotated[str, InScheme("age-group")] | None = None
    sector: Annotated[str, InScheme("sector")] | None = None
    means: Annotated[str, InScheme("means")] | None = None
    lower: Count | None = None
    upper: Count | None = None
    share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    base: Count | None = None
    withheld: bool = False

    @model_validator(mode="after")
    def _countries_have_codes(self, info: ValidationInfo) -> Self:
        assert isinstance(info.context, Checks)
        for code in (self.origin, self.destination):
            if code is not None and code not in info.context.gazetteer.territories:
                raise ValueError("a country is an alpha-3 code of territories.csv")
        return self

    @model_validator(mode="after")
    def _withheld_or_between_bounds(self) -> Self:
        if self.withheld != (self.lower is None) or self.withheld != (self.upper is None):
            raise ValueError("a cell is withheld and has no number, or has two bounds")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError("the lower bound is above the upper one")
        if self.withheld and self.share is not None:
            raise ValueError("a withheld cell has no share")
        return self

    @property
    def key(self) -> str:
        """Return the key of the cell within its data set: what it is split by, in a fixed order."""
        parts = (self.origin, self.destination, self.year, self.form, self.sex, self.age_group, self.sector, self.means)
        return "-".join(str(part) if part is not None else "all" for part in parts)
