"""Coverage of the sources: the facts of every section, and deliberate omissions.

The result is the file ``data/COVERAGE.md``. A section without facts and without a reason is an error: it
was forgotten, or nobody wrote down why it is empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from survivorgraph.errors import RecordError
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.rdf import to_quads
from survivorgraph.schema.records import LeftOut
from survivorgraph.schema.vocabulary import ID, NS, PREFIXES

__all__ = [
    "SectionCoverage",
    "check_section_coverage",
    "describe_coverage",
    "measure_section_coverage",
    "write_coverage",
]

HEAD = """\
# What the graph holds of each document

Made from the data; do not edit. A fact counts in every section that it cites, so the sections of a document
add up to more than its facts. What was left out is written down in `left-out.yaml` beside the records.
"""
MOST_KINDS = 6


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """The coverage of a section by the graph: facts by class, and the reasons for omissions."""

    source: str
    key: str
    title: str
    facts: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]

    @property
    def fact_count(self) -> int:
        """Count the facts that cite the section."""
        return sum(count for _, count in self.facts)


def measure_section_coverage(bundles: Iterable[Bundle], gazetteer: Gazetteer) -> list[SectionCoverage]:
    """Count the facts of every section, by class; in the order of the sources and of their sections."""
    found = []
    for bundle in bundles:
        facts = _count_facts(to_quads(bundle, gazetteer))
        for section in bundle.source.sections:
            counted = facts[f"{ID}section/{bundle.source.key}-{section.key}"]
            found.append(
                SectionCoverage(
                    source=bundle.source.key,
                    key=section.key,
                    title=section.title,
                    facts=tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))),
                    left_out=tuple(each.reason for each in bundle.records_of(LeftOut) if each.section == section.key),
                )
            )
    return found


def _count_facts(quads: Iterable[Quad]) -> defaultdict[str, Counter[str]]:
    """Count facts by section and class: those with evidence in the section, and the stories in it."""
    classes: dict[str, str] = {}
    stands_in: dict[str, str] = {}
    cites: set[tuple[str, str]] = set()
    for quad in quads:
        if not isinstance(quad.object, NamedNode) or not isinstance(quad.subject, NamedNode):
            continue
        subject, value = quad.subject.value, quad.object.value
        if quad.predicate.value == PREFIXES["rdf"] + "type" and value.startswith(NS):
            classes[subject] = value.removeprefix(NS)
        elif quad.predicate.value == NS + "standsIn":
            stands_in[subject] = value
        elif quad.predicate.value == NS + "hasEvidence":
            cites.add((subject, value))
    places = {(fact, stands_in[evidence]) for fact, evidence in cites}
    places |= {(node, section) for node, section in stands_in.items() if classes.get(node) == "Story"}
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact, section in places:
        # What is said of one value of a fact is a part of it, and the fact cites the same words.
        if classes[fact] != "ValueStatement":
            counted[section][classes[fact]] += 1
    return counted


def check_section_coverage(bundles: Sequence[Bundle], gazetteer: Gazetteer) -> list[RecordError]:
    """Return an error for every section that has neither a fact nor a reason for having none."""
    return [
        RecordError(
            "no fact cites this section; add the facts, or a reason to left-out.yaml",
            file=Path(section.source) / "source.yaml",
            field=f"sections.{section.key}",
        )
        for section in measure_section_coverage(bundles, gazetteer)
        if not section.facts and not section.left_out
    ]


def describe_coverage(bundles: Sequence[Bundle], gazetteer: Gazetteer) -> str:
    """Write the coverage as Markdown: a table for each source, a row for each section."""
    measured = measure_section_coverage(bundles, gazetteer)
    parts = [HEAD]
    for bundle in bundles:
        sections = [section for section in measured if section.source == bundle.source.key]
        parts += [f"## {bundle.source.title} (`{bundle.source.key}`)", "", *_write_table(sections), ""]
    return "\n".join(parts)


def _write_table(sections: Sequence[SectionCoverage]) -> list[str]:
    rows = [("section", "facts", "of which", "left out on purpose, and why"), ("---", "--:", "---", "---")]
    rows += [
        (section.title, str(section.fact_count), _write_kinds(section), " ".join(section.left_out))
        for section in sections
    ]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]


def _write_kinds(section: SectionCoverage) -> str:
    kinds = [f"{count} {name}" for name, count in section.facts[:MOST_KINDS]]
    more = sum(count for _, count in section.facts[MOST_KINDS:])
    return ", ".join([*kinds, *([f"{more} other"] if more else [])])


def write_coverage(bundles: Sequence[Bundle], gazetteer: Gazetteer, folder: Path) -> Path:
    """Write ``COVERAGE.md`` into a data folder; raise RecordError for the first section without a reason."""
    problems = check_section_coverage(bundles, gazetteer)
    if problems:
        raise problems[0]
    file = folder / "COVERAGE.md"
    file.write_text(describe_coverage(bundles, gazetteer), encoding="utf-8", newline="\n")
    return file
