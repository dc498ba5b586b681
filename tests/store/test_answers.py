"""Answers as Python values and as what people read."""

from __future__ import annotations

import csv
import io
import json
import sys
from decimal import Decimal

import pytest
from pyoxigraph import RdfFormat, Store

from survivorgraph.errors import QueryError, QueryLimitError, QuestionError
from survivorgraph.store.answers import Answer
from survivorgraph.store.dataset import open_dataset
from survivorgraph.table import MOST_SHOWN, describe_rest

DIGEST = "3c998a2016ab130da0643bb95d6efd342daa8f5e7003d87fd6e91720ef93ad32"
VALUES = f"""
@prefix e: <https://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix country: <https://w3id.org/survivorgraph/id/country/> .
e:g {{
  e:a e:v country:NPL , "text" , "mot"@fr , 7 , "08"^^xsd:int , 1.50 , 2.5e0 , "INF"^^xsd:double , true ,
      "2020-02-01"^^xsd:date , "seven"^^xsd:integer , "{DIGEST}" .
}}
"""


def ask(sparql: str) -> Answer:
    store = Store()
    store.load(VALUES, format=RdfFormat.TRIG)
    return open_dataset(store).rows("PREFIX e: <https://example.org/> " + sparql)


def test_terms_become_python_values_in_a_stable_order() -> None:
    values = ask("SELECT ?v { e:a e:v ?v }").get_column("v")
    assert values == [
        True, Decimal("1.5"), 2.5, 7, 8, float("inf"), "2020-02-01", DIGEST,
        "https://w3id.org/survivorgraph/id/country/NPL", "mot", "seven", "text",
    ]  # fmt: skip
    assert [type(value) for value in values[:5]] == [bool, Decimal, float, int, int]


def test_a_row_is_a_value_by_column_and_none_where_not_bound() -> None:
    answer = ask("SELECT ?x ?y { BIND(1 AS ?x) OPTIONAL { e:a e:none ?y } }")
    assert (len(answer), list(answer)) == (1, [{"x": 1, "y": None}])
    with pytest.raises(QueryError, match="no column 'z'; it has: x, y"):
        answer.get_column("z")


def test_a_table_is_for_people() -> None:
    answer = Answer(
        ("country", "count", "said", "digest"),
        [
            ("https://w3id.org/survivorgraph/id/country/NPL", 7, True, DIGEST),
            ("a\x1b[31m\nlabel\u202e", None, None, f"{DIGEST} {DIGEST[::-1]} {DIGEST}"),
        ],
    )
    assert answer.to_table().splitlines() == [
        "country         count  said    digest",
        "------------  -------  ------  ----------------",
        "country:NPL         7  yes     3c998a2016ab…",
        "a [31m label                   3c998a2016ab… +2",
    ]  # fmt: skip


def test_a_table_without_rows_has_its_head() -> None:
    assert Answer(("a", "b"), []).write().splitlines() == ["a    b", "---  ---"]


def test_csv_keeps_every_value_whole() -> None:
    answer = Answer(("a", "b", "c"), [('x, "y"\nz', None, True), (DIGEST, Decimal("1.5"), False)])
    assert list(csv.reader(io.StringIO(answer.write("csv")))) == [
        ["a", "b", "c"], ['x, "y"\nz', "", "true"], [DIGEST, "1.5", "false"],
    ]  # fmt: skip


def test_json_is_a_list_of_objects() -> None:
    answer = Answer(("a", "b"), [("é", None), (Decimal("1.5"), Decimal("3"))])
    assert json.loads(answer.write("json")) == [{"a": "é", "b": None}, {"a": 1.5, "b": 3}]


def test_turtle_is_for_triples() -> None:
    turtle = ask("CONSTRUCT { e:a sg:isBasedIn ?v } { e:a e:v ?v FILTER(ISIRI(?v)) }").write("turtle")
    store = Store()
    store.load(turtle, format=RdfFormat.TURTLE)
    assert [str(quad.triple) for quad in store] == [
        "<https://example.org/a> <https://w3id.org/survivorgraph/ns#isBasedIn> "
        "<https://w3id.org/survivorgraph/id/country/NPL>"
    ]
    with pytest.raises(QuestionError, match="begin it with CONSTRUCT"):
        ask("SELECT ?v { e:a e:v ?v }").write("turtle")


def test_other_forms_are_refused() -> None:
    with pytest.raises(QuestionError, match="'xml'; allowed: table, csv, json, turtle"):
        Answer(("a",), []).write("xml")


def test_a_frame_has_the_same_columns() -> None:
    frame = Answer(("a", "b"), [(1, "x"), (2, None)]).to_frame()
    assert list(frame.columns) == ["a", "b"]
    assert list(frame["a"]) == [1, 2]


def test_a_frame_without_pandas_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(QueryError, match=r"pip install 'survivorgraph\[notebook\]'"):
        Answer(("a",), []).to_frame()


def test_an_answer_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survivorgraph.store.answers.MOST_VALUES", 9)
    assert len(ask("SELECT ?s ?p { ?s ?p ?o } LIMIT 3")) == 3
    with pytest.raises(QueryLimitError, match=r"more than 3 rows; add LIMIT"):
        ask("SELECT ?s ?p { ?s ?p ?o }")
    assert len(ask("CONSTRUCT { ?s ?p ?o } { SELECT * { ?s ?p ?o } LIMIT 3 }")) == 3
    with pytest.raises(QueryLimitError, match=r"more than 3 triples; add LIMIT"):
        ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")


def test_a_query_is_given_up_at_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = " ".join(map(str, range(3000)))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {rows} }} VALUES ?b {{ {rows} }} }}"
    with pytest.raises(QueryLimitError, match=r"took longer than 0\.01 s"):
        open_dataset(Store(), seconds=0.01).rows(query)
    monkeypatch.setattr("survivorgraph.store.sandbox.MOST_MEMORY_BYTES", -1)
    monkeypatch.setattr("survivorgraph.store.sandbox.WATCH_SECONDS", 0.01)
    with pytest.raises(QueryLimitError, match="needs more than"):
        open_dataset(Store(), seconds=60).rows(query)
    assert open_dataset(Store()).rows("ASK {}").rows == [(True,)]


def test_a_table_on_the_screen_ends_and_says_how_many_rows_it_leaves_out() -> None:
    answer = Answer(("a",), [(number,) for number in range(MOST_SHOWN + 2)])
    lines = answer.write().splitlines()
    assert (len(lines), lines[-1]) == (MOST_SHOWN + 3, "… and 2 more rows; --format csv has all")
    assert len(answer.write("csv").splitlines()) == MOST_SHOWN + 3
    assert describe_rest(MOST_SHOWN) == ""
