"""Writing of the site, one page per language, and of single pages on request."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from survivorgraph.errors import DatasetError, QuestionError
from survivorgraph.explorer.compose import GraphView, make_explorer_page, open_at
from survivorgraph.explorer.graph_view import CachedRows
from survivorgraph.explorer.page import VIEWS, Page
from survivorgraph.explorer.page_html import read_places, write_page
from survivorgraph.wording.texts import list_languages, read_texts

__all__ = ["make_page", "write_shown_page", "write_site"]

_LOG: Final = logging.getLogger(__name__)


def make_page(
    graph_view: GraphView, kind: str = "map", key: str | None = None, *, find: Mapping[str, str] | None = None
) -> Page:
    """Make the page, opened at a view: ``map`` (or ``corridors``), ``network``, ``journeys``, ``partnerships``,
    or, with the key of a story, ``story``. `find` holds values by facet, by which it is filtered at first.
    """  # fmt: skip
    view = {"corridors": "map", "story": "journeys"}.get(kind, kind)
    if view not in VIEWS or (kind == "story" and key is None):
        raise QuestionError(f"there is no page '{kind}'; pages: corridors, {', '.join(VIEWS)}, story KEY")
    page = make_explorer_page(graph_view)
    opens = dict(open_at(page, view, find=find))
    if kind == "story":
        if key not in {route.key for route in page.routes}:
            known = ", ".join(route.key for route in page.routes)
            raise QuestionError(f"there is no story '{key}'; stories: {known}")
        opens["route"] = f"story/{key}"
    return replace(page, opens=opens)


def write_shown_page(page: Page, path: Path) -> Path:
    """Write a page to a path; refuse to overwrite a file that is not a page of ours.

    Raises DatasetError for a folder that is not there or cannot be written to, and for such a file.
    """
    if not path.absolute().parent.is_dir():
        raise DatasetError("there is no such folder; make it, or choose another", where=path.parent)
    if path.is_dir():
        raise DatasetError("this is a folder; name a file, such as page.html", where=path)
    try:
        if path.exists() and not path.is_file():
            raise DatasetError("this is a device or a pipe; name a file, such as page.html", where=path)
        path = path.resolve() if path.is_symlink() else path  # what a link leads to is replaced, not the link
        if path.exists() and not _is_page(path):
            raise DatasetError(
                "this file is no page of survivorgraph and is left as it is; choose another name", where=path
            )
        written = write_page(page, path)
        _LOG.info("page of %d bytes written: %s", written.stat().st_size, written)
        return written
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"the page cannot be written: {error.strerror or error}", where=path) from error


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(1024).lower()
    return start.startswith(b"<!doctype html>") and b"content-security-policy" in start


def write_site(graph_view: GraphView, directory: Path) -> list[Path]:
    """Write the page into a folder in each language; ``index.html``, in English, is the one to open.

    Facts are read once, and the network is laid out once, with the English names: a page in another language shows
    the same picture.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = {
        tag: "index.html" if tag == "en" else f"index.{tag}.html"
        for tag in sorted(list_languages(), key=lambda tag: tag != "en")
    }
    links = [(tag, str(read_texts(tag)["language"]), name) for tag, name in files.items()]
    written = []
    shared = replace(graph_view, dataset=CachedRows(graph_view.dataset))
    places: dict[str, tuple[int, int]] = {}
    for tag, name in files.items():
        page = make_explorer_page(replace(shared, language=tag))
        places = places or read_places(page)
        for node, values in page.network.nodes(data=True):
            values["x"], values["y"] = places[str(node)]
        written.append(write_page(replace(page, links=links), directory / name))
        _LOG.info("page of %d bytes made: %s", written[-1].stat().st_size, name)
    return written
