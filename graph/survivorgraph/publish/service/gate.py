"""Read a request of the SPARQL 1.1 Protocol, and refuse what is not served.

No web framework here: a request is its method, media type, the pairs of its address and its body. What is refused
is said with the status that the service answers with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from survivorgraph.errors import QueryError
from survivorgraph.store.query_text import list_dataset, read_query

__all__ = ["FORMATS", "Asked", "Refusal", "read_request"]

FORMATS = {
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
"""What a `format` in the address or form asks for, for browsers, which cannot choose by `Accept`."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 1000
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Refusal(Exception):  # noqa: N818 - a refusal is the right answer, not an error
    """Say why a request is not answered; `status` is that of HTTP, and the text is for the client."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """Be a query that may be run, over these graphs (the store's own default where both are empty)."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    media_type: str | None


def read_request(
    method: str, content_type: str, address: Sequence[tuple[str, str]], body: bytes, graphs: Collection[str]
) -> Asked | None:
    """Return what is asked, or None where nothing is: such a GET wants to know what the service is.

    `address` are the pairs of the query string; `graphs` are the names of the graphs that are served. Raises
    Refusal for what the protocol does not allow (section 2.1), for updates, and for what only a remote
    source could answer.
    """
    pairs = list(address)
    if method == "POST":
        pairs += _read_body(content_type, body)
    if any(name == "update" for name, _ in pairs):
        raise Refusal(403, "this service is read-only: it takes no updates")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and method != "POST":
        return None
    if len(queries) != 1:
        raise Refusal(400, f"a request has exactly one query; this one has {len(queries)}")
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    text = _check_query(queries[0], graphs)
    _check_graphs([*default, *named], graphs)
    everything = set(graphs)
    if everything == set(default) == set(named):
        # Whoever names them all means the whole, whose union the store keeps, each triple once.
        default = named = ()
    form = next((value for name, value in pairs if name == "format"), "")
    return Asked(text, default, named, FORMATS.get(form))


def _read_body(content_type: str, body: bytes) -> list[tuple[str, str]]:
    media_type, _, parameters = content_type.partition(";")
    charset = re.search(r'charset\s*=\s*"?([^\s";]+)', parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refusal(415, "a query is sent as UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "the body is not UTF-8") from None
    media_type = media_type.strip().lower()
    if media_type == _QUERY:
        return [("query", text)]
    if media_type == _UPDATE:
        raise Refusal(403, "this service is read-only: it takes no updates")
    if media_type != _FORM:
        raise Refusal(415, f"a query is posted as {_QUERY} or {_FORM}")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise Refusal(400, "the form cannot be read") from None


def _check_query(text: str, graphs: Collection[str]) -> str:
    """Return the text with the project's prefixes declared; refuse what is not a query over our graphs."""
    if "\0" in text:
        raise Refusal(400, "a query holds no null character")
    try:
        query = read_query(text)
        # The engine does not read escapes outside strings and IRIs; should it ever, they hide no SERVICE here.
        if "\\" in text:
            read_query(_ESCAPE.sub(lambda found: _unescape(found), text))
        named = list_dataset(query)
    except QueryError as error:
        raise Refusal(400, str(error)) from error
    _check_graphs(named, graphs)
    return query.declare_prefixes(text)


def _unescape(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if chr(min(code, 0x10FFFF)).isalnum() and code <= 0x10FFFF else found[0]


def _check_graphs(names: Sequence[str], graphs: Collection[str]) -> None:
    for name in names:
        if name not in graphs:
            raise Refusal(400, f"<{name[:200]}> is not a graph of this service, and nothing is fetched from elsewhere")
