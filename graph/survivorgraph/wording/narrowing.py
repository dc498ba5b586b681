"""Narrow a query to some of the things that it asks of."""

from __future__ import annotations

import re
from collections.abc import Collection

from survivorgraph.errors import QueryError

__all__ = ["narrow"]

_FORBIDDEN = re.compile('[\x00-\x20<>"{}|\\\\^`]')
"""The characters that SPARQL forbids in an IRI."""


def narrow(query: str, variable: str, iris: Collection[str] | None) -> str:
    """Return a query whose variable takes only the given IRIs, which are of the dataset; with None, the query itself.

    >>> narrow("SELECT ?s WHERE { ?s a sg:Story }", "s", ["https://example.org/one"])
    'SELECT ?s WHERE { VALUES ?s { <https://example.org/one> } ?s a sg:Story }'
    """
    if iris is None:
        return query
    for iri in iris:
        if _FORBIDDEN.search(iri):
            raise QueryError(f"an IRI of the dataset has a character that none may have (in {len(iri)} characters)")
    listed = " ".join(f"<{iri}>" for iri in sorted(iris))
    return query.replace("WHERE {", f"WHERE {{ VALUES ?{variable} {{ {listed} }}", 1)
