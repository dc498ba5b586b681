"""Define the records of tables of figures: the table, and each of its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from survivorgraph.schema.fields import InScheme, Key, OrganizationKey, Text
from survivorgraph.schema.mapping import Property, Resource, Target
from survivorgraph.schema.records.base import Fact, Year

__all__ = ["DATA_STRUCTURE", "Figure", "FigureTable"]


DATA_STRUCTURE: Final = Resource("qb:DataStructureDefinition", "data-structure", key="figures", is_reported=False)
"""The structure that all tables share."""


class FigureTable(Fact):
    """A table of figures that a source prints, for regions and years."""

    makes = (DATA_STRUCTURE,)
    resource = Resource("sg:FigureTable", "figure-table", also=("qb:DataSet",))
    file = "tables.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    description: Annotated[Text, Property("dcterms:description")]
    published_by: Annotated[OrganizationKey | None, Property("dcterms:publisher")] = None


class Figure(Fact):
    """A figure of a table: what is measured, for which region and year."""

    resource = Resource(
        "sg:Observation", "observation", key="{source}-{measure}-{region}-{year}", also=("qb:Observation",)
    )
    file = "figures.csv"
    table: Annotated[Key, Target("figure-table"), Property("qb:dataSet")]
    measure: Annotated[str, InScheme("measure"), Property("sg:hasMeasure")]
    region: Annotated[str, InScheme("region"), Property("sg:hasRegion")]
    year: Annotated[Year, Property("sg:year")]
    value: Annotated[Decimal, Field(ge=0, strict=False), Property("sg:value")]
