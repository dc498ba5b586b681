"""A table of corridors becomes quads by the marks on its records, as every other record does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from survivorgraph.schema.fields import Checks
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.rdf.corridors import to_corridor_quads
from survivorgraph.schema.records import CorridorDataset, CorridorObservation
from survivorgraph.schema.vocabulary import GRAPH, ID, read_vocabulary

PLACES = read_gazetteer()
CHECKS = Checks(read_vocabulary(), PLACES)
DATASET = CorridorDataset.model_validate(
    {"key": "harbor", "title": "Harbor", "release": "2031", "measure": "people-recorded", "withheld": 1, "note": "n"},
    context=CHECKS,
)


def observe(**fields: Any) -> CorridorObservation:
    return CorridorObservation.model_validate(fields, context=CHECKS)


def list_triples(*observations: CorridorObservation) -> set[tuple[str, str, str]]:
    quads = to_corridor_quads(DATASET, observations, PLACES)
    assert {str(quad.graph_name) for quad in quads} == {f"<{GRAPH}harbor>"}
    shown = [
        tuple(str(term).strip("<>").replace(ID, "").rpartition("#")[2] for term in quad.triple)
        for quad in quads
        if "corridor-observation" in str(quad.subject)
    ]
    assert len(shown) == len(set(shown))
    return set(shown)  # type: ignore[arg-type]


def test_an_exact_cell_has_a_value_and_its_bounds() -> None:
    cell = observe(origin="NPL", destination="IND", year=2019, lower=30, upper=30)
    subject = "corridor-observation/harbor-NPL-IND-2019-all-all-all-all-all"
    triples = {(predicate, value) for one, predicate, value in list_triples(cell) if one == subject}
    assert {
        ("hasOriginCountry", "country/NPL"),
        ("hasDestinationCountry", "country/IND"),
        ("isInDataset", "corridor-dataset/harbor"),
        ("value", "decimal"),  # "30"^^xsd:decimal, cut at its datatype
    } <= triples
    assert {"hasMeasure", "note"} <= {predicate for predicate, _ in triples}, "what the data set says of each cell"
    assert "suppression" not in {predicate for predicate, _ in triples}
    assert cell.value == Decimal(30)


def test_an_interval_has_bounds_and_a_withheld_cell_only_says_so() -> None:
    interval, withheld = observe(origin="NPL", lower=0, upper=4), observe(destination="IND", withheld=True)
    triples = list_triples(interval, withheld)
    said = {key: {predicate for one, predicate, _ in triples if f"harbor-{key}" in one} for key in ("NPL", "all-IND")}
    assert {"lowerBound", "upperBound"} <= said["NPL"]
    assert not {"value", "suppression"} & said["NPL"]
    assert "suppression" in said["all-IND"]
    assert not {"lowerBound", "upperBound", "value"} & said["all-IND"]


@pytest.mark.parametrize("fields", [{"lower": 1}, {"lower": 4, "upper": 2}, {"origin": "Nepal", "withheld": True}])
def test_a_cell_that_contradicts_itself_or_names_no_code_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        observe(**fields)
