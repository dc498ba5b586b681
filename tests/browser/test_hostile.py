"""Whatever a name holds, it stays text: in every view, in the address, and in every file that the page saves."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import re
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from survivorgraph.explorer.page import (
    CountedUnit,
    Facet,
    Kind,
    Page,
    PageCitation,
    PageFact,
    PagePartnership,
    Route,
    Step,
)
from survivorgraph.explorer.page_html import write_page

pytestmark = pytest.mark.browser

NAMES = {
    "markup": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(2)</script>",
    "quotes": "\"' onclick='alert(3)' \"",
    "formula": "=cmd|' /C calc'!A0",
    "sum": "+1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "turned": "\u202egnp.exe",
    "arabic": "مكان مخترع",
    "lines": "=first\nsecond\r\nthird",
    "template": "{{ 7*7 }} ${7*7}",
    "entity": "&lt;b&gt; <!-- ]]>",
}
FORMULA = re.compile(r"^[=+\-@\t\r\n]")
IRI = "https://survivorgraph.test/place/<script>"


def make_page() -> Page:
    """Make a page with all four views, in which every text is one of the names."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    keys = list(NAMES)
    for i, (key, name) in enumerate(NAMES.items()):
        fact = PageFact(name, "stated", (PageCitation(name, name, 3, "ab" * 32, quote=name),))
        place = {"latitude": -40 + 8 * i, "longitude": -120 + 20 * i}
        network.add_node(name, name=name, kind="place", facts=[fact], aliases=[name], iri=IRI, **place)
        network.add_node(f"organization/{key}", name=name, kind="organization", facts=[fact], reach=[name])
    for one, other in itertools.pairwise(keys):
        fact = PageFact(NAMES[one], "inferred", (PageCitation(NAMES[other], NAMES[one], 3, "cd" * 32),))
        entry = CountedUnit("story", tags={"facet": [NAMES[one]]}, facts=(fact,))
        network.add_edge(NAMES[one], NAMES[other], "line", kind="line", entries=[entry])
        network.add_edge(f"organization/{one}", f"organization/{other}", "shared", kind="shared", entries=[entry])
    markup = NAMES["markup"]
    told = PageFact(markup, "stated", (PageCitation(markup, markup, 3, "ef" * 32),))
    unit = (NAMES["formula"], NAMES["formula"])
    return Page(
        title=NAMES["formula"],
        network=network,
        kinds=[
            Kind("place", markup, "#0072b2", "dot", facets=("facet",)),
            Kind("organization", NAMES["script"], "#009e73", "star", scene="organizations"),
        ],
        edge_kinds=[
            Kind("line", markup, "#0072b2", "solid", unit=unit, facets=("facet",), corridors=True, about=markup),
            Kind("shared", NAMES["quotes"], "#0072b2", "dashed", scene="organizations", unit=unit),
        ],
        note=NAMES["formula"],
        node_heading=NAMES["formula"],
        edge_heading=markup,
        weight_heading=NAMES["at"],
        layout="map",
        facets=[Facet("facet", markup, {name: name for name in NAMES.values()})],
        routes=[Route("story", markup, NAMES["script"], (Step(markup, markup, (told,)),), {"facet": [markup]})],
        partnerships=[PagePartnership("pact", NAMES["lines"], ("organization/markup",), (markup,), facts=(told,))],
        queries={"place": NAMES["script"] + "{iri}"},
    )


SAVE = """
const [button, done] = arguments;
const made = URL.createObjectURL, go = HTMLAnchorElement.prototype.click;
let held;
URL.createObjectURL = (blob) => { held = blob; return made.call(URL, blob); };
HTMLAnchorElement.prototype.click = function () {
  const name = this.download;
  HTMLAnchorElement.prototype.click = go;
  URL.createObjectURL = made;
  const reader = new FileReader();
  reader.onload = () => done([name, reader.result.split(",")[1]]);
  reader.readAsDataURL(held);
};
document.getElementById(button).click();
"""


