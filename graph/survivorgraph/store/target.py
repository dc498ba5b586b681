"""Client for a remote store that accepts SPARQL 1.1 updates.

With the standard library, since SPARQLWrapper keeps an answer to a challenge (Digest, as Virtuoso asks) in a place
that is the whole process's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from survivorgraph.errors import DatasetError
from survivorgraph.store.address import check_url
from survivorgraph.store.credentials import PASSWORD, USER, read_credentials

__all__ = ["NoRedirect", "RemoteStore", "open_target"]

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


class NoRedirect(HTTPRedirectHandler):
    """A redirect handler that follows nothing: a request goes only to the address that the user gave."""

    def redirect_request(self, *_: Any) -> None:
        """Return no request, so that nothing is followed."""


@dataclass(frozen=True)
class RemoteStore:
    """A store elsewhere: the addresses for updates and for queries."""

    update_url: str
    query_url: str
    opener: OpenerDirector

    def update(self, text: str) -> None:
        """Run an update (SPARQL 1.1 Protocol, section 2.2.2)."""
        self._send(Request(self.update_url, text.encode(), {"Content-Type": _UPDATE}))

    def is_virtuoso(self) -> bool:
        """Return whether this is Virtuoso, which accepts smaller updates and stores some literals differently."""
        body = urlencode({"query": "ASK {}"}).encode()
        return "virtuoso" in self._send(Request(self.query_url, body, {"Accept": _JSON}))[1].lower()

    def select(self, text: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a query, as texts by variable."""
        body = urlencode({"query": text}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _JSON}
        answer, _ = self._send(Request(self.query_url, body, headers))
        try:
            found = parse_query_results(answer, QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise DatasetError(f"this is no SPARQL endpoint: {error}", where=self.query_url) from error
        assert isinstance(found, QuerySolutions)
        for row in found:
            yield {name.value: row[name].value for name in found.variables if row[name] is not None}

    def _send(self, request: Request) -> tuple[bytes, str]:
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return answer.read(), answer.headers.get("Server", "")
        except HTTPError as error:
            with error:
                said = error.read(300).decode("utf-8", "replace").strip().partition("\n")[0]
            if error.code in (401, 403):
                said = f"it wants another user or password than {USER} and {PASSWORD} have, or takes no updates"
            elif request.get_header("Content-type") == _UPDATE and error.code in (400, 404, 405, 415):
                said += f"; it takes no updates here: name the address for them, often one that ends in {_ENDS}"
            elif "SR325" in said:  # Virtuoso bounds what one update may change
                said += "; raise TransactionAfterImageLimit in its virtuoso.ini, or publish graph by graph"
            raise DatasetError(f"the store answered {error.code}: {said}", where=request.full_url) from error
        except ValueError as error:  # a challenge of a kind that nobody here can answer
            raise DatasetError(f"the store cannot be spoken to: {error}", where=request.full_url) from error
        except (URLError, TimeoutError, ConnectionError, HTTPException) as error:
            why = error.reason if isinstance(error, URLError) else error
            raise DatasetError(f"the store cannot be reached: {why}", where=request.full_url) from error


def open_target(url: str, *, query_url: str | None = None) -> RemoteStore:
    """Return the store that takes updates at an address; where it takes queries is found from that, or given.

    >>> open_target("http://localhost:7878/update").query_url
    'http://localhost:7878/query'
    """
    for address in (url, query_url or url):
        if not address.lower().startswith(("http://", "https://")):
            raise DatasetError("a store is named by its http or https address", where=address)
        check_url(address)
    handlers: list[Any] = [NoRedirect()]
    if credentials := read_credentials(url):
        passwords = HTTPPasswordMgrWithDefaultRealm()
        for address in (url, query_url or _find_query_url(url)):
            read_credentials(address)
            passwords.add_password(None, address, *credentials)
        handlers += [HTTPDigestAuthHandler(passwords), HTTPBasicAuthHandler(passwords)]
    return RemoteStore(url, query_url or _find_query_url(url), build_opener(*handlers))


def _find_query_url(url: str) -> str:
    for updates, queries in _PAIRS:
        if url.endswith(updates):
            return url.removesuffix(updates) + queries
    return url
