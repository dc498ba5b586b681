"""Send the pages of the explorer, the editor and the whole graph, each with the policy that its content needs."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from survivorgraph.service.editor import make_editor, read_asset
from survivorgraph.service.protocol import RequestRejected
from survivorgraph.store.dataset import Dataset

__all__ = ["NO_CONTENT_POLICY", "send_asset", "send_dump", "send_editor", "send_page"]

NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_EDITOR = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# The pages bring a stricter policy of their own, with the digests of their scripts; both hold.
_PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_TO_EDITOR = '<p><a href="/query">Ask in SPARQL, beginning with the named questions</a></p>'


def send_editor(dataset: Dataset, pairs: list[tuple[str, str]]) -> web.Response:
    """Send the editor, filled with a named question where one is asked for; raise QuestionError for an unknown one."""
    return _send(make_editor(dataset, pairs), "text/html", _EDITOR)


def send_asset(name: str) -> web.Response:
    """Send the editor's script or style."""
    return _send(read_asset(name), "text/javascript" if name.endswith("js") else "text/css", NO_CONTENT_POLICY)


def send_dump(build: Path) -> web.StreamResponse:
    """Send the whole graph."""
    headers = {"Content-Type": "application/trig", "Content-Security-Policy": NO_CONTENT_POLICY}
    return web.FileResponse(build / "graph.trig", headers=headers)


def send_page(build: Path, name: str) -> web.StreamResponse:
    """Send a page of the explorer; nothing that lies outside its folder."""
    folder = (build / "site").resolve()
    path = folder / (name or "index.html")
    try:
        path = path.resolve()
        is_there = path.is_relative_to(folder) and path.is_file()
    except (OSError, ValueError):  # a name too long for a file, or with what no name has
        is_there = False
    if not is_there:
        raise RequestRejected(404, "there is no such page; the explorer begins at /, the query editor at /query")
    if path == folder / "index.html":
        page = path.read_text(encoding="utf-8").replace("<footer>", f"<footer>\n{_TO_EDITOR}", 1)
        return _send(page, "text/html", _PAGES)
    return web.FileResponse(path, headers={"Content-Security-Policy": _PAGES})


def _send(text: str, media_type: str, policy: str) -> web.Response:
    return web.Response(text=text, content_type=media_type, headers={"Content-Security-Policy": policy})
