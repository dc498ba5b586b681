"""What the page draws and saves is so: ways the short way round, nothing invented, what is left, all of it."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx as nx
import pytest

pytestmark = pytest.mark.browser

GLOTIP = Path(__file__).parents[3] / "shared" / "data" / "glotip-2025-04.csv"
PICTURE = "const p = document.getElementById('picture').picture; "
SAVE = """const made = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  blob.text().then((text) => (window.saved = text));
  URL.createObjectURL = made;
  return made.call(URL, blob);
};
window.saved = null;
document.getElementById(arguments[0]).click();"""
CROSSED = """const crossed = [];
for (const { item } of p.shown.edges) {
  const route = p.mapped.routes().get(item.id);
  for (const node of p.shown.nodes) {
    if (node === item.a || node === item.b || !route) continue;
    const far = Math.min(...route.pieces.map((piece) => nearestOn(piece, measureLine(piece), node.map).far));
    if (far < p.radius(node)) crossed.push([item.id, node.name, far]);
  }
}
return crossed;"""
# People of four countries detected in Lebanon, and Lebanon's own, published as UNODC does.
HOME = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2018,Counts,12,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2019,Counts,<5,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Lebanon,Total,Total,2018,Counts,20,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Lebanon,Total,Total,2019,Counts,<5,CTS
"""


@pytest.fixture(scope="module")
def home_page(built_invented: Path, make_figures: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from survivorgraph.explorer.compose import GraphView, make_explorer_page
    from survivorgraph.explorer.page_html import write_page
    from survivorgraph.store.dataset import open_dataset

    page = make_explorer_page(GraphView(open_dataset(make_figures(built_invented, HOME))))
    return write_page(page, tmp_path_factory.mktemp("home") / "page.html")


@pytest.fixture
def opened(browser: Any, built: Path) -> Any:
    page = built / "site" / "index.html"
    yield lambda state="", **size: browser.open(page, state=state, **size)
    assert browser.complaints() == []


def text_of(browser: Any, selector: str) -> str:
    return str(browser.run("return document.querySelector(arguments[0]).textContent", selector))


def save(browser: Any, kind: str) -> str:
    browser.run(SAVE, f"export-{kind}")
    browser.wait("return window.saved")
    return str(browser.run("return window.saved"))


def save_rows(browser: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(save(browser, "csv").removeprefix("\ufeff"))))


def save_network(browser: Any, tmp_path: Path) -> Any:
    path = tmp_path / "network.gexf"
    path.write_text(save(browser, "gexf"), encoding="utf-8")
    return nx.read_gexf(path)


# Routes


def test_a_way_over_the_pacific_leaves_the_map_at_its_edge(opened: Any, browser: Any) -> None:
    opened()
    pieces = browser.run(PICTURE + "return p.mapped.routes().get('CHN → USA').pieces")
    edges = browser.run(
        "const { earth } = JSON.parse(document.getElementById('data').textContent);"
        "return [-180, 180].map((at) => makeProjection(earth)([0, at])[0])"
    )
    assert len(pieces) == 2
    assert edges[0] < min(x for x, _ in pieces[1]) < 0 < max(x for x, _ in pieces[0])
    china, states = (browser.run(PICTURE + f"return p.network.getPosition('{code}')") for code in ("CHN", "USA"))
    assert min(x for x, _ in pieces[0]) > china["x"] - 30
    assert max(x for x, _ in pieces[1]) < states["x"] + 30


