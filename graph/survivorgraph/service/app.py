"""The application of the service: routes, middleware, start and shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler

from survivorgraph.errors import DatasetError, QuestionError
from survivorgraph.service import Limits
from survivorgraph.service.address import list_hosts, open_listener
from survivorgraph.service.description import choose_description_format, describe_service, read_graph_sizes
from survivorgraph.service.headers import add_security_headers, answer_preflight, check_host, let_ask
from survivorgraph.service.pages import send_asset, send_dump, send_editor, send_page
from survivorgraph.service.protocol import QueryRequest, RequestRejected, read_request
from survivorgraph.service.relay import CLIENT_SECONDS, Relay, TruncatedResponse
from survivorgraph.service.slots import QuerySlot, QuerySlots
from survivorgraph.service.workers import WorkerDiedError, WorkerPool
from survivorgraph.store.dataset import DEFAULT_BUILD, find_build, open_dataset

__all__ = ["run_service"]

Progress = Callable[[str], None]

ADDRESS_BYTES = 1 << 16
HEADER_SECONDS = 15.0  # for the head of a request, and between two of one connection
MOST_CONNECTIONS = 512
WATCH_SECONDS = 1.0
# The framework's own log repeats requests that it cannot read.
_SILENT = logging.Logger("survivorgraph.service", logging.CRITICAL + 1)
_PAGE = r"(?:[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*)?"


async def run_service(
    store: str | Path | None,
    address: tuple[str, int],
    limits: Limits,
    allow_origin: str | None,
    progress: Progress,
    log: Progress,
) -> None:
    """Serve until a signal; see `serve`."""
    service, (host, port) = _Service(store, limits, log), address
    with open_listener(host, port) as listener:
        number = listener.getsockname()[1]
        app = _make_app(service, list_hosts(host), allow_origin)
        runner = web.AppRunner(
            app,
            access_log=None,
            logger=_SILENT,
            handle_signals=False,
            shutdown_timeout=0.5,
            max_line_size=ADDRESS_BYTES,
            keepalive_timeout=HEADER_SECONDS,
            auto_decompress=False,
        )
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has no handlers in a loop
                loop.add_signal_handler(name, stop.set)
        try:
            await runner.setup()
            server = await loop.create_server(lambda: _accept(runner), sock=listener)
            base = f"http://{f'[{host}]' if ':' in host else host}:{number}/"
            progress(f"Explorer  {base}\nEditor    {base}query\nSPARQL    {base}sparql\nStop with Ctrl-C.")
            await stop.wait()
            server.close()
        finally:
            service.stop()  # first of all, so that no request waits for a query
            await runner.cleanup()


class _Refused(asyncio.Protocol):
    """A connection beyond the limit."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).abort()


def _accept(runner: web.AppRunner) -> asyncio.BaseProtocol:
    server = runner.server
    assert server is not None
    return server() if len(server.connections) < MOST_CONNECTIONS else _Refused()


def _make_app(service: _Service, hosts: frozenset[str] | None, allow_origin: str | None) -> web.Application:
    app = web.Application(
        middlewares=[service.watch_request, check_host(hosts)], client_max_size=service.limits.query_bytes
    )
    for path in ("/sparql", "/sparql/"):
        app.router.add_get(path, service.answer)
        app.router.add_post(path, service.answer)
        if allow_origin:
            app.router.add_options(path, answer_preflight)
    app.router.add_get("/health", service.tell_health)
    app.router.add_get("/.well-known/void", service.describe)
    app.router.add_get("/query", service.show_editor)
    app.router.add_get("/{name:query\\.(?:js|css)}", service.send_asset)
    app.router.add_get("/{page:graph\\.trig}", service.send_dump)
    app.router.add_get(f"/{{page:{_PAGE}}}", service.send_page)
    app.cleanup_ctx.append(service.run)
    app.on_response_prepare.append(add_security_headers)
    if allow_origin:
        app.on_response_prepare.append(let_ask(allow_origin))
    return app


