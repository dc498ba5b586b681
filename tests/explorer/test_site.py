"""The site is whole: every page is linked, works from a file, and shows a hostile label as text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from survivorgraph.builds.pipeline import build
from survivorgraph.errors import QuestionError
from survivorgraph.explorer.compose import GraphView
from survivorgraph.explorer.site import make_page, write_site
from survivorgraph.wording.texts import list_languages

HOSTILE = "<img src=x onerror=alert(1)>"
PAGES = ["index.es.html", "index.fr.html", "index.html"]
LIRA = "lighthouse-almanac/stories/lira.yaml"


class Reader(HTMLParser):
    """Read the elements, attributes and texts of a page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, text: str) -> None:
        self.texts.append(text)

    def list_links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a" and "href" in attributes]


def test_the_site_is_one_page_in_each_language(built_invented: Path, built: Path) -> None:
    for folder in (built_invented, built):
        assert sorted(path.name for path in (folder / "site").iterdir()) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_each_language_leads_to_the_others(name: str, built_invented: Path) -> None:
    links = Reader(built_invented / "site" / name).list_links()
    assert sorted(set(links) - {"about:blank", "#rows"}) == PAGES


def test_the_page_tells_the_way_of_a_journey_without_script(built_invented: Path) -> None:
    text = " ".join(Reader(built_invented / "site" / "index.html").texts)
    assert "a port town that is not named → Lebanon" in text
    assert "counts what was detected and reported, not what happened" in text


def test_the_shipped_page_is_below_two_megabytes(built: Path) -> None:
    assert (built / "site" / "index.html").stat().st_size < 2_000_000


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_for_anything(name: str, built_invented: Path) -> None:
    reader = Reader(built_invented / "site" / name)
    asking = [
        address
        for tag, attributes in reader.elements
        for address in (attributes.get("src"), attributes.get("href") if tag == "link" else None)
        if address and not address.startswith("data:")
    ]
    assert asking == []
    policy = next(attributes["content"] for tag, attributes in reader.elements if "http-equiv" in attributes)
    assert "default-src 'none'" in str(policy)


@pytest.fixture(scope="module")
def hostile_site(invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the invented data with a label that would run, wherever a name or a text can stand."""
    import shutil

    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(invented, folder / "data")
    edits = {
        "organizations.yaml": ("name: Harbor Circle", f"name: Harbor {HOSTILE}"),
        "partnerships.yaml": ("name: Safe Harbor Pact", f"name: Pact {HOSTILE}"),
        "stories/lira.yaml": ("name: Lira", f"name: Lira {HOSTILE}"),
        "source.yaml": ("title: Lira crosses the water", f"title: Lira {HOSTILE}"),
    }
    for name, (old, new) in edits.items():
        file = folder / "data" / "lighthouse-almanac" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(
            text.replace(f"{old}\n" if f"{old}\n" in text else old, f"{new}\n" if f"{old}\n" in text else new),
            encoding="utf-8",
        )
    return build(folder / "data", folder / "build").out / "site"


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_label_is_text_on_every_page(name: str, hostile_site: Path, built_invented: Path) -> None:
    hostile, harmless = Reader(hostile_site / name), Reader(built_invented / "site" / name)
    tags = [tag for tag, _ in hostile.elements]
    assert tags == [tag for tag, _ in harmless.elements]
    assert "img" not in tags
    assert not [attributes for _, attributes in hostile.elements if any(name.startswith("on") for name in attributes)]
    assert HOSTILE not in (hostile_site / name).read_text(encoding="utf-8")
    assert any(HOSTILE in text or "\\u003cimg src=x onerror=alert(1)" in text for text in hostile.texts)


@pytest.mark.parametrize(("kind", "key"), [("people", None), ("story", None)])
def test_a_page_that_there_is_not(kind: str, key: str | None, graph_view: GraphView) -> None:
    with pytest.raises(QuestionError, match=f"there is no page '{kind}'; pages: corridors, map"):
        make_page(graph_view, kind, key)


def test_a_story_that_there_is_not(graph_view: GraphView) -> None:
    with pytest.raises(QuestionError) as caught:
        make_page(graph_view, "story", "lyra")
    assert str(caught.value) == "there is no story 'lyra'; stories: lira, seven-weavers"


def test_a_story_opens_at_its_journey(graph_view: GraphView) -> None:
    assert make_page(graph_view, "story", "lira").opens == {"view": "journeys", "route": "story/lira"}


def test_a_dataset_without_stories_has_a_site(make_data: Callable[..., Path], tmp_path: Path) -> None:
    stories = {LIRA: None, "lighthouse-almanac/stories/seven-weavers.yaml": None}
    site = build(make_data(stories), tmp_path / "build").out / "site"
    assert sorted(path.name for path in site.iterdir()) == PAGES


def test_every_language_shows_the_same_picture_and_no_query_is_asked_twice(
    graph_view: GraphView, tmp_path: Path
) -> None:
    asked: list[str] = []

    class Counted:
        def rows(self, sparql: str, /) -> Iterable[Mapping[str, object]]:
            asked.append(sparql)
            return graph_view.dataset.rows(sparql)

    written = write_site(replace(graph_view, dataset=Counted()), tmp_path)
    assert len(written) == len(list_languages())
    assert len(asked) == len(set(asked))
    places = [{node["id"]: node["at"] for node in read_data(page)["nodes"]} for page in written]
    assert all(one == places[0] for one in places)
    names = [{node["name"] for node in read_data(page)["nodes"]} for page in written]
    assert names[0] != names[1]


def read_data(page: Path) -> Any:
    return json.loads(re.search(r'id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)[1])
