"""Check and set the headers of requests and answers: the host, other web sites, and what browsers must not do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from survivorgraph.service.address import read_host
from survivorgraph.service.pages import NO_CONTENT_POLICY

__all__ = ["add_security_headers", "answer_preflight", "check_host", "let_ask"]

_HEADERS = {
    "Server": "survivorgraph",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def let_ask(origin: str) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return what lets pages of another web site read answers (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

    async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
        if request.path.startswith(("/sparql", "/.well-known/")):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"

    return add_headers


async def answer_preflight(_: web.Request) -> web.Response:
    """Answer what a browser asks before it sends a query from another web site."""
    allowed = {"Methods": "GET, HEAD, POST", "Headers": "Accept, Content-Type"}
    return web.Response(status=204, headers={f"Access-Control-Allow-{name}": one for name, one in allowed.items()})


async def add_security_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Add the headers that every answer has."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Content-Security-Policy", NO_CONTENT_POLICY)


def check_host(hosts: frozenset[str] | None) -> Middleware:
    """Return what refuses a request for another host than these; any host where there is None."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = read_host(request.headers.get("Host", ""))
        if host is None:
            return web.Response(status=400, text="the Host header names no host\n")
        if hosts is not None and host not in hosts:
            return web.Response(status=421, text="this service is known by its loopback address only\n")
        return await handler(request)

    return check
