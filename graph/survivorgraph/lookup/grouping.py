"""Group the facts about a thing as a reader thinks, and cut what is too much, evenly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from survivorgraph.lookup.about_result import AboutGroup
from survivorgraph.lookup.describing import describe_facts
from survivorgraph.lookup.neighborhood import STORY_PARTS, FoundFact, ReadNode, read_nodes
from survivorgraph.lookup.resolving import Resolved
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.wording.facts import PageFact

__all__ = ["GROUPS_OF", "group_facts"]

IN_STORIES: Final = "In survivor stories"
ITSELF: Final = "What the source says"
TOLD: Final = "Journey, in the order in which it is told"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "What the sources say": ("OrganizationProfile", "InstrumentProfile", "Definition"),
    IN_STORIES: tuple(sorted(STORY_PARTS)),
    "Standing": ("TierPlacement", "Listing", "Waiver", "Restriction"),
    "Corridors": ("Corridor",),
    "Partnerships": ("Partnership", "Participation"),
    "Partners, by shared partnerships": ("CoPartnership",),
    "Actions": ("Action",),
    "Treaty actions": ("TreatyAction",),
    "People in public roles": ("PublicRole",),
    "Patterns": ("Pattern", "PatternPlace"),
    "Figures": ("Observation", "FigureTable"),
}
"""The groups in their order, with the classes of their facts."""
OTHERS: Final = {
    "OrganizationProfile": "Organizations",
    "InstrumentProfile": "Instruments",
    "Definition": "Definitions",
}
"""The groups of what the sources say of others, in whose profiles the thing is named."""
GROUPS_OF: Final = {name: title for title, names in GROUPS.items() for name in names}
"""The group of each class."""


def group_facts(
    dataset: Rows, facts: Mapping[str, FoundFact], thing: Resolved, followed: Mapping[str, str], limit: int
) -> tuple[list[AboutGroup], str]:
    """Describe facts in groups, those about the thing before those about its relatives, and say what is left out."""
    kept, cut = _cut(facts, limit)
    nodes = read_nodes(dataset, kept)
    told = TOLD if thing.kind == "story" else ""
    found: defaultdict[tuple[str, str], list[PageFact]] = defaultdict(list)
    for iri, fact in describe_facts(dataset, nodes, kept).items():
        about = kept[iri].thing
        found[about, _choose_group(nodes[iri], kept[iri], told if about == thing.iri else "")].append(fact)
    order = [told, ITSELF, *GROUPS, *OTHERS.values()]
    groups = []
    for about in (thing.iri, *followed):
        for title in dict.fromkeys(order):
            if listed := found.get((about, title)):
                groups.append(AboutGroup(title + followed.get(about, ""), _sort(title, listed)))
    note = f"Facts that are not listed: {cut:,}, of the largest groups; a limit above {limit:,} lists more."
    return groups, note if cut else ""


def _cut(facts: Mapping[str, FoundFact], limit: int) -> tuple[dict[str, FoundFact], int]:
    """Return at most so many facts, as many of each class as of the others where it has them, and how many are cut."""
    counts = Counter(fact.name for fact in facts.values())
    level = max(counts.values(), default=0)
    while sum(min(count, level) for count in counts.values()) > limit and level > 1:
        level -= max(1, (sum(min(count, level) for count in counts.values()) - limit) // len(counts))
    taken: Counter[str] = Counter()
    kept: dict[str, FoundFact] = {}
    for iri, fact in sorted(facts.items(), key=lambda one: (one[1].thing != one[1].iri, one[0])):
        if taken[fact.name] < level and len(kept) < limit:
            taken[fact.name] += 1
            kept[iri] = fact
    return kept, len(facts) - len(kept)


def _sort(title: str, facts: list[PageFact]) -> tuple[PageFact, ...]:
    """Sort facts by their texts, but for those of stories, which stay as they are told."""
    return tuple(
        facts if title in (TOLD, IN_STORIES) else sorted(facts, key=lambda one: (one.text.casefold(), one.iri))
    )


def _choose_group(node: ReadNode, fact: FoundFact, told: str) -> str:
    if node.iri == fact.thing:
        return ITSELF
    if told and fact.name in STORY_PARTS:
        return told
    described = ("describesOrganization", "describesInstrument", "definesConcept")
    if fact.name in OTHERS and not any(fact.thing in node.targets.get(one, ()) for one in described):
        return OTHERS[fact.name]
    return GROUPS_OF[fact.name]