@pytest.mark.parametrize(
    ("start", "end", "middle"),
    [
        ([0, 0], [0, 90], [0, 45]),
        ([40, -100], [40, 100], None),
        ([35, 103], [35, 103], None),
        ([60, 10], [60, -170], None),
        ([13, 122], [38, -97], None),
    ],
)
def test_a_way_is_the_shortest_on_the_sphere(
    opened: Any, browser: Any, start: list[float], end: list[float], middle: list[float] | None
) -> None:
    from math import acos, cos, degrees, radians, sin

    def apart(one: list[float], other: list[float]) -> float:
        a, b = (map(radians, point) for point in (one, other))
        (la, oa), (lb, ob) = a, b
        return degrees(acos(max(-1, min(1, sin(la) * sin(lb) + cos(la) * cos(lb) * cos(oa - ob)))))

    opened()
    points = browser.run("return greatCircle(...arguments)", start, end)
    steps = [apart(one, other) for one, other in pairwise(points)]
    assert sum(steps) == pytest.approx(apart(start, end), abs=0.01)
    pieces = browser.run("return splitAtEdge(greatCircle(...arguments))", start, end)
    for piece in pieces:
        assert all(abs(one[1] - other[1]) <= 180 for one, other in pairwise(piece))
    if middle:
        assert points[len(points) // 2] == pytest.approx(middle, abs=1)


@pytest.mark.parametrize("state", ["", "lines=corridor,way,own,after", "view=journeys&route=story/jamshid"])
def test_no_line_passes_under_the_sign_of_a_place_that_it_does_not_touch(opened: Any, browser: Any, state: str) -> None:
    opened(state)
    assert browser.run(PICTURE + CROSSED) == []


def test_a_route_is_chosen_where_it_is_drawn(opened: Any, browser: Any) -> None:
    from selenium.webdriver import ActionChains

    opened()
    at = browser.run(
        PICTURE + "const [x, y] = p.mapped.middle('VEN → EGY'); const box = document.getElementById('picture');"
        "const at = p.network.canvasToDOM({ x, y });"
        "return [Math.round(at.x - box.clientWidth / 2), Math.round(at.y - box.clientHeight / 2)]"
    )
    box = browser.driver.find_element("id", "picture")
    ActionChains(browser.driver).move_to_element_with_offset(box, *at).perform()
    assert "Venezuela → Egypt" in text_of(browser, ".route-tip")
    ActionChains(browser.driver).click().perform()
    browser.wait("return document.querySelector('#panel h2').textContent === 'Venezuela → Egypt'")


# Places that are not named


@pytest.mark.parametrize("key", ["miriam", "sonith"])
def test_a_place_that_is_not_named_has_no_point_anywhere(opened: Any, browser: Any, tmp_path: Path, key: str) -> None:
    opened(f"view=journeys&route=story/{key}")
    drawn = browser.run(PICTURE + "return p.shown.nodes.map((node) => node.id)")
    assert drawn
    assert not [node for node in drawn if node.startswith("unnamed")]
    assert browser.run(PICTURE + "return p.mapped.stubs().length") > 0
    assert "fades to" in browser.run("return document.getElementById('stubs').innerText")
    network = save_network(browser, tmp_path)
    unnamed = [data for node, data in network.nodes(data=True) if node.startswith("unnamed")]
    assert unnamed
    assert all({"latitude", "longitude"}.isdisjoint(data) and "position" not in data.get("viz", {}) for data in unnamed)
    assert ">?<" in save(browser, "svg")


def test_the_legs_that_map_and_table_leave_out_are_counted(opened: Any, browser: Any) -> None:
    opened()
    data = "JSON.parse(document.getElementById('data').textContent)"
    unnamed = browser.run(
        f"""const {{ edges }} = {data}; const at = (id) => id.startsWith("unnamed");
        return edges.filter((edge) => at(edge.from) || at(edge.to)).flatMap((edge) => edge.entries).length"""
    )
    assert unnamed == 5
    for view in ("map", "network"):
        opened(f"view={view}")
        said = "Legs to or from a place that the source does not name, neither drawn here nor in the table: 5."
        assert said in text_of(browser, "#drawn")
        (left_out,) = re.findall(r"not drawn here: (\d+)", text_of(browser, "#doubled"))
        lines = {row["id"] for row in save_rows(browser)}
        assert len(lines) - int(left_out) == browser.run(PICTURE + "return p.shown.edges.length")
    opened("view=journeys&route=story/rafi")
    assert "on no map: 1." in text_of(browser, "#drawn")
    assert "Leg on the way" not in text_of(browser, ".legend")


def test_the_page_gives_no_place_to_what_is_not_named(opened: Any, browser: Any) -> None:
    opened()
    data = "JSON.parse(document.getElementById('data').textContent)"
    nodes = browser.run(f"return {data}.nodes.filter((node) => node.kind === 'unnamed')")
    assert nodes
    assert all("map" not in node and "degrees" not in node for node in nodes)


# What is left is drawn


def test_a_match_is_drawn_with_its_partners_faded(opened: Any, browser: Any) -> None:
    opened("view=partnerships&kind=ngo")
    nodes = set(browser.run(PICTURE + "return p.shown.nodes.map((node) => node.id)"))
    faint = set(browser.run(PICTURE + "return [...p.shown.faint]"))
    rows = set(browser.run("return [...document.querySelectorAll('#rows tbody tr')].map((row) => row.dataset.id)"))
    assert len(rows) > 10
    assert nodes - faint == rows
    assert faint
    assert browser.run("return document.getElementById('picture-empty').hidden") is True


def test_a_story_without_a_way_shows_the_country_it_names(opened: Any, browser: Any) -> None:
    opened("view=journeys&route=story/rafi")
    assert browser.run(PICTURE + "return p.shown.nodes.map((node) => node.id)") == ["SYR"]


@pytest.mark.parametrize("view", ["map", "network", "partnerships", "journeys"])
@pytest.mark.parametrize(
    "state",
    ["", "kind=ngo", "service=shelter", "form=child-soldiering", "stage=exploitation", "coverage=none", "min=2"],
)
def test_a_view_with_rows_never_says_that_nothing_is_left(opened: Any, browser: Any, view: str, state: str) -> None:
    opened(f"view={view}&{state}")
    rows = browser.run("return document.querySelectorAll('#rows tbody tr').length")
    drawn = browser.run(PICTURE + "return p.shown.nodes.length")
    says = browser.run("return document.getElementById('picture-empty').innerText")
    assert drawn > 0 or "Nothing is left" not in says or rows == 0


# Coverage


@pytest.mark.parametrize(
    "story", ["form=domestic-servitude", "form=sex-trafficking", "sex=woman", "year=2023", "stage=transit"]
)
def test_no_filter_of_stories_changes_who_works_at_the_ends(opened: Any, browser: Any, story: str) -> None:
    opened("view=partnerships&table=coverage")
    before = {row["id"]: row for row in save_rows(browser)}
    opened(f"view=partnerships&table=coverage&{story}")
    columns = ("Covered", "At both ends", "At one end")
    for row in save_rows(browser):
        assert [row[column] for column in columns] == [before[row["id"]][column] for column in columns]
    for corridor in before:
        browser.run("location.hash = arguments[0]", f"view=map&{story}&at={quote(corridor)}")
        name = f"{before[corridor]['From']} → {before[corridor]['To']}"
        browser.wait(f"return document.querySelector('#panel h2').textContent === {name!r}")
        assert ("By nobody" in text_of(browser, "#panel")) == (before[corridor]["Covered"] == "by nobody that is named")


def test_what_a_filter_of_organizations_left_out_is_said(opened: Any, browser: Any) -> None:
    opened("view=partnerships&table=coverage&kind=company")
    rows = save_rows(browser)
    assert {"by none of those left"} <= {row["Covered"] for row in rows}
    assert not [row for row in rows if "nobody" in row["Covered"]]
    assert "none of those left" in text_of(browser, "#drawn")
    browser.run("document.querySelector('#drawn .pick').click()")
    assert "By none of those left" in text_of(browser, "#panel")
    assert "By nobody" not in text_of(browser, "#panel")


# Files


def test_partnerships_are_saved_undirected_with_all_organizations(opened: Any, browser: Any, tmp_path: Path) -> None:
    opened("view=partnerships")
    network = save_network(browser, tmp_path)
    assert not network.is_directed()
    listed = browser.run(
        "return JSON.parse(document.getElementById('data').textContent)"
        ".nodes.filter((node) => node.id.startsWith('organization/')).length"
    )
    assert len(network) == listed > 100
    assert all({"position", "color", "size"} <= data["viz"].keys() for _, data in network.nodes(data=True))
    assert f"Holds {listed} nodes" in browser.run("return window.saved")


def test_the_map_is_saved_directed_with_coordinates(opened: Any, browser: Any, tmp_path: Path) -> None:
    opened()
    network = save_network(browser, tmp_path)
    assert network.is_directed()
    assert network.nodes["CHN"]["latitude"] > 0 < network.nodes["CHN"]["longitude"]
    assert network.nodes["USA"]["longitude"] < 0
    assert network.nodes["CHN"]["viz"]["position"]["y"] > network.nodes["KEN"]["viz"]["position"]["y"]


def test_a_journey_is_saved_as_it_is_shown(opened: Any, browser: Any, tmp_path: Path) -> None:
    opened("view=journeys&route=story/jamshid")
    network = save_network(browser, tmp_path)
    assert set(network) == {"UZB", "THA", "MMR"}
    steps = browser.run(
        "return [...document.querySelectorAll('#panel .steps > li')]"
        ".flatMap((row, i) => (row.querySelector('h3') ? [i + 1] : []))"
    )
    assert sorted(int(data["steps"]) for *_, data in network.edges(data=True)) == steps
    assert sorted(int(one) for one in browser.run(PICTURE + "return p.shown.edges.map((one) => one.text)")) == steps


# Detected in their own country


def test_people_detected_in_their_own_country_are_counted_and_said(browser: Any, home_page: Path) -> None:
    browser.open(home_page)
    said = text_of(browser, "#drawn")
    assert "32–40" in said
    assert "20–24 were detected in their own country" in said
    browser.open(home_page, state="at=LBN&table=nodes")
    panel = text_of(browser, "#panel")
    assert "20–24 people · detected here, own citizens" in panel
    assert "12–16 people · detected here, citizens of other countries" in panel
    lebanon = next(row for row in save_rows(browser) if row["id"] == "LBN")
    assert lebanon["detected here, own citizens (lower)"] == "20"
    assert lebanon["detected here, own citizens (upper)"] == "24"
    assert "people · detected here, own citizens (2 years added up, 2018–2019)" in panel
    assert "(2 years added up, 2018–2019)" in lebanon["detected here, own citizens"]
    browser.open(home_page)
    assert "32–40 (2 years added up, 2018–2019)" in text_of(browser, "#drawn")
    browser.open(home_page, state="year=2018")
    assert "years added up" not in text_of(browser, "#drawn")
    assert "20 were detected in their own country" in text_of(browser, "#drawn")
    browser.open(home_page, state="sex=woman")
    assert "own country" not in text_of(browser, "#drawn")
    assert browser.complaints() == []


# The way back, and the way out


def test_back_undoes_a_choice_and_leaving_is_final(opened: Any, browser: Any) -> None:
    opened()
    browser.run("document.querySelector('[data-view=partnerships]').click()")
    browser.run("document.querySelector('#drawn .pick').click()")
    chosen = text_of(browser, "#panel h2")
    browser.run("history.back()")
    browser.wait("return document.querySelector('#panel h2').textContent === 'Details'")
    browser.run("history.forward()")
    browser.wait(f"return document.querySelector('#panel h2').textContent === {chosen!r}")
    browser.run("history.back()")
    browser.wait("return document.querySelector('#panel h2').textContent === 'Details'")
    browser.run("history.back()")
    browser.wait("return document.body.dataset.view === 'map'")
    browser.run("document.querySelector('[data-view=network]').click()")
    browser.driver.find_element("id", "leave").click()
    browser.wait("return location.href === 'about:blank'")
    browser.driver.back()
    browser.wait("return location.href === 'about:blank'")
    browser.driver.forward()
    browser.wait("return location.href === 'about:blank'")


def test_another_language_keeps_the_view_and_leaving_from_it_is_final(opened: Any, browser: Any) -> None:
    opened("view=journeys&route=story/jamshid&sex=man")
    browser.run("document.querySelector('nav a[lang=fr]').click()")
    browser.wait("return document.documentElement.lang === 'fr' && document.body.dataset.ready")
    assert "route=story/jamshid" in browser.driver.current_url
    assert "sex=man" in browser.driver.current_url
    browser.driver.find_element("id", "leave").click()
    browser.wait("return location.href === 'about:blank'")
    browser.driver.back()
    assert "index.html" not in browser.driver.current_url


# The search


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("UK", "United Kingdom"),
        ("Nigeria", "Nigeria"),
        ("Thialand", "Thailand"),
        ("IOM", "International Organization for Migration"),
    ],
)
def test_the_best_name_is_found_first(opened: Any, browser: Any, typed: str, first: str) -> None:
    opened()
    browser.driver.find_element("id", "search").send_keys(typed)
    assert browser.run("return document.querySelector('#found .pick').textContent") == first
    browser.run("document.querySelector('#found .pick').click()")
    assert browser.run("return document.getElementById('search').value") == ""
    assert text_of(browser, "#panel h2") == first


