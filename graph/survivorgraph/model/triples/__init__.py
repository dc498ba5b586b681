"""Turn records into quads: one named graph a source, no blank nodes, a node for every fact.

The quads are pyoxigraph's, since the embedded store takes them as they are. Their order follows the
records; sorting is up to the writer.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Quad

from survivorgraph.model.bundles import Bundle
from survivorgraph.model.places import Gazetteer
from survivorgraph.model.triples.emitter import Emitter
from survivorgraph.model.triples.figures import emit_figure, emit_figure_table
from survivorgraph.model.triples.law import emit_definition, emit_restriction, emit_treaty_action, emit_waiver
from survivorgraph.model.triples.organizations import emit_organization, emit_partnership, emit_person
from survivorgraph.model.triples.reference import emit_reference
from survivorgraph.model.triples.standing import (
    emit_action,
    emit_instrument,
    emit_listing,
    emit_observation,
    emit_pattern,
    emit_tier,
)
from survivorgraph.model.triples.stories import emit_story

__all__ = ["to_quads", "to_reference_quads"]


def to_reference_quads(gazetteer: Gazetteer, names: Mapping[str, Mapping[str, str]] | None = None) -> list[Quad]:
    """Return the countries and localities as quads of the graph ``reference``.

    `names` are those of countries in other languages, by code and language.
    """
    emitter = Emitter(gazetteer, "reference")
    emit_reference(emitter, names or {})
    return emitter.quads


def to_quads(bundle: Bundle, gazetteer: Gazetteer) -> list[Quad]:
    """Return what one source says as quads of the graph named after it."""
    emitter = Emitter(gazetteer, bundle.source.key)
    emitter.source(bundle.source)
    for story in bundle.stories:
        emit_story(emitter, story)
    for organization in bundle.organizations:
        emit_organization(emitter, organization)
    for partnership in bundle.partnerships:
        emit_partnership(emitter, partnership)
    for person in bundle.people:
        emit_person(emitter, person)
    for pattern in bundle.patterns:
        emit_pattern(emitter, pattern)
    for action in bundle.actions:
        emit_action(emitter, action)
    for observation in bundle.observations:
        emit_observation(emitter, observation)
    for instrument in bundle.instruments:
        emit_instrument(emitter, instrument)
    for tier in bundle.tiers:
        emit_tier(emitter, tier)
    for listing in bundle.listings:
        emit_listing(emitter, listing)
    _law(emitter, bundle)
    tables = {table.key: table for table in bundle.tables}
    for table in bundle.tables:
        emit_figure_table(emitter, table)
    for figure in bundle.figures:
        emit_figure(emitter, figure, tables[figure.table])
    return emitter.finish()


def _law(emitter: Emitter, bundle: Bundle) -> None:
    for treaty_action in bundle.treaty_actions:
        emit_treaty_action(emitter, treaty_action)
    for restriction in bundle.restrictions:
        emit_restriction(emitter, restriction)
    for waiver in bundle.waivers:
        emit_waiver(emitter, waiver)
    for definition in bundle.definitions:
        emit_definition(emitter, definition)
