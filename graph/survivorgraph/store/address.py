"""Parse the address of a remote store."""

from __future__ import annotations

from urllib.parse import urlsplit

from survivorgraph.errors import DatasetError

__all__ = ["check_url"]


def check_url(url: str) -> str:
    """Return the URL of a SPARQL endpoint; raise DatasetError for an invalid one.

    >>> check_url("https://example.org/sparql")
    'https://example.org/sparql'
    """
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")
        _ = parts.port
    except ValueError as error:
        raise DatasetError(f"this is no URL: {error}", where=url) from error
    if parts.scheme.lower() not in ("http", "https"):
        raise DatasetError("only http and https URLs can be asked", where=url)
    if not parts.hostname:
        raise DatasetError("this URL names no host; write it as https://HOST/PATH", where=url)
    if not url.isascii() or not url.isprintable() or " " in url:
        raise DatasetError(
            "a URL has neither spaces nor letters beyond ASCII; write them as %20 and the like", where=url
        )
    if parts.username or parts.password:
        raise DatasetError(
            "user and password are given by SURVIVORGRAPH_STORE_USER and SURVIVORGRAPH_STORE_PASSWORD, not in a URL",
            where=url.replace(parts.netloc, parts.netloc.rpartition("@")[2]),
        )
    return url
