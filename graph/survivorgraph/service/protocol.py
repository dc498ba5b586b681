"""Read a request of the SPARQL 1.1 Protocol, and reject unsupported ones.

Independent of the web framework: a request is its method, media type, query pairs and body. A rejection carries
the status of the response.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

__all__ = ["QueryRequest", "RequestRejected", "read_request"]

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 1000


class RequestRejected(Exception):  # noqa: N818 - the right answer to a request, not an error of the service
    """A rejected request, with the reason: `status` is the HTTP status, and the text is for the client."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query with its graphs (the store's default if both are empty) and a `format`."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str


def read_request(
    method: str, content_type: str, address: Sequence[tuple[str, str]], body: bytes, graphs: Collection[str]
) -> QueryRequest | None:
    """Return the requested query, or None for a GET without one, which requests the service description.

    `address` are the pairs of the query string; `graphs` are the names of the graphs that are served. Raises
    RequestRejected for what the protocol does not allow (section 2.1), for updates, and for graphs that are not
    served. The query itself is read where it is answered.
    """
    pairs = list(address)
    if method == "POST":
        pairs += _read_body(content_type, body)
    if any(name == "update" for name, _ in pairs):
        raise RequestRejected(403, "this service is read-only: it takes no updates")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and method != "POST":
        return None
    if len(queries) != 1:
        raise RequestRejected(400, f"a request has exactly one query; this one has {len(queries)}")
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    for name in (*default, *named):
        if name not in graphs:
            why = f"<{name[:200]}> is not a graph of this service, and nothing is fetched from elsewhere"
            raise RequestRejected(400, why)
    if set(graphs) == set(default) == set(named):
        # A client that names all graphs means their union, which the store keeps, each triple once.
        default = named = ()
    form = next((value for name, value in pairs if name == "format"), "")
    return QueryRequest(queries[0], default, named, form)


def _read_body(content_type: str, body: bytes) -> list[tuple[str, str]]:
    media_type, _, parameters = content_type.partition(";")
    charset = re.search(r'charset\s*=\s*"?([^\s";]+)', parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RequestRejected(415, "a query is sent as UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestRejected(400, "the body is not UTF-8") from None
    media_type = media_type.strip().lower()
    if media_type == _QUERY:
        return [("query", text)]
    if media_type == _UPDATE:
        raise RequestRejected(403, "this service is read-only: it takes no updates")
    if media_type != _FORM:
        raise RequestRejected(415, f"a query is posted as {_QUERY} or {_FORM}")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise RequestRejected(400, "the form cannot be read") from None
