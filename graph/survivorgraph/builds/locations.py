"""Name the file and line of the records that break a shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from survivorgraph.ontology.shapes import Violation
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.registry import Node, iterate_nodes, iterate_parts
from survivorgraph.schema.vocabulary import ID

__all__ = ["locate_violations"]

MOST_STEPS = 3
MOST_PLACES = 3


def locate_violations(
    violations: Sequence[Violation], bundles: Sequence[Bundle], quads: Iterable[Quad]
) -> list[Violation]:
    """Return violations with `where`: FILE:LINE of the records that state the resource, or lead to it.

    Evidence, for example, is no record: it stands in the record of the fact that rests on it. What no record states,
    such as a term of the ontology, stays without.
    """
    if not violations:
        return []
    places, subjects = _map_resources(bundles), defaultdict[str, set[str]](set)
    for quad in quads:
        if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
            subjects[quad.object.value].add(quad.subject.value)
    return [replace(one, where=_find(one.focus, places, subjects)) for one in violations]


def _find(focus: str, places: dict[str, set[str]], subjects: dict[str, set[str]]) -> str:
    reached, seen = {focus} if focus.startswith(ID) else set[str](), {focus}
    for _ in range(MOST_STEPS):
        if found := sorted({place for one in reached for place in places.get(one, ())}):
            more = f" and {len(found) - MOST_PLACES} more" if len(found) > MOST_PLACES else ""
            return ", ".join(found[:MOST_PLACES]) + more
        reached = {subject for one in reached for subject in subjects.get(one, ())} - seen
        seen |= reached
    return ""


def _map_resources(bundles: Sequence[Bundle]) -> dict[str, set[str]]:
    """Return FILE:LINE of the records of each resource, by its IRI."""
    places = defaultdict[str, set[str]](set)
    for bundle in bundles:
        for record in bundle.iterate():
            place = bundle.locate(record)
            for node in iterate_nodes(record, bundle.source.key):
                for one in _iterate_all(node, bundle.source.key):
                    places[f"{ID}{one.resource.kind}/{one.key}"].add(place)
                    if profile := one.resource.profile:
                        places[f"{ID}{profile.kind}/{bundle.source.key}-{one.key}"].add(place)
    return places


def _iterate_all(node: Node, source: str) -> Iterator[Node]:
    yield node
    for part in iterate_parts(node, source):
        yield from _iterate_all(part, source)
