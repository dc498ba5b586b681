"""Checks of the ontology: terms are documented, defined, used and formatted consistently.

The rules are those of ``ontology/README.md``. A check is a query over the Turtle files, each file a named
graph (`survivorgraph.ontology.term_checks`), or a look at the text of a file; each has a name, which stands in
place of a shape in its violations. Of ``htcds``, which renders a standard of others, the text alone is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph

from survivorgraph.errors import CheckError
from survivorgraph.ontology.mappings import check_mappings, find_standard
from survivorgraph.ontology.shapes import Violation
from survivorgraph.ontology.term_checks import TERM_CHECKS
from survivorgraph.ontology.turtle import find_prefixes, find_turtle_files, format_turtle, read_quads
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, NS, PREFIXES, SHAPES

__all__ = ["FIX", "check_ontology"]

FIX = "make format"
"""The command that writes every Turtle file in the canonical form."""

_FILE = "urn:file:"
_TOKEN = re.compile(
    r"""<(?P<iri>[^<>"{}|^`\\\s]*)>|(?P<comment>\#[^\n]*)
    |(?P<text>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?<!\w)(?P<prefix>(?:[A-Za-z][\w-]*)?):(?P<local>(?:[\w.%:-]|\\.)*)""",
    re.VERBOSE | re.DOTALL,
)
_DECLARED = re.compile(r"(?:@prefix|\bPREFIX)\s+(?P<prefix>(?:[A-Za-z][\w-]*)?):\s*<(?P<iri>[^>]*)>", re.IGNORECASE)


def check_ontology(ontology: Path | None = None) -> list[Violation]:
    """Check an ontology folder, by default the shipped one; sorted by focus, check and path.

    The focus is the IRI of a term, or the path of a file inside the folder. Raises CheckError where the
    folder has no ``survivorgraph.ttl``.
    """
    folder = ontology or ontology_dir()
    if not (folder / "survivorgraph.ttl").is_file():
        raise CheckError(f"{folder}: survivorgraph.ttl was not found in this folder")
    prefixes = find_prefixes(folder)
    store, labels, found = pyoxigraph.Store(), dict[str, str](), set[Violation]()
    for file in find_turtle_files(folder):
        name = file.relative_to(folder).as_posix()
        found.update(_check_prefixes(name, file.read_text(encoding="utf-8"), prefixes))
        try:
            quads = read_quads(file)
        except CheckError as error:
            found.add(_about_file(name, "readable", f"{error}. Correct the file."))
            continue
        labels.update(_read_labels(quads))
        if not name.startswith("htcds/"):
            graph = pyoxigraph.NamedNode(_FILE + name)
            store.extend(pyoxigraph.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
        if format_turtle(quads, prefixes=prefixes) != file.read_text(encoding="utf-8"):
            found.add(_about_file(name, "canonical-form", f"The file is not in the canonical form. Run `{FIX}`."))
    used = _find_used(store)
    for file in sorted(folder.rglob("*.rq")):
        name, text = file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")
        found.update(_check_prefixes(name, text, prefixes))
        used[name] = set(_find_iris(text))
        if PREFIXES["skos"] + "prefLabel" in used[name] and "lang(" not in text.lower():
            found.add(_about_file(name, "one-language", "skos:prefLabel is one a language. Use rdfs:label, or LANG()."))
    for check in TERM_CHECKS:
        found.update(check.run(store))
    found.update((*_check_labels(store), *_check_namespaces(store), *_check_use(store, used)))
    found.update((*_check_borrowed(used), *check_mappings(folder, labels)))
    return sorted(found, key=lambda violation: (violation.focus, violation.shape, violation.path))


def _about_file(name: str, check: str, message: str) -> Violation:
    return Violation("violation", name, "", message, check)


def _check_prefixes(name: str, text: str, prefixes: Mapping[str, str]) -> Iterator[Violation]:
    """Find prefixes that are used without being declared, or that denote another namespace than agreed."""
    declared = {match["prefix"]: match["iri"] for match in _DECLARED.finditer(text)}
    for prefix in sorted({match["prefix"] for match in _tokens(text)} - set(declared)):
        message = f"The prefix '{prefix}:' is not declared. Declare it at the head of the file."
        yield _about_file(name, "declared-prefix", message)
    for prefix, iri in sorted(declared.items()):
        if prefixes.get(prefix) != iri:
            message = f"The prefix '{prefix}:' is not one of the project. Use those of the vocabulary module."
            yield _about_file(name, "known-prefix", message)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the prefixed names of a Turtle file or query, not those in texts, IRIs and comments."""
    return (match for match in _TOKEN.finditer(text) if match["prefix"] is not None)


def _find_iris(text: str) -> Iterator[str]:
    """Yield the IRIs that a query names, in full or by a prefix."""
    declared = {match["prefix"]: match["iri"] for match in _DECLARED.finditer(text)}
    for match in _TOKEN.finditer(text):
        if match["iri"]:
            yield match["iri"]
        elif match["prefix"] is not None:
            yield declared.get(match["prefix"], "") + re.sub(r"\\(.)", r"\1", match["local"]).rstrip(".")


def _find_used(store: pyoxigraph.Store) -> dict[str, set[str]]:
    """Return the IRIs that each Turtle file names, by file; a literal names none."""
    used: dict[str, set[str]] = {}
    for quad in store:
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        terms = used.setdefault(quad.graph_name.value.removeprefix(_FILE), set())
        nodes = (quad.subject, quad.predicate, quad.object)
        terms.update(node.value for node in nodes if isinstance(node, pyoxigraph.NamedNode))
    return used


def _read_labels(quads: Iterable[pyoxigraph.Quad]) -> dict[str, str]:
    """Return the label of each subject that has one, by IRI."""
    label = PREFIXES["rdfs"] + "label"
    return {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == label
        and isinstance(quad.subject, pyoxigraph.NamedNode)
        and isinstance(quad.object, pyoxigraph.Literal)
    }


def _check_borrowed(used: Mapping[str, set[str]]) -> Iterator[Violation]:
    """Find terms of other vocabularies that those vocabularies do not have."""
    for name, iris in used.items():
        for iri in sorted(iris):
            standard = find_standard(iri)
            if standard is not None and iri != str(standard) and iri not in standard:
                message = f"{name} uses this IRI, which its vocabulary does not have. Correct it."
                yield Violation("violation", iri, "", message, "borrowed-term")


def _check_labels(store: pyoxigraph.Store) -> Iterator[Violation]:
    """Find labels that two terms of the vocabulary, or two concepts of a scheme, share in one language."""
    owners: dict[tuple[str, str, str | None], set[str]] = {}
    for name in ("prefLabel", "altLabel"):
        for quad in store.quads_for_pattern(None, pyoxigraph.NamedNode(PREFIXES["skos"] + name), None):
            term = quad.subject.value  # type: ignore[union-attr]  # an IRI: blank nodes bear no labels
            scheme = term.rpartition("#")[0] or term.rpartition("/")[0]
            label = quad.object
            assert isinstance(label, pyoxigraph.Literal)
            owners.setdefault((scheme, label.value.casefold(), label.language), set()).add(term)
    for terms in owners.values():
        for term in terms if len(terms) > 1 else ():
            message = "Another term of the same scheme has this label. Give each a label of its own."
            yield Violation("violation", term, "skos:prefLabel", message, "distinct-labels")


def _check_namespaces(store: pyoxigraph.Store) -> Iterator[Violation]:
    """Find subjects that do not have the namespace of their file."""
    for quad in store:
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode)
        name = quad.graph_name.value.removeprefix(_FILE)
        folder, _, rest = name.rpartition("/")
        scheme = CONCEPT + rest.removesuffix(".ttl")
        namespace = {"": NS, "shapes": SHAPES, "concepts": scheme + "/"}.get(folder)
        subject = quad.subject
        if not namespace or not isinstance(subject, pyoxigraph.NamedNode) or subject.value == scheme:
            continue
        if not subject.value.startswith(namespace):
            message = f"The subject is in {name}, where IRIs begin with <{namespace}>. Move or rename it."
            yield Violation("violation", subject.value, "", message, "namespace")


def _check_use(store: pyoxigraph.Store, used: Mapping[str, set[str]]) -> Iterator[Violation]:
    """Find terms and concepts that nothing declares, and terms that no shape, rule or question uses."""
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, pyoxigraph.NamedNode)}
    for name, iris in used.items():
        for iri in iris:
            if iri.startswith((NS, CONCEPT)) and iri not in subjects and not iri.endswith(("#", "/")):
                message = f"{name} uses this IRI, which nothing declares. Correct it, or declare the term."
                yield Violation("violation", iri, "", message, "declared")
    sources = ("survivorgraph.ttl", "concepts/", "examples/")
    needed = {iri for name, iris in used.items() if not name.startswith(sources) for iri in iris}
    for iri in subjects - needed:
        if iri.startswith(NS) and iri != NS:
            message = "No question, rule or shape uses the term. Use it, or take it out."
            yield Violation("violation", iri, "", message, "used")
