"""Define the records of tables of corridors: the data set, and each cell that may be published of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, ValidationInfo, model_validator

from survivorgraph.schema.fields import Checks, InScheme, Key, Sha256, Text
from survivorgraph.schema.mapping import Part, Property, Resource, Target
from survivorgraph.schema.records.base import Record, Year

__all__ = ["CorridorDataset", "CorridorObservation"]

Count = Annotated[int, Field(ge=0)]
Country = Annotated[str, Target("country")]
ShareOfPeople = Annotated[Decimal, Field(ge=0, le=1)]


class CorridorObservation(Record):
    """A cell of a data set: a number of people between two bounds, or withheld.

    Dimensions by which a cell is not split are None. Countries are alpha-3 codes.
    """

    resource = Resource("sg:CorridorObservation", "corridor-observation", key="{parent}-{key}", is_reported=False)
    origin: Annotated[Country | None, Property("sg:hasOriginCountry")] = None
    destination: Annotated[Country | None, Property("sg:hasDestinationCountry")] = None
    year: Annotated[Year | None, Property("sg:year")] = None
    form: Annotated[str | None, InScheme("form"), Property("sg:hasForm")] = None
    sex: Annotated[str | None, InScheme("sex"), Property("sg:hasSex")] = None
    age_group: Annotated[str | None, InScheme("age-group"), Property("sg:hasAgeGroup")] = None
    sector: Annotated[str | None, InScheme("sector"), Property("sg:hasSector")] = None
    means: Annotated[str | None, InScheme("means"), Property("sg:usesMeans")] = None
    value: Annotated[Decimal | None, Property("sg:value")] = None
    lower: Annotated[Count | None, Property("sg:lowerBound")] = None
    upper: Annotated[Count | None, Property("sg:upperBound")] = None
    share: Annotated[ShareOfPeople | None, Property("sg:share")] = None
    base: Annotated[Count | None, Property("sg:shareBase")] = None
    withheld: Annotated[bool, Property("sg:suppression", true_only=True)] = False

    @model_validator(mode="before")
    @classmethod
    def _a_number_is_exact_where_the_bounds_meet(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("lower") is None or data["lower"] != data.get("upper"):
            return data
        return {"value": Decimal(data["lower"]), **data}

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


class CorridorDataset(Record):
    """A table of corridors in one release, the digests of its files, and how it was made publishable."""

    resource = Resource("sg:CorridorDataset", "corridor-dataset", is_reported=False)
    key: Key
    title: Annotated[Text, Property("rdfs:label"), Property("dcterms:title")]
    release: Annotated[Text, Property("sg:release", None)]
    measure: Annotated[str, InScheme("measure"), Property("sg:hasMeasure", on="parts")]
    minimum_cell: Annotated[int | None, Field(ge=5), Property("sg:minimumCellSize")] = None
    withheld: Annotated[Count, Property("sg:withheldCount")]
    digests: Annotated[list[Sha256], Property("sg:fileDigest", None)] = []
    note: Annotated[Text | None, Property("sg:note"), Property("sg:note", on="parts")] = None
    observations: Annotated[list[CorridorObservation], Part("sg:isInDataset", inverse=True)] = []
