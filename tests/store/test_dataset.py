"""Opening a build, and asking it: read only, over the union of the named graphs, with clear errors."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from survivorgraph.errors import DatasetError, QueryError
from survivorgraph.store.dataset import Dataset, open_dataset

TWO_GRAPHS = """
@prefix e: <https://example.org/> .
e:first { e:lira e:from e:norland . e:amina e:from e:norland }
e:second { e:lira e:from e:norland . e:norland e:name "Norland" }
"""
E = "PREFIX e: <https://example.org/> "


@pytest.fixture(params=["union by the engine", "merged by the build"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    store = Store()
    store.load(TWO_GRAPHS, format=RdfFormat.TRIG)
    if request.param == "merged by the build":
        store.extend([Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in list(store)])
    return open_dataset(store)


def test_the_default_graph_is_the_union_of_the_named_graphs(dataset: Dataset) -> None:
    query = "SELECT DISTINCT ?who { ?who e:from/e:name 'Norland' }"
    assert dataset.rows(E + query).rows == [("https://example.org/amina",), ("https://example.org/lira",)]


def test_a_graph_can_still_be_asked_by_name(dataset: Dataset) -> None:
    assert dataset.list_graphs() == ("https://example.org/first", "https://example.org/second")
    query = E + "SELECT ?graph { GRAPH ?graph { e:amina e:from ?where } }"
    assert dataset.rows(query).rows == [("https://example.org/first",)]


def test_a_query_that_names_its_dataset_gets_that(dataset: Dataset) -> None:
    assert len(dataset.rows(E + "SELECT ?x FROM e:second { ?x e:from ?y }")) == 1
    assert len(dataset.rows(E + "SELECT ?x FROM <https://example.org/unheard-of> { ?x e:from ?y }")) == 0


def test_ask_construct_and_describe_are_answered(dataset: Dataset) -> None:
    assert dataset.rows(E + "ASK { e:lira e:from e:norland }").rows == [(True,)]
    told = dataset.rows(E + "CONSTRUCT { ?y e:of ?x } WHERE { ?x e:from ?y }")
    assert told.columns == ("subject", "predicate", "object")
    assert [row[2] for row in told.rows] == ["https://example.org/amina", "https://example.org/lira"]
    assert len(dataset.triples(E + "DESCRIBE e:norland")) == 1
    with pytest.raises(QueryError, match="begin it with CONSTRUCT"):
        dataset.triples(E + "ASK { e:lira e:from e:norland }")


def test_a_parameter_is_bound_in_every_form(dataset: Dataset) -> None:
    who = {"who": NamedNode("https://example.org/amina")}
    assert len(dataset.rows(E + "SELECT ?who { ?who e:from ?y }", who)) == 1
    assert dataset.rows(E + "ASK { ?who e:name ?y }", who).rows == [(False,)]
    assert len(dataset.triples(E + "CONSTRUCT { ?who e:of ?y } WHERE { ?who e:from ?y }", who)) == 1
    counted = dataset.rows(E + "SELECT (COUNT(DISTINCT ?y) AS ?n) { ?who e:from ?y }", who)
    assert counted.rows == [(1,)]


def test_rows_without_an_order_are_sorted_and_with_one_are_left(dataset: Dataset) -> None:
    values = "VALUES ?x { 'b' UNDEF 'a' 3 }"
    assert dataset.rows(f"SELECT ?x {{ {values} }}").get_column("x") == [None, 3, "a", "b"]
    assert dataset.rows(f"SELECT ?x {{ {values} FILTER(BOUND(?x)) }} ORDER BY DESC(STR(?x))").get_column("x") == [
        "b",
        "a",
        3,
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * {\n  ?s ?p\n}", "line 3, column 2: the query stops making sense at its end"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y } GROUP BY ?y", "The SELECT contains a variable that is unbound"),
        ("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }", "line 1: SERVICE is refused"),
        ("DROP ALL", "DROP would change the dataset"),
    ],
)
def test_a_query_that_cannot_be_run_says_why(dataset: Dataset, query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        dataset.rows(query)


def test_a_line_of_a_syntax_error_is_that_of_the_text_with_parameters_too(dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="line 2, column 12"):
        dataset.rows("SELECT ?x {\n ?x a ?y }}", {"x": NamedNode("https://example.org/amina")})


# Builds


def test_a_build_is_opened_and_never_written(built_invented: Path) -> None:
    def digest() -> dict[str, str]:
        files = (file for file in (built_invented / "store").iterdir() if file.is_file())
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = digest()
    dataset = open_dataset(built_invented)
    assert len(dataset.rows("SELECT DISTINCT ?story { ?story a sg:Story }")) == 2
    assert digest() == before
    assert repr(dataset) == f"Dataset('{built_invented}')"


def test_two_can_read_at_once(built_invented: Path) -> None:
    first, second = open_dataset(built_invented), open_dataset(str(built_invented))
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert first.rows(query).rows == second.rows(query).rows


def test_the_last_build_is_opened_unless_told(
    built_invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError, match="build: there is no build here; make one with 'survivorgraph build'"):
        open_dataset()
    shutil.copytree(built_invented, tmp_path / "build")
    assert open_dataset().where == "build"


def test_the_build_that_was_about_to_be_replaced_is_found(built_invented: Path, tmp_path: Path) -> None:
    shutil.copytree(built_invented, tmp_path / ".build.previous")
    assert open_dataset(tmp_path / "build").where == str(tmp_path / ".build.previous")


@pytest.mark.parametrize("missing", ["store", "report.json"])
def test_half_a_build_is_not_opened(tmp_path: Path, missing: str) -> None:
    for name in {"store", "report.json"} - {missing}:
        (tmp_path / name).mkdir()
    with pytest.raises(DatasetError, match=f"no whole build, {missing} is missing"):
        open_dataset(tmp_path)


def test_a_folder_that_is_no_store_is_not_opened_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(DatasetError, match="the store cannot be read"):
        open_dataset(tmp_path)
    assert not list((tmp_path / "store").iterdir())


@pytest.mark.parametrize("where", ["ftp://example.org/sparql", "file:///etc/hosts"])
def test_only_http_is_asked(where: str) -> None:
    with pytest.raises(DatasetError, match="only http and https"):
        open_dataset(where)


def test_asking_loads_no_library_that_it_does_not_need(built_invented: Path) -> None:
    program = (
        "import sys\n"
        "from survivorgraph.store.dataset import open_dataset\n"
        f"dataset = open_dataset({str(built_invented)!r})\n"
        "assert len(dataset.rows('SELECT DISTINCT ?s { ?s a sg:Story }')) == 2\n"
        "heavy = {'rdflib', 'pandas', 'tabulate', 'httpx2', 'networkx', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "where",
    ["http://[::1", "http://", "http:///sparql", "https://example.org:99999/", "https://a b/", "https://é.org/sparql",
     "https://a..b/", "http://example.org/\n", "http://[x]/", "https://user:secret@example.org/"],
)  # fmt: skip
def test_a_url_that_is_none_is_refused_in_one_line(where: str) -> None:
    with pytest.raises(DatasetError) as caught:
        open_dataset(where)
    assert "secret" not in str(caught.value)


def test_a_store_is_asked_from_several_threads_at_once(dataset: Dataset) -> None:
    query = E + "SELECT DISTINCT ?who { ?who e:from/e:name 'Norland' }"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: dataset.rows(query).rows, range(200)))
    assert all(answer == answers[0] and len(answer) == 2 for answer in answers)


def test_a_query_as_long_as_allowed_ends_in_an_answer_or_an_error(dataset: Dataset) -> None:
    for text in ("ASK { FILTER(" + "1 || " * 4000 + "1) }", "ASK { FILTER(" + "(" * 97 + "1" + ")" * 97 + ") }"):
        assert dataset.rows(text).rows == [(True,)]
    with pytest.raises(QueryError, match="nested more than 100 deep"):
        dataset.rows("SELECT * " + "{" * 5000 + "}" * 5000)
