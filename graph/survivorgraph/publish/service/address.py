"""Say where the service listens, and by which names it may be called there."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

from survivorgraph.errors import DatasetError

__all__ = ["list_hosts", "open_listener"]


def open_listener(host: str, port: int) -> socket.socket:
    """Take a port, 0 for any that is free; raise DatasetError where that is not possible."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        raise DatasetError(
            f"this address cannot be used ({getattr(error, 'strerror', None) or error}); "
            "choose another with --port, or --port 0 for any that is free",
            where=f"{host}:{port}",
        ) from error


def list_hosts(host: str) -> frozenset[str] | None:
    """Return what a request may call this host; None for anything.

    On the loopback address only its names: a page on the web could otherwise ask by a name of its own.
    """
    with contextlib.suppress(ValueError):
        if not ipaddress.ip_address(host).is_loopback:
            return None
        return frozenset({"localhost", "127.0.0.1", "::1", host})
    return frozenset({"localhost", "127.0.0.1", "::1"}) if host == "localhost" else None
