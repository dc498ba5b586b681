"""Put facts of any kind into words, with certainty, note and evidence; those of stories as the page has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from survivorgraph.lookup.neighborhood import STORY_PARTS, FoundFact, ReadNode
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.wording.doubts import read_doubts
from survivorgraph.wording.facts import PageFact
from survivorgraph.wording.labels import Labels
from survivorgraph.wording.other_facts import word_details, word_lead
from survivorgraph.wording.sentences import Citations, describe_story_facts, make_fact, read_citations

__all__ = ["describe_facts"]

LABELS = Labels()
DERIVED = frozenset(("Corridor", "CoPartnership"))


def describe_facts(dataset: Rows, nodes: Mapping[str, ReadNode], facts: Mapping[str, FoundFact]) -> dict[str, PageFact]:
    """Describe facts, by IRI, without repeating the name of the thing that each is about."""
    if not facts:
        return {}
    citations = read_citations(dataset, facts=facts)
    told = [iri for iri, fact in facts.items() if fact.name in STORY_PARTS]
    others = [fact for fact in facts.values() if fact.name not in STORY_PARTS]
    found = _describe_told(dataset, nodes, {iri: facts[iri] for iri in told}, citations)
    doubts = read_doubts(dataset, LABELS, [fact.iri for fact in others]) if others else {}
    for fact in others:
        node = nodes[fact.iri]
        certainty = node.targets.get("hasCertainty", ["derived" if fact.name in DERIVED else "stated"])[0]
        row = {"fact": fact.iri, "certainty": certainty, "note": next(iter(node.values.get("note", ())), None)}
        found[fact.iri] = make_fact(row, _write(node, fact.name, fact.thing), citations, LABELS, doubts)
    return found


def _describe_told(
    dataset: Rows, nodes: Mapping[str, ReadNode], facts: Mapping[str, FoundFact], citations: Citations
) -> dict[str, PageFact]:
    """Describe facts of stories in the order in which they are told, each led in by the name of the story."""
    found = {}
    for told in describe_story_facts(dataset, citations, LABELS, facts).values() if facts else ():
        for _, _, fact in told:
            wholes = nodes[fact.iri].wholes
            lead = "" if facts[fact.iri].thing in wholes else f"{next(iter(wholes.values()), '')}: "
            found[fact.iri] = replace(fact, text=lead + fact.text, said=lead + fact.said)
    return found


def _write(node: ReadNode, name: str, own: str) -> str:
    """Write a fact as lead and details, without naming the thing that it is read under."""
    lead = word_lead(name, node.values)
    about = [*node.targets.get("describesOrganization", ()), *node.targets.get("describesInstrument", ())]
    about += [one for name in ("definesConcept", "placesCountry", "listsCountry") for one in node.targets.get(name, ())]
    if own in about or (own == node.iri and name == "Partnership"):
        lead = lead.partition(": ")[2]
    details = word_details(name, _without(node, own))
    end = "" if not details or lead.endswith((".", "!", "?")) or not lead else "."
    return f"{lead}{end} {details[:1].upper()}{details[1:]}".strip() + ("." if details else "")


def _without(node: ReadNode, own: str) -> dict[str, list[str]]:
    """Return the values of a node without the properties that only say what its reader knows, the thing itself."""
    return {name: values for name, values in node.values.items() if set(node.targets.get(name, ())) != {own}}
