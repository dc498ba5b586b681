"""Read credentials for a store from the environment, never from an address, a file or the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from survivorgraph.errors import DatasetError

__all__ = ["PASSWORD", "USER", "read_credentials"]

USER, PASSWORD = "SURVIVORGRAPH_STORE_USER", "SURVIVORGRAPH_STORE_PASSWORD"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def read_credentials(url: str, environment: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    """Return user and password for a store, or None where the environment has none.

    Raises DatasetError for an address that holds a password itself, for half of the two, and where they would
    go over the network in the clear.

    >>> read_credentials("https://example.org/sparql", {USER: "ada", PASSWORD: "secret"})
    ('ada', 'secret')
    """
    given = os.environ if environment is None else environment
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise DatasetError(f"put user and password into {USER} and {PASSWORD}", where=parts.hostname or "the store")
    user, password = given.get(USER), given.get(PASSWORD)
    if user is None and password is None:
        return None
    if not user or password is None:
        raise DatasetError(f"{USER} and {PASSWORD} are given together or not at all", where=url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise DatasetError(
            f"{USER} and {PASSWORD} would be sent in the clear; use an https address, or unset them", where=url
        )
    return user, password