@pytest.fixture
def opened(browser: Any, tmp_path: Any) -> Any:
    """Open the page at a state, and see at the end that no name did anything."""
    path = write_page(make_page(), tmp_path / "page.html")

    def open_page(state: str = "") -> Any:
        browser.open(path, state=state)
        return browser

    yield open_page
    assert browser.complaints() == []
    assert browser.run("return document.querySelectorAll('img, b, iframe').length") == 0
    assert browser.run("return document.scripts.length") == 3
    asked = [address for address in browser.requests() if not address.startswith(("data:", "blob:"))]
    assert {address.split("#")[0] for address in asked} <= {path.as_uri()}


def save(browser: Any, button: str) -> tuple[str, bytes]:
    name, content = browser.driver.execute_async_script(SAVE, button)
    return name, base64.b64decode(content)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("view", ["map", "network", "journeys", "partnerships"])
def test_every_name_is_text_in_every_view(opened: Any, view: str) -> None:
    browser = opened(f"view={view}")
    shown = words(browser.run("return document.querySelector('main').textContent"))
    expected = [NAMES["markup"]] if view == "journeys" else NAMES.values()
    assert [name for name in expected if words(name) not in shown] == []


@pytest.mark.parametrize("key", NAMES)
def test_a_name_is_text_in_panel_and_address(opened: Any, key: str) -> None:
    browser = opened("table=nodes")
    find = "[...document.querySelectorAll('#nodes-table .pick')].find((one) => one.dataset.id === arguments[0])"
    browser.run(f"{find}.click()", NAMES[key])
    assert browser.run("return document.querySelector('#panel h2').textContent") == NAMES[key]
    address = browser.driver.current_url
    assert not re.search(r"[<>\"\s]", address)
    browser.driver.get("about:blank")
    browser.driver.get(address)
    assert browser.run("return document.querySelector('#panel h2').textContent") == NAMES[key]


@pytest.mark.parametrize(
    "state", ["", "table=nodes", "view=journeys", "view=partnerships", "view=partnerships&table=coverage"]
)
def test_no_saved_cell_is_a_formula(opened: Any, state: str) -> None:
    name, content = save(opened(state), "export-csv")
    assert re.fullmatch(r"[\w-]+\.csv", name)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) > 1
    assert [cell for row in rows for cell in row if FORMULA.match(cell)] == []
    if state == "table=nodes":
        assert {row[0].removeprefix("'") for row in rows[1:]} == set(NAMES.values())


def test_a_saved_drawing_holds_names_as_text(opened: Any) -> None:
    for view in ("map", "network", "partnerships"):
        name, content = save(opened(f"view={view}"), "export-svg")
        assert name == f"survivorgraph-{view}.svg"
        root = ElementTree.fromstring(content)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "rect", "path", "circle", "g", "text", "tspan"}
        attributes = {key for element in root.iter() for key in element.attrib}
        assert not {key for key in attributes if key.startswith("on") or "href" in key}
        titles = {words(element.text or "") for element in root.iter() if element.tag.endswith("title")}
        assert any(words(NAMES["markup"]) in title for title in titles)


def test_a_saved_network_holds_names_as_text(opened: Any, tmp_path: Any) -> None:
    for view in ("network", "partnerships"):
        name, content = save(opened(f"view={view}"), "export-gexf")
        assert name == f"survivorgraph-{view}.gexf"
        path = tmp_path / name
        path.write_bytes(content)
        labels = nx.get_node_attributes(nx.read_gexf(path), "label")
        assert {words(label) for label in labels.values()} == {words(label) for label in NAMES.values()}


def test_the_name_of_a_file_is_plain_whatever_the_filter(opened: Any) -> None:
    from urllib.parse import quote

    for key, label in NAMES.items():
        browser = opened(f"facet={quote(label)}")
        assert browser.run("return document.getElementById('picture').state.filters.size") == 1, key
        for button, ending in (("export-png", "png"), ("export-svg", "svg")):
            name, content = save(browser, button)
            assert re.fullmatch(rf"[\w-]+\.{ending}", name, re.ASCII)
        assert len(content) > 100
