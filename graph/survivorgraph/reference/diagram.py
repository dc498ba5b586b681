"""Diagram of the core classes and their relations, as self-contained SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from survivorgraph.reference.terms import Ontology
from survivorgraph.schema.vocabulary import NS

__all__ = ["CORE", "Box", "Tie", "draw", "list_ties"]

_COLUMN, _ROW, _WIDTH, _HEIGHT, _MARGIN = 292.0, 72.0, 156.0, 38.0, 16.0
_SAMPLES = 60


class Box(NamedTuple):
    """The position of a class in the diagram: its column, its first row and its last."""

    column: int
    first: float
    last: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom in the units of the drawing."""
        left, top = _MARGIN + self.column * _COLUMN, _MARGIN + self.first * _ROW
        return left, top, left + _WIDTH, _MARGIN + self.last * _ROW + _HEIGHT


CORE: Final[Mapping[str, Box]] = {
    **{name: Box(0, row, row) for row, name in enumerate(("Source", "Section", "Evidence", "QuoteDigest"), start=1)},
    **{"Corridor": Box(1, 0, 0), "Story": Box(1, 1, 5), "Partnership": Box(1, 7, 7)},
    **{name: Box(2, row, row) for row, name in enumerate(("Recruitment", "Leg", "Exploitation", "Outcome"), start=1)},
    **{"Assistance": Box(2, 5, 5), "Participation": Box(2, 7, 7), "OrganizationProfile": Box(2, 8, 8)},
    **{"Place": Box(3, 0, 5), "Organization": Box(3, 6, 8)},
}
"""The core classes, where they are drawn; a place is a country or a locality."""


@dataclass(frozen=True, slots=True)
class Tie:
    """An arrow between two classes, with the properties that lead from one to the other."""

    start: str
    end: str
    names: tuple[str, ...]


def list_ties(ontology: Ontology, classes: Sequence[str] = tuple(CORE)) -> list[Tie]:
    """List the ties between classes that the shapes name, in order; a country counts as a place."""
    found: dict[tuple[str, str], list[str]] = {}
    for start in classes:
        for slot in ontology.slots(NS + start):
            end = slot.values.removeprefix("sg:")
            end = "Place" if end in ("Country", "Locality") else end
            if end in classes and end != start:
                found.setdefault((start, end), []).append(_words(ontology, slot.path))
    return [Tie(start, end, tuple(names)) for (start, end), names in sorted(found.items())]


def _words(ontology: Ontology, iri: str) -> str:
    """Return the label of a property, or its local name where another vocabulary defines it."""
    return ontology.value(iri, "rdfs:label") or iri.rpartition("#")[2].rpartition("/")[2]


def draw(ontology: Ontology, boxes: Mapping[str, Box] = CORE) -> str:
    """Draw classes with the ties between them; each box leads to the class's entry.

    A tie whose line would run through another box is not drawn; the description names all of them.
    """
    ties = list_ties(ontology, list(boxes))
    drawn = [(tie, line) for tie in ties if (line := _find_line(tie, boxes)) is not None]
    width = max(box.edges[2] for box in boxes.values()) + _MARGIN
    height = max(box.edges[3] for box in boxes.values()) + _MARGIN
    described = " ".join(f"{tie.start}: {', '.join(tie.names)}: {tie.end}." for tie in ties)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img"'
        ' aria-labelledby="diagram-title diagram-text">',
        '<title id="diagram-title">The core classes</title>',
        f'<desc id="diagram-text">{escape(described)}</desc>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" class="head"/></marker></defs>',
        *(_draw_line(line) for _, line in drawn),
        *(_draw_box(ontology, name, box) for name, box in boxes.items()),
        *(_draw_names(tie, line) for tie, line in drawn),
        "</svg>",
    ]
    return "\n".join(parts)


Line = tuple[float, float, float, float]


def _find_line(tie: Tie, boxes: Mapping[str, Box]) -> Line | None:
    """Return the line from one box to the other, or None where it would run through a third."""
    line = _make_line(boxes[tie.start].edges, boxes[tie.end].edges)
    x1, y1, x2, y2 = line
    points = [(x1 + (x2 - x1) * step / _SAMPLES, y1 + (y2 - y1) * step / _SAMPLES) for step in range(_SAMPLES + 1)]
    for name, box in boxes.items():
        left, top, right, bottom = box.edges
        if name not in (tie.start, tie.end) and any(left <= x <= right and top <= y <= bottom for x, y in points):
            return None
    return line


def _make_line(start: Line, end: Line) -> Line:
    """Join two boxes at their facing sides, level where they overlap."""
    if start[0] == end[0]:
        x = (start[0] + start[2]) / 2
        return (x, start[3], x, end[1]) if start[3] < end[1] else (x, start[1], x, end[3])
    x1, x2 = (start[2], end[0]) if start[0] < end[0] else (start[0], end[2])
    top, bottom = max(start[1], end[1]), min(start[3], end[3])
    if top < bottom:
        return x1, (top + bottom) / 2, x2, (top + bottom) / 2
    if start[1] > end[3]:
        return x1, start[1] + 8, x2, end[3] - 8
    return x1, start[3] - 8, x2, end[1] + 8


def _draw_line(line: Line) -> str:
    x1, y1, x2, y2 = line
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="tie" marker-end="url(#head)"/>'


def _draw_names(tie: Tie, line: Line) -> str:
    """Write the properties of a tie around the middle of its line, two at the most; an ellipsis replaces more."""
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    shown = [*tie.names[:2]]
    if len(tie.names) > len(shown):
        shown[-1] += " …"
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + below:.1f}">{escape(name)}</tspan>'
        for name, below in zip(shown, (-4, 12), strict=False)
    )
    return f'<text class="name">{spans}</text>'


def _draw_box(ontology: Ontology, name: str, box: Box) -> str:
    left, top, right, bottom = box.edges
    kind = "fact" if ontology.facts(NS + name) else "thing"
    place = f'x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="4"'
    text = f'<text x="{(left + right) / 2:.1f}" y="{(top + bottom) / 2 + 5:.1f}" class="class">{name}</text>'
    return f'<a href="terms.html#{name}"><rect {place} class="{kind}"/>{text}</a>'
