"""The address of the service, and the host names that it accepts."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket

from survivorgraph.errors import DatasetError

__all__ = ["list_hosts", "open_listener", "read_host"]

_HOST = re.compile(r"(?:(?P<name>[A-Za-z0-9._-]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\])(?::[0-9]{1,5})?")


def open_listener(host: str, port: int) -> socket.socket:
    """Listen on a port, 0 for any free one; raise DatasetError if that fails."""
    if not host:
        raise DatasetError(
            "an empty host is no address; 127.0.0.1 is this machine only, 0.0.0.0 every network", where="--host"
        )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        raise DatasetError(
            f"this address cannot be used ({getattr(error, 'strerror', None) or error}); "
            "choose another with --port, or --port 0 for any that is free",
            where=f"{host}:{port}",
        ) from error


def read_host(header: str) -> str | None:
    """Return the name in a Host header, without its port; None where there is none (RFC 9110, section 7.2).

    >>> read_host("localhost:8008"), read_host("[::1]:8008"), read_host("::1")
    ('localhost', '::1', None)
    """
    found = _HOST.fullmatch(header)
    return (found["name"] or found["v6"]).lower() if found else None


def list_hosts(host: str) -> frozenset[str] | None:
    """Return the allowed host names of a request; None for any.

    On the loopback address only its own names, against DNS rebinding by web pages.
    """
    with contextlib.suppress(ValueError):
        if not ipaddress.ip_address(host).is_loopback:
            return None
        return frozenset({"localhost", "127.0.0.1", "::1", host})
    return frozenset({"localhost", "127.0.0.1", "::1"}) if host == "localhost" else None
