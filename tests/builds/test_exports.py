"""What programs take from a build: sorted TriG, measures that say what they count, a report."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import Dataset

from survivorgraph.builds.exports import (
    MEASURES,
    WRITTEN,
    format_measures,
    format_parts,
    list_measures,
    measure,
    write_json,
    write_trig,
)
from survivorgraph.errors import QuestionError
from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.core.measures import Measures
from survivorgraph.network.files.file_measures import FILE_MEASURES
from survivorgraph.table import MOST_SHOWN

X = "https://example.org/"


def make_quad(subject: str, predicate: str, target: str, graph: str) -> Quad:
    return Quad(NamedNode(X + subject), NamedNode(X + predicate), Literal(target), NamedNode(X + graph))


def test_trig_does_not_depend_on_the_order_of_the_quads(tmp_path: Path) -> None:
    quads = [make_quad(s, p, o, g) for s in "ba" for p in "qp" for o in "yx" for g in "hg"]
    one = write_trig(quads, tmp_path / "one.trig").read_bytes()
    assert write_trig(reversed(quads), tmp_path / "two.trig").read_bytes() == one
    assert one.decode().count(f"<{X}g> {{") == 1


def test_trig_is_sorted_by_graph_subject_predicate_and_object(built_invented: Path) -> None:
    quads = list(parse(path=str(built_invented / "graph.trig"), format=RdfFormat.TRIG))
    keys = [tuple(map(str, (quad.graph_name, quad.subject, quad.predicate, quad.object))) for quad in quads]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of what it does itself
def test_another_library_reads_the_same_statements(built_invented: Path) -> None:
    dataset = Dataset()
    dataset.parse(built_invented / "graph.trig", format="trig")
    report = json.loads((built_invented / "report.json").read_text(encoding="utf-8"))
    assert len(dataset) == report["counts"]["quads"]


def read_table(built_invented: Path, name: str) -> list[dict[str, str]]:
    with (built_invented / "measures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", WRITTEN)
def test_every_row_says_what_it_rests_on_and_what_it_counts(name: str, built_invented: Path) -> None:
    rows = read_table(built_invented, name)
    assert rows
    for row in rows:
        assert re.match(r"\d+ (stor|partnership|corridor|organization)", row["basis"])
        assert "; " in row["basis"]
        assert " not " in row["basis"].partition("; ")[2]


def test_the_corridor_of_the_invented_story(built_invented: Path) -> None:
    (row,) = read_table(built_invented, "corridors")
    assert (row["origin"], row["destination"], row["stories"], row["story_keys"]) == ("Kenya", "Lebanon", "1", "lira")


def test_every_organization_of_a_partnership_is_measured(built_invented: Path) -> None:
    names = [row["name"] for row in read_table(built_invented, "partnerships")]
    assert names == ["Government of Kenya", "Harbor Circle", "Night Ferry Line"]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_measure_by_name_is_the_table_that_is_written(name: str, graph_view: GraphView, built_invented: Path) -> None:
    assert measure(graph_view, name).to_csv() == (built_invented / "measures" / f"{name}.csv").read_text(
        encoding="utf-8"
    )


def test_a_measure_that_there_is_not(graph_view: GraphView) -> None:
    with pytest.raises(QuestionError) as caught:
        measure(graph_view, "suffering")
    assert str(caught.value) == f"there is no measure 'suffering'; 'survivorgraph measure' lists all {len(MEASURES)}"


def test_every_measure_has_a_name_and_says_what_it_measures() -> None:
    of_dataset, _, of_file = list_measures().partition("\n\nOf a network of your own (--file):\n")
    assert [line.split()[0] for line in of_dataset.splitlines()] == list(MEASURES)
    assert [line.split()[0] for line in of_file.splitlines()] == list(FILE_MEASURES)
    assert all(len(line.split()) > 3 for line in (*of_dataset.splitlines(), *of_file.splitlines()))


def test_a_table_says_what_it_rests_on_and_how_it_was_computed() -> None:
    names = tuple(f"harbor-{number}" for number in range(9))
    measures = Measures(
        ("code", "names", "open", "people"),
        (("a" * 60, names, True, None), ("b", ("pier",), False, 3)),
        basis="2 harbors",
        note="counts boats",
        parameters={"weight": "boats", "ports": ("x", "y"), "level": None},
    )
    _, _, first, second, *lines = format_measures(measures, "table").splitlines()
    assert first.split() == ["a" * 60, *"; ".join(names).split(), "yes"]
    assert second.split() == ["b", "pier", "no", "3"]
    assert lines == ["", "Rests on: 2 harbors", "Note: counts boats", "Settings: weight boats; ports x, y"]
    assert max(map(len, format_measures(measures, "table", width=50).splitlines())) <= 50
    assert "; ".join(names) in format_measures(measures, "csv")


def test_parts_are_tables_of_their_own_and_one_csv() -> None:
    parts = {value: Measures(("code",), ((value * 2,),), basis=f"part {value}") for value in "xy"}
    assert format_parts(parts, "form", "csv") == "form,code,basis\nx,xx,part x\ny,yy,part y\n"
    assert format_parts(parts, "form", "table") == (
        "form: x\n\ncode\n------\nxx\n\nRests on: part x\n\nform: y\n\ncode\n------\nyy\n\nRests on: part y\n"
    )


def test_json_is_sorted_and_ends_its_last_line(tmp_path: Path) -> None:
    text = write_json({"b": 1, "a": {"z": "é", "y": []}}, tmp_path / "x.json").read_text(encoding="utf-8")
    assert text == '{\n  "a": {\n    "y": [],\n    "z": "é"\n  },\n  "b": 1\n}\n'


def test_a_table_on_the_screen_ends_and_says_how_many_rows_it_leaves_out() -> None:
    table = Measures(("name",), tuple((f"n{number}",) for number in range(MOST_SHOWN + 1)), basis="a test")
    printed = format_measures(table, "table")
    assert f"n{MOST_SHOWN - 1}\n… and 1 more row; --format csv has all\n\nRests on: a test\n" in printed
    assert len(format_measures(table, "csv").splitlines()) == MOST_SHOWN + 2