def test_a_member_finds_all_its_partnerships(opened: Any, browser: Any) -> None:
    opened("view=partnerships&at=organization/iom")
    own = browser.run(
        "return JSON.parse(document.getElementById('data').textContent)"
        ".partnerships.filter((one) => one.members.includes('organization/iom')).length"
    )
    opened("view=partnerships&table=partnerships&find=IOM")
    assert browser.run("return document.querySelectorAll('#rows tbody tr').length") == own >= 7


def test_what_has_nothing_to_do_with_the_picture_fades_nothing(opened: Any, browser: Any) -> None:
    opened()
    chosen = browser.run(
        "return JSON.parse(document.getElementById('data').textContent)"
        ".nodes.find((node) => node.id.startsWith('organization/') && !node.reach).id"
    )
    opened(f"at={chosen}")
    assert browser.run(PICTURE + "return p.shown.bright") is None
    opened(f"view=partnerships&at={quote('CHN → USA')}")
    bright = browser.run(PICTURE + "return p.shown.nodes.filter((node) => p.shown.bright.has(node.id)).length")
    assert bright > 3


# The published figures themselves


@pytest.mark.skipif(not GLOTIP.is_file(), reason="the published table is not beside this clone")
def test_the_figures_of_unodc_are_read_right(browser: Any, built: Path, make_figures: Any, tmp_path: Path) -> None:
    from survivorgraph.explorer.compose import GraphView, make_explorer_page
    from survivorgraph.explorer.page_html import write_page
    from survivorgraph.store.dataset import open_dataset

    store = make_figures(built, GLOTIP.read_text(encoding="utf-8", errors="replace"))
    page = write_page(make_explorer_page(GraphView(open_dataset(store))), tmp_path / "page.html")
    at = quote("ALB → GBR")
    browser.open(page, state=f"at={at}")
    assert "10,985 people (11 years added up, 2010–2022)" in text_of(browser, "#panel")
    for filtered in ("sex=woman", "form=forced-labor", "age=child"):
        browser.open(page, state=f"{filtered}&at={at}")
        assert "21,970" not in text_of(browser, "#panel")
        assert "there is no number for it" in text_of(browser, "#panel")
    browser.open(page)
    assert "317,010–336,618" in text_of(browser, "#drawn")
    assert "196,153–196,817 were detected in their own country" in text_of(browser, "#drawn")
    assert browser.run(PICTURE + CROSSED) == []
