"""The shapes accept what they should and reject what they should, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from survivorgraph.errors import CheckError
from survivorgraph.ontology.shapes import Violation, check_shapes, shorten
from survivorgraph.ontology.turtle import read_quads
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import NS, PREFIXES

FAILS = Path(__file__).parent / "fixtures" / "fails"
AREAS = sorted(path.stem for path in (ontology_dir() / "shapes").glob("*.ttl"))
SH = PREFIXES["sh"]


def read_fails(area: str) -> list[pyoxigraph.Quad]:
    return read_quads(FAILS / f"{area}.ttl")


def read_examples() -> list[pyoxigraph.Quad]:
    return [quad for area in AREAS for quad in read_quads(ontology_dir() / "examples" / f"{area}.ttl")]


def subjects(quads: list[pyoxigraph.Quad]) -> set[str]:
    return {quad.subject.value for quad in quads}


def as_lines(violations: list[Violation]) -> list[str]:
    return [" ".join(filter(None, (v.severity, shorten(v.focus), v.path, shorten(v.shape)))) for v in violations]


@pytest.fixture(scope="module")
def failures() -> list[Violation]:
    return check_shapes([*read_examples(), *(quad for area in AREAS for quad in read_fails(area))])


@pytest.fixture(scope="module")
def shapes() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for area in AREAS:
        store.extend(read_quads(ontology_dir() / "shapes" / f"{area}.ttl"))
    return store


def select(store: pyoxigraph.Store, where: str) -> Iterator[str]:
    answer = store.query(f"PREFIX sh: <{SH}> SELECT DISTINCT ?x WHERE {{ {where} }}")
    return (row["x"].value for row in answer)


def test_every_area_has_a_file_that_passes_and_one_that_fails() -> None:
    for folder in (ontology_dir() / "examples", FAILS):
        assert sorted(path.stem for path in folder.glob("*.ttl")) == AREAS


def test_the_examples_have_no_violation() -> None:
    assert check_shapes(read_examples()) == []


@pytest.mark.parametrize("area", AREAS)
def test_a_file_that_fails_has_exactly_the_violations_expected(area: str, failures: list[Violation]) -> None:
    mine = subjects(read_fails(area))
    expected = (FAILS / f"{area}.txt").read_text(encoding="utf-8").splitlines()
    assert as_lines([violation for violation in failures if violation.focus in mine]) == expected


def test_no_violation_stands_outside_the_files_that_fail(failures: list[Violation]) -> None:
    broken = set().union(*(subjects(read_fails(area)) for area in AREAS))
    assert {violation.focus for violation in failures} <= broken


def test_every_shape_that_reports_is_broken_by_a_file(failures: list[Violation], shapes: pyoxigraph.Store) -> None:
    reporting = set(select(shapes, "{ ?n sh:property ?x } UNION { ?x sh:targetClass ?c ; sh:message ?m }"))
    assert {shorten(iri) for iri in reporting - {violation.shape for violation in failures}} == set()


def test_every_class_that_a_shape_targets_is_in_a_file_that_passes(shapes: pyoxigraph.Store) -> None:
    abstract = {f"{NS}Fact"}
    given = {quad.object.value for quad in read_examples() if quad.predicate.value == PREFIXES["rdf"] + "type"}
    assert set(select(shapes, "?s sh:targetClass ?x")) - abstract <= given


def test_shapes_are_not_classes(shapes: pyoxigraph.Store) -> None:
    assert not [iri for iri in select(shapes, "?x a sh:NodeShape") if iri.startswith(NS)]


def test_only_an_adult_without_means_is_a_warning() -> None:
    text = """
    BASE <https://w3id.org/survivorgraph/>
    PREFIX sg: <https://w3id.org/survivorgraph/ns#>
    <id/story/STORY> a sg:Story ; sg:hasAge <id/age/STORY> ; sg:hasExploitation <id/exploitation/STORY-1> .
    <id/age/STORY> a sg:Age ; sg:hasAgeGroup <concept/age-group/GROUP> .
    <id/exploitation/STORY-1> a sg:Exploitation ; sg:hasForm <concept/form/forced-begging> .
    """
    people = {"bo": "child", "cy": "adult", "di": "not-stated"}
    texts = (text.replace("STORY", name).replace("GROUP", group) for name, group in people.items())
    quads = [quad for t in texts for quad in pyoxigraph.parse(t, format=pyoxigraph.RdfFormat.TURTLE)]
    warnings = [v for v in check_shapes(quads) if v.severity == "warning"]
    assert as_lines(warnings) == [
        "warning id:exploitation/cy-1 shapes:ExploitationOfAdult",
    ]


def test_a_violation_tells_what_is_wrong_and_what_to_do(failures: list[Violation]) -> None:
    lines = [str(violation) for violation in failures]
    assert (
        "violation: id:leg/wrong sg:order: A leg has one order, a whole number from 1. Number the legs of a story"
        " as the journey went. Found: 0. [shapes:Leg-order]"
    ) in lines


def test_free_text_of_a_record_is_never_repeated(failures: list[Violation]) -> None:
    texts = ("no language", "a name that does not belong here", "dollars", "fewer than 5", "One name")
    report = "\n".join(f"{violation} {violation.value}" for violation in failures)
    assert [text for text in texts if text in report] == []


def test_data_may_be_a_file_or_bytes(tmp_path: Path) -> None:
    line = f"<https://w3id.org/survivorgraph/id/rule/x> <{PREFIXES['rdf']}type> <{NS}Rule> <urn:graph:derived> .\n"
    file = tmp_path / "data.nq"
    file.write_text(line, encoding="utf-8")
    assert as_lines(check_shapes(file)) == as_lines(check_shapes(line.encode()))
    assert as_lines(check_shapes(file)) == ["violation id:rule/x rdfs:label shapes:Rule-label"]


def test_data_that_is_no_rdf_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="the data: not readable as RDF"):
        check_shapes(b"this is not RDF")
    with pytest.raises(CheckError, match=r"missing\.trig"):
        check_shapes(tmp_path / "missing.trig")


def test_a_folder_without_shapes_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="no shapes"):
        check_shapes(b"", ontology=tmp_path)
