"""The tables of figures are a well-formed RDF Data Cube, by the constraints of the W3C recommendation.

https://www.w3.org/TR/vocab-data-cube/#wf-rules; those on slices and groups, of which there are none, are left out.
"""

from __future__ import annotations

import pyoxigraph
import pytest

from survivorgraph.builds.inputs import read_input
from survivorgraph.schema.vocabulary import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
CUBE = """
    ?obs qb:dataSet ?table . ?table qb:structure ?structure .
    ?structure qb:component/qb:dimension ?dimension .
"""

# The constraint, the pattern of what breaks it, and an invented cube <urn:o> that does.
WELL_FORMED = [
    ("IC-1", "?obs a qb:Observation FILTER NOT EXISTS { ?obs qb:dataSet ?table }", "<urn:o> a qb:Observation ."),
    ("IC-1, one", "?obs qb:dataSet ?one , ?two FILTER(?one != ?two)", "<urn:o> qb:dataSet <urn:t> , <urn:u> ."),
    ("IC-2", "?obs a qb:DataSet FILTER NOT EXISTS { ?obs qb:structure ?structure }", "<urn:o> a qb:DataSet ."),
    (
        "IC-3",
        "?obs a qb:DataStructureDefinition FILTER NOT EXISTS { ?obs qb:component/qb:measure ?measure }",
        "<urn:o> a qb:DataStructureDefinition .",
    ),
    (
        "IC-4",
        "?obs a qb:DimensionProperty FILTER NOT EXISTS { ?obs rdfs:range ?range }",
        "<urn:o> a qb:DimensionProperty .",
    ),
    (
        "IC-5",
        "?obs a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?obs qb:codeList ?list }",
        "<urn:o> a qb:DimensionProperty ; rdfs:range skos:Concept .",
    ),
    (
        "IC-11",
        f"{CUBE} FILTER NOT EXISTS {{ ?obs ?dimension ?value }}",
        "<urn:o> qb:dataSet <urn:t> . <urn:t> qb:structure <urn:s> . <urn:s> qb:component <urn:c> ."
        " <urn:c> qb:dimension sg:year .",
    ),
    (
        "IC-12",
        "?obs qb:dataSet ?table ; sg:hasMeasure ?m ; sg:hasRegion ?r ; sg:year ?y . ?other qb:dataSet ?table ;"
        " sg:hasMeasure ?m ; sg:hasRegion ?r ; sg:year ?y FILTER(STR(?obs) < STR(?other))",
        "<urn:o> qb:dataSet <urn:t> ; sg:hasMeasure <urn:m> ; sg:hasRegion <urn:r> ; sg:year 2031 ."
        " <urn:p> qb:dataSet <urn:t> ; sg:hasMeasure <urn:m> ; sg:hasRegion <urn:r> ; sg:year 2031 .",
    ),
    ("IC-13", "?obs qb:dataSet ?table FILTER NOT EXISTS { ?obs sg:hasBound ?bound }", "<urn:o> qb:dataSet <urn:t> ."),
    ("IC-14", "?obs qb:dataSet ?table FILTER NOT EXISTS { ?obs sg:value ?value }", "<urn:o> qb:dataSet <urn:t> ."),
    (
        "IC-19",
        f"{CUBE} ?dimension qb:codeList ?list . ?obs ?dimension ?value"
        " FILTER NOT EXISTS { ?value skos:inScheme ?list }",
        "<urn:o> qb:dataSet <urn:t> ; sg:hasRegion <urn:moon> . <urn:t> qb:structure <urn:s> ."
        " <urn:s> qb:component <urn:c> . <urn:c> qb:dimension sg:hasRegion . sg:hasRegion qb:codeList <urn:l> .",
    ),
]


@pytest.fixture(scope="module")
def shipped() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_extend(pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in read_input().quads())
    return store


def find(store: pyoxigraph.Store, pattern: str, name: str = "obs") -> list[str]:
    answer = store.query(f"{HEAD}SELECT DISTINCT ?{name} WHERE {{ {pattern} }}")
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return sorted(row[name].value for row in answer)


@pytest.mark.parametrize(("constraint", "pattern", "broken"), WELL_FORMED)
def test_the_data_cube_is_well_formed(constraint: str, pattern: str, broken: str, shipped: pyoxigraph.Store) -> None:
    assert find(shipped, pattern) == [], constraint


@pytest.mark.parametrize(("constraint", "pattern", "broken"), WELL_FORMED)
def test_a_data_cube_that_is_not_would_be_found(constraint: str, pattern: str, broken: str) -> None:
    store = pyoxigraph.Store()
    store.load(f"{HEAD}{broken}".encode(), format=pyoxigraph.RdfFormat.TURTLE)
    assert find(store, pattern) == ["urn:o"], constraint


def test_each_table_is_a_data_set_with_three_dimensions(shipped: pyoxigraph.Store) -> None:
    pattern = "?table a sg:FigureTable , qb:DataSet ; qb:structure/qb:component/qb:dimension ?dimension"
    names = [iri.rpartition("#")[2] for iri in find(shipped, pattern, "dimension")]
    assert names == ["hasMeasure", "hasRegion", "year"]
