"""Write the reference pages of the ontology: classes, properties, concepts and mappings, for a browser offline.

Everything on them comes from the files of the ontology (`survivorgraph.reference.terms`), so that they change
when those change. The pages request nothing and run no script.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from survivorgraph.errors import DatasetError
from survivorgraph.ontology.mappings import NO_TERM, read_mappings, to_match_quads
from survivorgraph.ontology.shapes import shorten
from survivorgraph.ontology.turtle import find_prefixes, format_turtle, read_quads
from survivorgraph.reference.diagram import draw
from survivorgraph.reference.example_queries import ask_examples, make_query
from survivorgraph.reference.terms import Ontology, TermDoc, read_ontology
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, GRAPH, NS, PREFIXES
from survivorgraph.store.folders import clear_stale, name_staging, put_in_place
from survivorgraph.store.questions import Question, list_questions

__all__ = ["CONCEPT_QUERY", "FIRST_QUERY", "PAGES", "write_reference"]

PAGES: Final = ("index", "terms", "concepts", "mappings")
TURTLE: Final = ("ontology", "shapes", "htcds")
MARK: Final = "# Written by 'survivorgraph docs'."
"""The first line of each Turtle file."""

FIRST_QUERY: Final = """\
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sg: <https://w3id.org/survivorgraph/ns#>

SELECT DISTINCT ?name ?form ?country ?source ?section WHERE {
  ?story a sg:Story ; rdfs:label ?name ; sg:hasExploitation ?exploitation .
  ?exploitation sg:hasForm/rdfs:label ?form ; sg:hasEvidence ?evidence .
  ?evidence oa:hasSource/rdfs:label ?source ; sg:standsIn/rdfs:label ?section .
  OPTIONAL { ?exploitation sg:takesPlaceInCountry/rdfs:label ?country }
}
ORDER BY ?name ?form
"""

CONCEPT_QUERY: Final = """\
PREFIX concept: <https://w3id.org/survivorgraph/concept/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?concept ?label ?broader WHERE {
  ?concept skos:inScheme concept:form ; rdfs:label ?label .
  OPTIONAL { ?concept skos:broader/rdfs:label ?broader }
}
ORDER BY ?label
"""


def write_reference(directory: Path, *, ontology: Path | None = None) -> list[Path]:
    """Write the reference pages of an ontology folder, the shipped one by default; ``index.html`` is the first.

    The same is written as Turtle beside the pages: ``ontology.ttl``, ``shapes.ttl`` and ``htcds.ttl``. An earlier
    reference is replaced as a whole. Raises DatasetError for a folder that holds anything else, or cannot be written.
    """
    try:
        out = directory.resolve()  # of a link, the folder that it leads to is replaced
        clear_stale(out)
        _check_directory(out)
        contents = {**_render_pages(ontology), **dict(_write_turtle(ontology or ontology_dir()))}
        _put(contents, out)
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        reason = f"the reference cannot be written: {error.strerror or error}"
        raise DatasetError(reason, where=directory) from error
    return [directory / name for name in contents]


def _check_directory(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise DatasetError("this is no folder; name one that is new or empty", where=out)
    for path in sorted(out.iterdir()) if out.exists() else ():
        if not _is_ours(path):
            text = f"'{path.name}' is no file of an earlier reference; name a folder that is new or empty"
            raise DatasetError(text, where=out)


def _is_ours(path: Path) -> bool:
    """Return whether this module wrote a file, judged by its name and its beginning."""
    if path.name not in {*(f"{page}.html" for page in PAGES), *(f"{name}.ttl" for name in TURTLE)}:
        return False
    if path.is_symlink() or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(1024)
    return start.startswith(MARK) if path.suffix == ".ttl" else "· survivorgraph reference</title>" in start


def _put(contents: Mapping[str, str], out: Path) -> None:
    """Write the files aside, and let them take the place of the folder."""
    staging = name_staging(out)
    try:
        staging.mkdir(parents=True)
        for name, text in contents.items():
            (staging / name).write_bytes(text.encode("utf-8"))
        put_in_place(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _render_pages(ontology: Path | None) -> dict[str, str]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(str(files("survivorgraph.reference"))) / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    contents = _gather(read_ontology(ontology), ontology)
    return {
        f"{page}.html": environment.get_template(f"reference-{page}.html.j2").render(contents[page]) for page in PAGES
    }


def _write_turtle(folder: Path) -> Iterator[tuple[str, str]]:
    """Write what the pages show for programs: the ontology with its concepts and matches, the shapes, HTCDS."""
    prefixes = find_prefixes(folder)
    groups = {
        "ontology": [folder / "survivorgraph.ttl", *(folder / "concepts").glob("*.ttl")],
        "shapes": (folder / "shapes").glob("*.ttl"),
        "htcds": (folder / "htcds").glob("*.ttl"),
    }
    for name in TURTLE:
        quads = [quad for file in groups[name] for quad in read_quads(file)]
        if name == "ontology":
            quads += to_match_quads(folder, graph=NamedNode(GRAPH + name))
        yield f"{name}.ttl", f"{MARK}\n{format_turtle(quads, prefixes=prefixes)}"


def _gather(ontology: Ontology, folder: Path | None) -> dict[str, dict[str, Any]]:
    """Return what each page shows."""
    questions = list(list_questions())
    used = _list_used(questions)
    return {
        "index": _gather_index(ontology, questions),
        "terms": {
            "classes": [_describe_class(ontology, term, used) for term in ontology.classes],
            "properties": [_describe_property(ontology, term, used) for term in ontology.properties],
        },
        "concepts": {"schemes": ontology.schemes, "base": CONCEPT, "query": CONCEPT_QUERY},
        "mappings": {"tables": _gather_mappings(folder)},
    }


def _gather_index(ontology: Ontology, questions: Iterable[Question]) -> dict[str, Any]:
    from markupsafe import Markup

    return {
        "about": ontology.value(NS, "dcterms:description"),
        "version": ontology.value(NS, "owl:versionInfo"),
        "license": ontology.value(NS, "dcterms:license"),
        "namespace": NS,
        "graph": GRAPH,
        # Safe: `draw` escapes every text it writes.
        "diagram": Markup(draw(ontology)),
        "first_query": FIRST_QUERY,
        "prefixes": "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in sorted(ontology.prefixes.items())),
        "classes": ontology.classes,
        "schemes": ontology.schemes,
        "questions": questions,
    }


def _list_used(questions: Iterable[Question]) -> Mapping[str, list[str]]:
    """Return the names of the questions that use a term, by the term's local name."""
    used: dict[str, list[str]] = {}
    for question in questions:
        for name in sorted(set(re.findall(r"\bsg:(\w+)", question.sparql))):
            used.setdefault(name, []).append(question.name)
    return used


