"""Every control of every view does what it says, on the shipped graph and on figures imported beside stories."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

VIEWS = ("map", "network", "journeys", "partnerships")
WATCHED = """
window.did = [];
const note = (what) => window.did.push(what);
window.print = () => note("printed");
HTMLAnchorElement.prototype.click = function () { note(`saved ${this.download}`); };
const writes = history.replaceState;
window.look = () => {
  const canvas = document.querySelector("#picture canvas");
  const open = [...document.querySelectorAll("details")].map((one) => one.open);
  const words = [location.hash, document.activeElement.outerHTML, document.body.innerText];
  return [...words, canvas.toDataURL(), open.join(), window.did.length].join("\\n");
};
"""
PRESS_ALL = """
const [state, done] = arguments;
const drawn = (go) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(go)));
const rest = (ms = 20) => new Promise((go) => setTimeout(() => drawn(go), ms));
const shows = (one) => one.checkVisibility() && !one.closest("header");
const list = () => [...document.querySelectorAll("main button, main summary, footer summary")].filter(shows);
const isOn = (one) => one.getAttribute("aria-pressed") === "true" || one.hasAttribute("aria-current");
const start = async () => {
  document.querySelectorAll("details[open]").forEach((one) => (one.open = false));
  location.hash = state;
  await rest();
  const { picture } = document.getElementById("picture");
  picture.fit();
  picture.zoom(0.7);
  await rest();
};
(async () => {
  await start();
  const seen = new Map(), idle = [];
  const total = list().length;
  for (let i = 0; i < total; i += 1) {
    const one = list()[i];
    if (!one || isOn(one)) continue;
    const kind = one.className + one.id + (one.className.includes("pick") ? "" : one.textContent);
    seen.set(kind, (seen.get(kind) || 0) + 1);
    if (seen.get(kind) > 1) continue;
    const before = window.look();
    one.focus({ preventScroll: true });
    const focused = window.look();
    one.click();
    await rest(document.getElementById("picture").dataset.moving ? 700 : 60);
    if ([before, focused].includes(window.look())) idle.push(one.outerHTML.slice(0, 120));
    await start();
  }
  done({ pressed: [...seen.values()].reduce((sum, count) => sum + count, 0), idle });
})();
"""
FACETS = """
const rows = () => document.querySelectorAll("#rows tbody tr").length;
const box = document.getElementById("picture");
const look = () => [rows(), box.picture.shown.nodes.length, box.picture.shown.edges.length].join();
const label = (row) => row.querySelector("span").textContent;
const found = [];
for (const facet of [...document.querySelectorAll("#filters details:not([hidden])")]) {
  const name = facet.querySelector("summary").firstChild.textContent;
  const count = facet.querySelectorAll(".rows label").length;
  for (const i of count ? [0, count - 1] : []) {
    const before = look();
    const row = facet.querySelectorAll(".rows label")[i];
    const value = label(row);
    row.querySelector("input").click();
    const chip = document.querySelector(".chips .chip:not(.all)")?.textContent;
    const filtered = { hash: location.hash, rows: rows(), look: look() };
    document.querySelector(".chips .chip:not(.all)").click();
    found.push({ name, value, chip, before, filtered, after: look() });
  }
}
return found;
"""


@pytest.fixture(params=["shipped", "figures"])
def page(request: Any) -> Path:
    """Return the page of the shipped graph, and that of invented figures beside invented stories."""
    if request.param == "figures":
        return request.getfixturevalue("figures_page")
    return request.getfixturevalue("built") / "site" / "index.html"


@pytest.fixture
def watched(browser: Any, page: Path) -> Any:
    """Open a page at a state, and see at the end that it asked for nothing and nothing went wrong."""

    def open_page(state: str = "", **size: int) -> None:
        browser.open(page, state=state, **size)
        browser.run(WATCHED)

    yield open_page
    assert browser.complaints() == []
    asked = [address for address in browser.requests() if not address.startswith(("data:", "blob:"))]
    assert {address.split("#")[0] for address in asked} <= {page.as_uri()}


@pytest.mark.parametrize("view", VIEWS)
def test_no_button_of_a_view_is_idle(watched: Any, browser: Any, view: str) -> None:
    watched(f"view={view}")
    browser.driver.set_script_timeout(120)
    pressed = browser.driver.execute_async_script(PRESS_ALL, f"view={view}")
    assert pressed["idle"] == []
    assert pressed["pressed"] > 15


@pytest.mark.parametrize("view", VIEWS)
def test_every_filter_of_a_view_narrows_it_and_goes_away_again(watched: Any, browser: Any, view: str) -> None:
    watched(f"view={view}")
    found = browser.run(FACETS)
    assert found
    for one in found:
        assert one["chip"] == f"{one['name']}: {one['value']} ×"
        assert "=" in one["filtered"]["hash"].replace(f"view={view}", "")
        assert one["after"] == one["before"], one
        before, after = ([int(count) for count in look.split(",")] for look in (one["before"], one["filtered"]["look"]))
        assert after[0] <= before[0], one


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(1280, 800), (800, 900), (390, 844)], ids=["desk", "tablet", "phone"])
def test_axe_finds_no_violation_on_figures(browser: Any, figures_page: Path, view: str, size: tuple[int, int]) -> None:
    browser.open(figures_page, state=f"view={view}&at=LBN", width=size[0], height=size[1])
    assert browser.axe() == []


def test_what_is_drawn_can_be_asked_for_on_a_phone(watched: Any, browser: Any) -> None:
    watched("at=LBN", width=390)
    browser.driver.find_element("id", "read").click()
    assert browser.run("return document.activeElement.id") == "panel"
    assert browser.run("return document.getElementById('panel').getBoundingClientRect().top < innerHeight")


def test_the_panel_begins_with_what_to_look_at(watched: Any, browser: Any) -> None:
    watched()
    headings = browser.run("return [...document.querySelectorAll('#panel h3')].map((one) => one.textContent)")
    assert headings[:3] == ["What this counts", "Journeys", "Organizations with most partners"]


def test_figures_of_a_corridor_are_told_year_by_year(browser: Any, figures_page: Path) -> None:
    browser.open(figures_page, state=f"at={'KEN → LBN (2)'}")
    panel = browser.run("return document.getElementById('panel').textContent")
    assert "By year: 2018: 12 · 2019: 0–4" in panel
    assert "sg:CorridorObservation" in browser.run("return document.querySelector('#panel pre').textContent")


def test_numbers_in_a_saved_table_are_numbers(browser: Any, figures_page: Path) -> None:
    browser.open(figures_page)
    browser.run(
        """const made = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
          blob.text().then((text) => (window.saved = text));
          return made.call(URL, blob);
        };
        document.getElementById("export-csv").click();"""
    )
    browser.wait("return window.saved")
    rows = list(csv.DictReader(io.StringIO(browser.run("return window.saved"))))
    kenya = next(row for row in rows if row["id"] == "KEN → LBN (2)")
    assert (kenya["lower"], kenya["upper"], kenya["Counts"]) == ("12", "16", "12–16 people")
