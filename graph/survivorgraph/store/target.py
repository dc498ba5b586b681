"""Client for a remote store that accepts SPARQL 1.1 updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from survivorgraph.errors import DatasetError
from survivorgraph.store.address import check_url
from survivorgraph.store.credentials import PASSWORD, USER, read_credentials
from survivorgraph.store.http import Reply, answer_challenges, post

if TYPE_CHECKING:
    import httpx2

__all__ = ["RemoteStore", "open_target"]

TIMEOUT_SECONDS = 3600
_UPDATE = "application/sparql-update"
_JSON = "application/sparql-results+json"
# How an address for updates ends, and how that for queries ends then, as the stores have them by default.
_PAIRS = (
    ("/update", "/query"),  # Oxigraph, Fuseki
    ("/sparql-auth", "/sparql"),  # Virtuoso
    ("/statements", ""),  # RDF4J, GraphDB
)
_ENDS = ", ".join(update for update, _ in _PAIRS)


@dataclass(frozen=True)
class RemoteStore:
    """A store elsewhere: the addresses for updates and for queries."""

    update_url: str
    query_url: str
    auth: httpx2.Auth | None = None

    def update(self, text: str) -> None:
        """Run an update (SPARQL 1.1 Protocol, section 2.2.2)."""
        self._send(self.update_url, text, {"Content-Type": _UPDATE})

    def is_virtuoso(self) -> bool:
        """Return whether this is Virtuoso, which accepts smaller updates and stores some literals differently."""
        reply = self._send(self.query_url, {"query": "ASK {}"}, {"Accept": _JSON})
        return "virtuoso" in reply.headers.get("server", "").lower()

    def select(self, text: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a query, as texts by variable."""
        answer = self._send(self.query_url, {"query": text}, {"Accept": _JSON}).body
        try:
            found = parse_query_results(answer, QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise DatasetError(f"this is no SPARQL endpoint: {error}", where=self.query_url) from error
        assert isinstance(found, QuerySolutions)
        for row in found:
            yield {name.value: row[name].value for name in found.variables if row[name] is not None}

    def _send(self, url: str, body: str | Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        reply = post(url, body, headers, auth=self.auth, seconds=TIMEOUT_SECONDS)
        if reply.is_success:
            return reply
        said = reply.read_text(300).partition("\n")[0]
        if reply.status in (401, 403):
            said = f"it wants another user or password than {USER} and {PASSWORD} have, or takes no updates"
        elif headers.get("Content-Type") == _UPDATE and reply.status in (400, 404, 405, 415):
            said += f"; it takes no updates here: name the address for them, often one that ends in {_ENDS}"
        elif "SR325" in said:  # Virtuoso bounds what one update may change
            said += "; raise TransactionAfterImageLimit in its virtuoso.ini, or publish graph by graph"
        raise DatasetError(f"the store answered {reply.status}: {said}", where=url)


def open_target(url: str, *, query_url: str | None = None) -> RemoteStore:
    """Return the store that takes updates at an address; where it takes queries is found from that, or given.

    >>> open_target("http://localhost:7878/update").query_url
    'http://localhost:7878/query'
    """
    for address in (url, query_url or url):
        if not address.lower().startswith(("http://", "https://")):
            raise DatasetError("a store is named by its http or https address", where=address)
        check_url(address)
    auth = None
    if credentials := read_credentials(url):
        read_credentials(query_url or _find_query_url(url))
        auth = answer_challenges(*credentials)
    return RemoteStore(url, query_url or _find_query_url(url), auth)


def _find_query_url(url: str) -> str:
    for updates, queries in _PAIRS:
        if url.endswith(updates):
            return url.removesuffix(updates) + queries
    return url