def _describe_class(ontology: Ontology, term: TermDoc, used: Mapping[str, list[str]]) -> dict[str, Any]:
    example = ontology.example_of(term.iri)
    query = make_query(ontology, term.iri)
    columns, rows = ask_examples(ontology, query)
    return {
        "term": term,
        "parents": _shorten(term.parents),
        "children": _shorten(ontology.subclasses(term.iri)),
        "slots": [(shorten(slot.path), slot) for slot in ontology.slots(term.iri)],
        "is_fact": ontology.facts(term.iri),
        "example": ontology.write_example(example) if example else "",
        "query": query,
        "columns": columns,
        "rows": rows[:3],
        "questions": used.get(term.name, []),
    }


def _describe_property(ontology: Ontology, term: TermDoc, used: Mapping[str, list[str]]) -> dict[str, Any]:
    schemes = tuple(f"concept:{key}" for key in term.schemes)
    return {
        "term": term,
        "example": ontology.write_triple(term.iri),
        "domain": _shorten(term.domain),
        "range": schemes or _shorten(term.range),
        "parents": _shorten(term.parents),
        "questions": used.get(term.name, []),
    }


def _shorten(iris: Iterable[str]) -> list[str]:
    return [shorten(iri) for iri in iris]


def _gather_mappings(folder: Path | None) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each mapping table, by the name of the table."""
    tables: dict[str, list[dict[str, str]]] = {}
    for mapping in read_mappings(folder):
        row = {
            "ours": "" if mapping.subject == NO_TERM else shorten(mapping.subject),
            "match": "" if mapping.subject == NO_TERM else _name_match(mapping.predicate),
            "theirs": mapping.object if mapping.is_literal else shorten(mapping.object),
            "label": "" if mapping.is_literal else mapping.cells["object_label"],
            "comment": mapping.cells["comment"],
        }
        tables.setdefault(mapping.table.removesuffix(".sssom.tsv"), []).append(row)
    return tables


def _name_match(predicate: str) -> str:
    """Return the word for a relation: ``exact`` for ``skos:exactMatch``."""
    return predicate.removeprefix(PREFIXES["skos"]).removeprefix(PREFIXES["rdfs"]).removesuffix("Match")
