"""What is read from the text of a query before an engine sees it."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from survivorgraph.errors import QueryError
from survivorgraph.store.query_terms import query_prefixes, to_term
from survivorgraph.store.query_text import read_query

SERVICES = [
    "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }",
    "select * { service silent <https://example.org/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { SERVICE#x\n<https://example.org/>{ ?s ?p ?o } }",
    "PREFIX e: <https://example.org/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "PREFIX e: <https://example.org/> SELECT * { ?s ?p 1.SERVICE e:x{ ?s ?p ?o } }",
    "PREFIX e: <https://example.org/> SELECT * { FILTER(1< 2#>'''\n) SERVICE e:x { ?s ?p ?o } } #'''",
    "SELECT * { ?s ?p '}' OPTIONAL { SERVICE SILENT\n\n<https://example.org/>\n{ ?s ?p ?o } } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_a_query_that_asks_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match=r"line \d: SERVICE is refused"):
        read_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service ?x { ?x sg:providesService ?service }",
        "SELECT ?x { VALUES ?service { service:shelter } ?x sg:providesService ?service . { ?x a ?y } }",
        "# services\nSELECT ?x { ?x sg:providesService service:legal-aid ; ?p ?o }",
        "SELECT ?x { ?x rdfs:label 'the SERVICE of a court' }",
        "# SERVICE <https://example.org/> {}\nSELECT ?x { ?x a <https://example.org/SERVICE#SERVICE> }",
        "PREFIX SERVICE: <https://example.org/> SELECT ?SERVICE { ?SERVICE a SERVICE:x, SERVICE:SERVICE, _:SERVICE }",
        "SELECT ?x { ?x ?y 'a'@SERVICE, '''\n} SERVICE <https://example.org/> {''' }",
    ],
)
def test_the_word_service_in_a_name_is_no_service(text: str) -> None:
    assert read_query(text).form == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { sg:a sg:b sg:c }",
        "PREFIX e: <https://example.org/>\nDELETE WHERE { ?s ?p ?o }",
        "load <https://example.org/>",
        "CLEAR ALL",
        "WITH <https://example.org/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="would change the dataset"):
        read_query(text)


@pytest.mark.parametrize("text", ["", "# nothing", "HELLO { }", "42"])
def test_a_text_that_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="begins, after its prefixes, with one of SELECT"):
        read_query(text)


def test_a_prefix_that_nobody_declared_is_named_with_its_line() -> None:
    with pytest.raises(QueryError, match="line 2: the prefix 'foo:' is neither declared"):
        read_query("SELECT * {\n ?s foo:bar ?o }")


def test_prefixes_of_the_project_need_no_declaration_and_ones_own_come_first() -> None:
    query = read_query(
        "PREFIX foaf: <https://example.org/>\nSELECT * { ?s foaf:name form:forced-labor . ?s sg:x 'a:b' }"
    )
    assert query.undeclared == ("form", "sg")
    assert query.declare_prefixes("SELECT") == (
        "PREFIX form: <https://w3id.org/survivorgraph/concept/form/> "
        "PREFIX sg: <https://w3id.org/survivorgraph/ns#> SELECT"
    )
    assert query_prefixes()["country"] == "https://w3id.org/survivorgraph/id/country/"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("SELECT * { ?x a ?y }", "{"),
        ("SELECT (EXISTS { ?x a ?y } AS ?z) WHERE { ?x a ?y }", "WHERE {"),
        ("# {\nPREFIX e: <https://example.org/#> ASK { ?x a ?y }", "ASK {"),
        ("CONSTRUCT { ?x a ?z } WHERE { ?x a ?y }", "WHERE {"),
        ("CONSTRUCT { ?x a '}' } { ?x a ?y }", "} {"),
        ("DESCRIBE ?x WHERE { ?x a ?y } VALUES ?y { sg:Story }", "WHERE {"),
    ],
)
def test_a_value_is_bound_where_the_pattern_begins(text: str, begins: str) -> None:
    bound = read_query(text).bind({"x": NamedNode("https://example.org/a")})
    at = text.index(begins) + len(begins)
    assert bound == text[:at] + " VALUES (?x) { (<https://example.org/a>) } " + text[at:]


@pytest.mark.parametrize(
    "text", ["CONSTRUCT WHERE { ?x a ?y }", "DESCRIBE ?x", "SELECT * WHERE { SELECT ?x { ?x a ?y } }"]
)
def test_a_query_without_a_place_to_bind_says_what_to_write(text: str) -> None:
    with pytest.raises(QueryError, match="write WHERE"):
        read_query(text).bind({"x": 1})


def test_a_parameter_has_to_be_a_variable_of_the_query() -> None:
    with pytest.raises(QueryError, match=r"no variable \?z to bind; it has: x, y"):
        read_query("SELECT ?x { ?x a ?y }").bind({"z": 1})


@given(st.text(st.characters(blacklist_categories=("Cs",))))
def test_whatever_a_text_holds_it_stays_a_value(value: str) -> None:
    text = read_query("SELECT ?x { BIND(1 AS ?one) FILTER(BOUND(?x)) }").bind({"x": value})
    result = Store().query(text)
    assert isinstance(result, QuerySolutions)
    assert [row["x"] for row in result] == [Literal(value)]


def test_an_iri_that_would_break_out_of_its_brackets_is_none() -> None:
    with pytest.raises(ValueError, match="IRI"):
        NamedNode("https://example.org/> } DROP ALL #")


def test_python_values_become_literals_of_their_type() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert [to_term(value) for value in (True, 3, Decimal("1E2"))] == [
        Literal("true", datatype=NamedNode(xsd + "boolean")),
        Literal("3", datatype=NamedNode(xsd + "integer")),
        Literal("100", datatype=NamedNode(xsd + "decimal")),
    ]


@pytest.mark.parametrize(
    ("text", "is_ordered", "names_dataset"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True, False),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1 } }", False, False),
        ("SELECT * FROM <https://example.org/> { ?s ?p ?o }", False, True),
        ("# from order by\nSELECT ?order { ?s ?p 'FROM' , <https://example.org/FROM> }", False, False),
    ],
)
def test_order_and_dataset_are_seen_outside_strings_and_subqueries(
    text: str, is_ordered: bool, names_dataset: bool
) -> None:
    query = read_query(text)
    assert (query.is_ordered, query.names_dataset) == (is_ordered, names_dataset)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PREFIX e: <u:> SELECT * { ?s ?p trueSERVICE e:x{ ?s ?p ?o } }", "'trueSERVICE' is no keyword"),
        ("SELECT * { SERVICE:x{ ?s ?p ?o } }", "the prefix 'SERVICE:' is neither declared"),
        ("SELECT * {\n ?s \\u003fp ?o }", r"line 2, column 5: an escape \(\\\) is allowed only in strings"),
        ("SELECT * { ?s ?p 'a }", "line 1, column 18: a string begins here that does not end"),
        ("SELECT * { ?s ?p '''a' }", "a string begins here that does not end"),
        ("SELECT * {}\0", r"line 1, column 12: the character U\+0000 does not belong here"),
        ("SELECT * { ?s ?p '\0' }", "no null character"),
        ("SELECT * { ?s ?p '\\u0000' }", "is no character"),
        ("SELECT * { ?s ?p '\\uD800' }", "is no character"),
        ("SELECT * { ?s ?p '\udcff' }", "is not UTF-8"),
        ("SELECT * { ?s ?p <a> }", "<a> is no whole IRI, and there is no BASE"),
        ("SELECT * { ?s ?p <https://example.org/\\u003E> }", "is a character that no IRI may contain"),
        ("PREFIX e <https://example.org/> SELECT * {}", "PREFIX name: <iri>"),
        ("SELECT * { PREFIX e: <https://example.org/> }", "'PREFIX' is no keyword"),
        ("SELECT * { LOAD <https://example.org/> }", "'LOAD' is no keyword"),
        ("SELECT * " + "{" * 5000, "nested more than 100 deep"),
        ("SELECT * { FILTER(" + "(" * 5000, "nested more than 100 deep"),
        ("SELECT * {" + "?a ?b ?c . " * 10_000 + "}", "at most 20,000 words and marks"),
        ("SELECT * {} #" + "x" * (1 << 20), "at most 1,048,576 bytes"),
        ("ASK FROM 1 {}", "FROM is followed by the IRI of a graph"),
    ],
    ids=range(20),
)
def test_what_is_no_query_says_where(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        read_query(text)


def test_an_engine_gets_whole_iris_and_no_prefix_comment_or_escape() -> None:
    query = read_query(
        "BASE <https://example.org/a/b> PREFIX e: <c#>\n# SERVICE\nselect * from <../g> from named sg:h {\n"
        " ?s e:x\\-y%20z 'it', '''a\nb\"''', true }"
    )
    assert query.write() == (
        "BASE <https://example.org/a/b>\n\nSELECT * FROM <https://example.org/g> FROM NAMED "
        '<https://w3id.org/survivorgraph/ns#h> {\n?s <https://example.org/a/c#x-y%20z> "it" , '
        '"a\\nb\\""\n, true }'
    )
    assert query.graphs == ("https://example.org/g", "https://w3id.org/survivorgraph/ns#h")


HARD = [
    "SERVICE\n" + "#\n" * 60_000,
    "a." * 60_000,
    "SELECT * {" + ".a" * 60_000,
    "a" * 120_000,
    "ASK { ?s ?p <" + "a" * 120_000,
    "ASK { ?s ?p '" + "\\n" * 60_000,
    "ASK { ?s ?p a:" + "." * 120_000,
    "ASK { ?s ?p " + "'''" * 40_001,
    "ASK { ?s ?p " + "9" * 120_000,
    "ASK { ?s ?p " + "<" * 120_000,
    "ASK { ?s ?p _:a" + "." * 120_000,
]


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_a_long_text_is_read_in_linear_time(text: str) -> None:
    start = time.thread_time()
    with contextlib.suppress(QueryError):
        read_query(text)
    assert time.thread_time() - start < 5  # of the processor; in quadratic time it is minutes