class _Service:
    """The request handlers of the service, and the build that they serve."""

    def __init__(self, store: str | Path | None, limits: Limits, log: Progress) -> None:
        self._store, self.limits, self._log = store, limits, log
        self._load()
        self._workers = WorkerPool(self._build, memory_bytes=limits.memory_bytes, most_idle=limits.short)
        self._slots = QuerySlots(limits.short, limits.long)

    def _load(self) -> None:
        """Open the current build; raise DatasetError if there is none, or it is empty."""
        fingerprint = _build_fingerprint(self._store)  # before it is opened: one that comes meanwhile is seen as new
        dataset = open_dataset(self._store)
        build, graphs = Path(dataset.where), frozenset(dataset.list_graphs())
        if not graphs:
            raise DatasetError("the store of this build is empty, so there is nothing to serve", where=build)
        self._sizes = read_graph_sizes(build)
        self._dataset, self._build, self._fingerprint, self._graphs = dataset, build, fingerprint, graphs

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Run the engine for as long as the application runs."""
        try:
            await self._workers.start()
            watch = asyncio.create_task(self._watch_build())
            yield
            watch.cancel()
        finally:
            self.stop()
            await self._workers.wait_until_ended()

    def stop(self) -> None:
        """End all queries at once."""
        self._workers.stop()

    async def _watch_build(self) -> None:
        """Switch to a new build when one has replaced the current one."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            with contextlib.suppress(DatasetError):
                if _build_fingerprint(self._store) not in (self._fingerprint, None):
                    await asyncio.to_thread(self._load)
                    await self._workers.replace(self._build)
                    self._log("the build was replaced, and the new one is served")

    @web.middleware
    async def watch_request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Log a request by its kind, never its text, and turn a rejection into its response."""
        start = asyncio.get_running_loop().time()
        status = 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except RequestRejected as rejected:
            status = rejected.status
            retry = {"Retry-After": "5"} if status == 503 else {}
            return web.Response(status=status, text=f"{rejected}\n", headers=retry)
        except DatasetError:
            status = 503
            return web.Response(status=status, text="the engine does not start; the build may be broken\n")
        except TruncatedResponse as cut:
            status = cut.response.status
            if request.transport is not None:
                request.transport.abort()
            return cut.response
        except web.HTTPException as error:
            status = error.status
            raise
        except Exception as error:  # what it says may repeat a request, so only its kind and place are logged
            self._log(f"failed: {type(error).__name__} {_place(error)}")
            raise
        finally:
            seconds = asyncio.get_running_loop().time() - start
            resource = request.match_info.route.resource
            self._log(f"{request.method} {resource.canonical if resource else '-'} {status} {seconds * 1000:.0f} ms")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a query of the SPARQL protocol; without one, describe the service."""
        try:
            if request.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise RequestRejected(415, "a body is sent as it is, without compression")
            async with asyncio.timeout(None if request.content.is_eof() else CLIENT_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise RequestRejected(408, "the query did not arrive in time") from None
        # Of an address that is not UTF-8, aiohttp keeps what it can; then the engine finds no query in it.
        pairs = list(request.query.items())
        asked = read_request(request.method, request.headers.get("Content-Type", ""), pairs, body, self._graphs)
        if asked is None:
            return await self.describe(request)
        try:
            slot = await self._slots.enter(self.limits.queue_timeout)
        except TimeoutError:
            raise RequestRejected(503, "too many queries are running; try again in some seconds") from None
        try:
            return await self._pass_on(request, asked, slot)
        finally:
            slot.leave()

    async def _pass_on(self, request: web.Request, asked: QueryRequest, slot: QuerySlot) -> web.StreamResponse:
        """Forward a query to a process; if it dies, retry once with another."""
        relay = Relay(request, asked, self.limits)
        for is_last in (False, True):
            worker = await self._workers.acquire()
            try:
                return await relay.run(worker, slot)
            except WorkerDiedError as error:
                if is_last:
                    why = "the engine ended over this query, most likely for want of memory"
                    raise RequestRejected(503, why) from error
            finally:
                self._workers.release(worker)
        raise AssertionError("one of the two has returned or raised")

    async def describe(self, request: web.Request) -> web.Response:
        """Describe service and dataset."""
        form = choose_description_format(request.headers.get("Accept", ""))
        base = f"{request.scheme}://{request.host}/"
        body = describe_service(base, self._sizes, form)
        return web.Response(body=body, headers={"Content-Type": form.media_type, "Vary": "Accept"})

    async def tell_health(self, _: web.Request) -> web.Response:
        """Report whether the engine answers now: 200 or 503."""
        try:
            async with asyncio.timeout(5):
                worker = await self._workers.acquire()
                try:
                    await worker.ask(QueryRequest("ASK {}", (), (), ""))
                    is_well = b"true" in await worker.read_part() and not await worker.read_part()
                finally:
                    self._workers.release(worker)
        except (TimeoutError, WorkerDiedError, DatasetError, RequestRejected):
            is_well = False
        return web.json_response({"status": "ok" if is_well else "failing"}, status=200 if is_well else 503)

    async def show_editor(self, request: web.Request) -> web.Response:
        """Show the editor, filled with a named question where one is asked for."""
        try:
            return await asyncio.to_thread(send_editor, self._dataset, list(request.query.items()))
        except QuestionError as error:
            raise RequestRejected(404, str(error)) from error

    async def send_asset(self, request: web.Request) -> web.StreamResponse:
        """Send the editor's script or style."""
        return send_asset(request.match_info["name"])

    async def send_dump(self, _: web.Request) -> web.StreamResponse:
        """Send the whole graph."""
        return send_dump(self._build)

    async def send_page(self, request: web.Request) -> web.StreamResponse:
        """Send a page of the explorer."""
        return send_page(self._build, request.match_info["page"])


def _place(error: Exception) -> str:
    """Return the innermost line of ours where an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return next(
        (f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames) if "survivorgraph" in one.filename), ""
    )


def _build_fingerprint(store: str | Path | None) -> tuple[Path, int, int] | None:
    """Return a fingerprint that differs between successive builds in one folder; None where there is none now."""
    try:
        build = find_build(Path(store or DEFAULT_BUILD))
        found = (build / "report.json").stat()
    except OSError:
        return None
    return build, found.st_ino, found.st_mtime_ns
