"""Content negotiation: the format of an answer, by `Accept` or `format`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import QueryResultsFormat, RdfFormat

__all__ = ["FORMATS", "choose_format"]

Format = QueryResultsFormat | RdfFormat

RESULTS: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
# Media types of clients that do not know those of SPARQL, such as browsers.
_ALIASES = {
    True: {"application/json": "application/sparql-results+json", "application/xml": "application/sparql-results+xml"},
    False: {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"},
}
FORMATS = {
    "csv": ("text/csv",),
    "json": ("application/sparql-results+json", "application/ld+json"),
    "tsv": ("text/tab-separated-values",),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "turtle": ("text/turtle",),
    "ntriples": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdfxml": ("application/rdf+xml",),
}
"""What a `format` in the address or form asks for, for browsers, which cannot choose by `Accept`."""


def choose_format(accept: str, name: str, *, is_rows: bool) -> tuple[str, Format] | None:
    """Return the media type and format of an answer, of rows or of triples; None where no accepted one can be written.

    A media type that `Accept` names comes first, then the `format`, then what `Accept` leaves open: JSON or Turtle.

    >>> [choose_format(*one, is_rows=False)[0] for one in (("*/*", ""), ("*/*", "xml"), ("text/turtle", "xml"))]
    ['text/turtle', 'application/rdf+xml', 'text/turtle']
    """
    known: Mapping[str, Format] = RESULTS if is_rows else TRIPLES
    ranges = list(_iterate_ranges(accept))
    named = [one for one in ranges if one in known]
    by_name = [one for one in FORMATS.get(name, ()) if one in known]
    for media_type in (*named, *by_name):
        return media_type, known[media_type]
    for one in ranges if accept.strip() else ["*/*"]:
        for media_type in (_ALIASES[is_rows].get(one, ""), *known):
            kind = media_type.partition("/")[0]
            if media_type and (one in ("*/*", f"{kind}/*") or one in _ALIASES[is_rows]):
                return media_type, known[media_type]
    return None


def _iterate_ranges(accept: str) -> Iterator[str]:
    """Yield the media ranges that are accepted, the most wanted first (RFC 9110, section 12.5.1)."""
    weighted = []
    for number, part in enumerate(accept.split(",")):
        media_type, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            weighted.append((-float(weight), number, media_type))
        except ValueError:
            weighted.append((0.0, number, media_type))
    yield from (media_type for weight, _, media_type in sorted(weighted) if media_type and weight < 0)
