"""Write the site: a page of entry, corridors, partnerships, and a page for each story."""

from __future__ import annotations

from pathlib import Path

from survivorgraph.errors import DatasetError, QuestionError
from survivorgraph.network.journeys import find_stops
from survivorgraph.network.measures import REPORTED_NOTE
from survivorgraph.publish.explorer import write_page
from survivorgraph.publish.page import Page
from survivorgraph.publish.pages import (
    CONTENT_NOTE,
    Material,
    make_corridor_page,
    make_partnership_page,
    make_story_page,
)

__all__ = ["make_page", "write_shown_page", "write_site"]


def make_page(material: Material, kind: str, key: str | None = None) -> Page:
    """Make the page ``corridors``, ``partnerships`` or, with the key of a story, ``story``."""
    if kind == "corridors":
        return make_corridor_page(material)
    if kind == "partnerships":
        return make_partnership_page(material)
    if kind == "story" and key is not None:
        return make_story_page(material, key)
    raise QuestionError(f"there is no page '{kind}'; pages: corridors, partnerships, story KEY")


def write_shown_page(page: Page, path: Path) -> Path:
    """Write a page where a person asked for it; a file that is no page of ours is left alone.

    Raises DatasetError for a folder that is not there or cannot be written to, and for such a file.
    """
    if not path.absolute().parent.is_dir():
        raise DatasetError("there is no such folder; make it, or choose another", where=path.parent)
    if path.is_dir():
        raise DatasetError("this is a folder; name a file, such as page.html", where=path)
    try:
        if path.exists() and not _is_page(path):
            raise DatasetError(
                "this file is no page of survivorgraph and is left as it is; choose another name", where=path
            )
        return write_page(page, path)
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"the page cannot be written: {error.strerror or error}", where=path) from error


def _is_page(path: Path) -> bool:
    start = path.read_bytes()[:1024].lower()
    return start.startswith(b"<!doctype html>") and b"content-security-policy" in start


def write_site(material: Material, directory: Path) -> list[Path]:
    """Write all pages into a folder; ``index.html`` is the one to open."""
    directory.mkdir(parents=True, exist_ok=True)
    written = [write_page(make_page(material, kind), directory / f"{kind}.html") for kind in _PAGES]
    stories = [(journey.key, journey.name, _describe(material, journey.key)) for journey in material.journeys]
    for key, _, _ in stories:
        written.append(write_page(make_page(material, "story", key), directory / f"story-{key}.html"))
    return [_write_index(stories, directory / "index.html"), *written]


_PAGES = {
    "corridors": (
        "Corridors in survivor stories",
        "From where to where the people of the stories travelled or were taken.",
    ),
    "partnerships": ("Partnerships against trafficking", "Which organizations work together, and on what."),
}


def _describe(material: Material, key: str) -> str:
    """Say in one line where a journey went: the countries of its way out, in order, and the forms."""
    journey = next(one for one in material.journeys if one.key == key)
    stops = (material.countries[code].name if code else "a place not named" for code in find_stops(journey))
    way = " → ".join(stops)
    forms = ", then ".join(form.replace("-", " ") for form in journey.forms)
    return f"{forms}{f': {way}' if way else ''}"


def _write_index(stories: list[tuple[str, str, str]], path: Path) -> Path:
    from importlib.resources import files

    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(str(files("survivorgraph.publish"))) / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("index.html.j2").render(
        pages=_PAGES, stories=stories, note=REPORTED_NOTE, content_note=CONTENT_NOTE
    )
    path.write_bytes(html.encode("utf-8"))
    return path
