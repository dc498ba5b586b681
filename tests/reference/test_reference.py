"""The reference pages say all that the ontology says, work offline, and show examples and queries that hold."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest

from survivorgraph.reference.diagram import CORE, draw, list_ties
from survivorgraph.reference.example_queries import ask_examples, make_query
from survivorgraph.reference.pages import CONCEPT_QUERY, FIRST_QUERY, PAGES, write_reference
from survivorgraph.reference.terms import Ontology, TermDoc, read_ontology
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, NS, PREFIXES, read_vocabulary
from survivorgraph.store.dataset import open_dataset

RULES = ontology_dir() / "w3id" / ".htaccess"
ONTOLOGY = read_ontology()
CLASSES = [term.name for term in ONTOLOGY.classes]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return ONTOLOGY


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    write_reference(folder)
    return folder


def read(site: Path, page: str) -> str:
    return (site / f"{page}.html").read_text(encoding="utf-8")


def find_anchors(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_an_example_that_is_turtle(name: str, ontology: Ontology) -> None:
    node = ontology.example_of(NS + name)
    assert node is not None, f"no example of {name}: add an instance to ontology/examples"
    text = ontology.write_example(node)
    store = pyoxigraph.Store()
    store.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    assert set(store) == set(ontology.describe(node))


@pytest.mark.parametrize("name", CLASSES)
def test_the_query_of_a_class_has_an_answer_in_the_examples(name: str, ontology: Ontology) -> None:
    columns, rows = ask_examples(ontology, make_query(ontology, NS + name))
    assert rows
    assert len(columns) == len(set(columns)) > 1


@pytest.mark.parametrize("term", ONTOLOGY.properties, ids=lambda term: term.name)
def test_a_property_has_an_example(term: TermDoc, ontology: Ontology) -> None:
    example = ontology.write_triple(term.iri)
    assert example, f"no example of {term.name}: use it in ontology/examples"
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in ontology.prefixes.items())
    text = f"BASE <https://w3id.org/survivorgraph/>\n{head}{example}"
    triples = list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE))
    assert [triple.predicate.value for triple in triples] == [term.iri]


def test_the_queries_have_an_answer_in_the_shipped_build(built: Path, ontology: Ontology) -> None:
    dataset = open_dataset(built)
    without = {name for name in CLASSES if not dataset.rows(make_query(ontology, NS + name)).rows}
    # Cells of case tables are imported by users; the shipped data have none.
    assert without <= {"CorridorDataset", "CorridorObservation"}
    assert dataset.rows(FIRST_QUERY).rows
    assert len(dataset.rows(CONCEPT_QUERY).rows) == len(read_vocabulary().schemes["form"])


def test_a_label_is_one_for_each_country_and_concept(built: Path) -> None:
    dataset = open_dataset(built)
    query = (
        f"PREFIX rdfs: <{PREFIXES['rdfs']}> PREFIX sg: <{NS}> PREFIX skos: <{PREFIXES['skos']}>"
        "SELECT ?thing WHERE { VALUES ?kind { sg:Country skos:Concept } ?thing a ?kind ; rdfs:label ?name }"
        "GROUP BY ?thing HAVING (COUNT(DISTINCT ?name) != 1)"
    )
    assert dataset.rows(query).rows == []


def test_every_term_and_concept_has_its_entry(site: Path, ontology: Ontology) -> None:
    terms = find_anchors(read(site, "terms"))
    assert {term.name for term in (*ontology.classes, *ontology.properties)} <= terms
    concepts = find_anchors(read(site, "concepts"))
    assert {f"{s}/{key}" for s, found in read_vocabulary().schemes.items() for key in found} <= concepts


def test_an_entry_has_the_definition_and_the_scope_note(site: Path, ontology: Ontology) -> None:
    text = unescape(read(site, "terms"))
    for term in (*ontology.classes, *ontology.properties):
        assert term.definition in text
        assert term.note in text


def test_the_pages_request_nothing_and_run_nothing(site: Path) -> None:
    for page in PAGES:
        html = read(site, page)
        assert "default-src 'none'" in html
        assert not re.search(r"<(script|link|img|iframe|object|form|base)\b", html)
        assert not re.search(r"\b(src|srcset|on[a-z]+)=|url\((?!#)|@import", html)


def test_every_link_leads_somewhere(site: Path) -> None:
    anchors = {f"{page}.html": find_anchors(read(site, page)) for page in PAGES}
    for page in PAGES:
        for href in re.findall(r'href="([^"]+)"', read(site, page)):
            target, _, anchor = href.partition("#")
            if target.startswith("https://"):
                continue
            assert (site / (target or f"{page}.html")).is_file(), href
            assert not anchor or unescape(anchor) in anchors[target or f"{page}.html"], f"{page}: {href}"


def test_pages_are_the_same_every_time(site: Path, tmp_path: Path) -> None:
    for path in write_reference(tmp_path):
        assert path.read_bytes() == (site / path.name).read_bytes()


def test_the_turtle_beside_the_pages_is_the_ontology(site: Path) -> None:
    found = set(pyoxigraph.parse(path=str(site / "ontology.ttl")))
    given = set(pyoxigraph.parse(path=str(ontology_dir() / "survivorgraph.ttl")))
    assert given <= found
    assert any(quad.predicate.value == PREFIXES["skos"] + "exactMatch" for quad in found)


def test_the_diagram_shows_the_core_classes_and_their_ties(ontology: Ontology) -> None:
    drawing = ElementTree.fromstring(draw(ontology))
    space = "{http://www.w3.org/2000/svg}"
    boxes = {"".join(text.itertext()) for text in drawing.iter(f"{space}text") if text.get("class") == "class"}
    assert boxes == set(CORE) <= set(CLASSES)
    ties = {(tie.start, tie.end): tie.names for tie in list_ties(ontology)}
    assert ties["Story", "Leg"] == ("has leg",)
    assert "arrives in country" in ties["Leg", "Place"]
    lines = list(drawing.iter(f"{space}line"))
    assert 0 < len(lines) <= len(ties)
    described = drawing.find(f"{space}desc")
    assert described is not None
    assert "Evidence: hasSource: Source." in str(described.text)


def redirect(path: str, accept: str) -> str:
    """Do what Apache would do with the rules, as far as they go: conditions on Accept, groups, the variable."""
    conditions: list[str] = []
    for line in RULES.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:2] == ["RewriteCond", "%{HTTP_ACCEPT}"]:
            conditions.append(words[2])
        elif words[:1] == ["RewriteRule"]:
            match = re.search(words[1], path)
            applies = match and words[2] != "-" and all(re.search(one, accept) for one in conditions)
            conditions = []
            if match and applies:
                groups = (match[0], *(group or "" for group in match.groups()))
                target = re.sub(r"\$(\d)", lambda found, groups=groups: groups[int(found[1])], words[2])
                return target.removeprefix("%{ENV:PAGES}/")
    return ""


@pytest.mark.parametrize(
    ("path", "page", "turtle"),
    [
        ("", "index.html#ask", "index.html#ask"),
        ("ns", "terms.html", "ontology.ttl"),
        ("0.1.0/ns", "terms.html", "ontology.ttl"),
        ("shapes", "shapes.ttl", "shapes.ttl"),
        ("concept", "concepts.html", "ontology.ttl"),
        ("concept/form", "concepts.html#form", "ontology.ttl"),
        ("concept/form/forced-labor", "concepts.html#form/forced-labor", "ontology.ttl"),
        ("htcds/vic_TypeOfExploitation/ForcedLabour", "mappings.html#htcds-2.0", "htcds.ttl"),
        ("mappings/eurovoc", "mappings.html#eurovoc", "mappings.html#eurovoc"),
        ("id/story/amina", "index.html#ask", "index.html#ask"),
        ("graph/derived", "index.html#ask", "index.html#ask"),
        ("nothing", "", ""),
    ],
)
def test_a_permanent_iri_leads_to_its_place(site: Path, path: str, page: str, turtle: str) -> None:
    assert redirect(path, "text/html,application/xhtml+xml") == page
    assert redirect(path, "text/turtle") == turtle
    for target in filter(None, (page, turtle)):
        name, _, anchor = target.partition("#")
        assert (site / name).is_file()
        assert not anchor or anchor in find_anchors((site / name).read_text(encoding="utf-8"))


def test_version_iris_have_a_rule() -> None:
    for name in ("survivorgraph.ttl", "shapes/provenance.ttl"):
        iris = [
            quad.object.value
            for quad in pyoxigraph.parse(path=str(ontology_dir() / name))
            if quad.predicate.value == PREFIXES["owl"] + "versionIRI"
        ]
        assert [bool(redirect(iri.removeprefix(CONCEPT.removesuffix("concept/")), "text/html")) for iri in iris] == [
            True
        ]
