"""Read the input of a build: places, the records of each source, the ontology."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from survivorgraph.errors import RecordError
from survivorgraph.ontology.mappings import to_match_quads
from survivorgraph.resources import data_dir, ontology_dir
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.places import Gazetteer, read_gazetteer
from survivorgraph.schema.rdf import to_quads, to_reference_quads
from survivorgraph.schema.translations import read_territory_names
from survivorgraph.schema.vocabulary import GRAPH, ID, NS, PREFIXES, read_vocabulary
from survivorgraph.sources.curated import check_data, read_data
from survivorgraph.sources.data_files import walk_folder
from survivorgraph.sources.evidence import Citation, QuoteDigest

__all__ = ["Input", "check_input", "list_citations", "read_input"]

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Input:
    """The input of a build: places, what each source says, and the files from which it was read."""

    gazetteer: Gazetteer
    bundles: Sequence[Bundle]
    folder: Path

    def quads(self) -> list[Quad]:
        """Return everything that is stated, without what is derived."""
        names = read_territory_names(self.gazetteer.territories, _find_reference(self.folder))
        found = [*_read_ontology(), *to_reference_quads(self.gazetteer, names)]
        for bundle in self.bundles:
            found.extend(to_quads(bundle, self.gazetteer))
        return found


def read_input(data: Path | None = None) -> Input:
    """Read a data folder, by default the shipped one; its own ``reference/`` is used if it has one."""
    folder = data or data_dir()
    gazetteer = _read_places(folder)
    given = Input(gazetteer, read_data(folder, vocabulary=read_vocabulary(), gazetteer=gazetteer), folder)
    return _log(given)


def check_input(data: Path | None = None) -> tuple[Input, list[RecordError]]:
    """Read like `read_input`, and return all problems beside what could be read."""
    folder = data or data_dir()
    gazetteer = _read_places(folder)
    bundles, problems = check_data(folder, vocabulary=read_vocabulary(), gazetteer=gazetteer)
    return _log(Input(gazetteer, bundles, folder)), problems


def _log(given: Input) -> Input:
    _LOG.info("ontology: %s", ontology_dir())
    _LOG.info("%d places and %d sources read from %s", *_count(given), given.folder)
    for bundle in given.bundles:
        _LOG.info("source %s: %d records", bundle.source.key, sum(1 for _ in bundle.iterate()))
    return given


def _count(given: Input) -> tuple[int, int]:
    return len(given.gazetteer.territories) + len(given.gazetteer.localities), len(given.bundles)


def _read_places(folder: Path) -> Gazetteer:
    return read_gazetteer(_find_reference(folder))


def _find_reference(folder: Path) -> Path | None:
    """Return the reference tables of a data folder; None, for the shipped ones, if it has none."""
    reference = folder / "reference"
    if reference.is_symlink():
        read_problems: list[RecordError] = []
        walk_folder(reference, read_problems)
        if read_problems:
            raise read_problems[0]
    return reference if reference.is_dir() else None


def list_citations(given: Input) -> list[Citation]:
    """List every place in a source that a fact rests on, with the facts that do, as ``kind/key``."""
    facts: defaultdict[tuple[str, str, QuoteDigest], set[str]] = defaultdict(set)
    for bundle in given.bundles:
        quads = to_quads(bundle, given.gazetteer)
        value = {(_read(quad.subject), quad.predicate.value): _read(quad.object) for quad in quads}
        for quad in quads:
            if quad.predicate.value != NS + "hasEvidence":
                continue
            evidence = _read(quad.object)
            section = value[evidence, NS + "standsIn"].removeprefix(f"{ID}section/{bundle.source.key}-")
            selector = value[evidence, PREFIXES["oa"] + "hasSelector"]
            words, sha256 = (value[selector, NS + name] for name in ("wordCount", "sha256"))
            place = bundle.source.key, section, QuoteDigest(int(words), sha256)
            facts[place].add(_read(quad.subject).removeprefix(ID))
    return [Citation(*place, tuple(sorted(found))) for place, found in sorted(facts.items())]


def _read(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _read_ontology() -> list[Quad]:
    """Read the ontology, the concepts, the rendering of HTCDS and the mappings as quads of ``ontology``."""
    graph = NamedNode(GRAPH + "ontology")
    folder = ontology_dir()
    files = [folder / "survivorgraph.ttl", *sorted((folder / "concepts").glob("*.ttl"))]
    files += sorted((folder / "htcds").glob("*.ttl"))
    quads = [
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for file in files
        for triple in parse(path=str(file), format=RdfFormat.TURTLE)
    ]
    return [*quads, *to_match_quads(graph=graph)]
