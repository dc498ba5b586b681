"""The page of the shipped graph in a browser: every view, filter and file, and what a first reader finds in it."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.browser

VIEWS = ("map", "network", "journeys", "partnerships")
SIZES = {"desk": (1400, 900), "tablet": (768, 1024), "phone": (390, 844), "zoomed": (700, 450)}
DRAWN = "const p = document.getElementById('picture').picture; return p.shown.%s"


@pytest.fixture
def opened(browser, built):
    """Open the shipped page at a state and, at the end, see that it asked for nothing and nothing went wrong."""
    page = built / "site" / "index.html"

    def open_page(state="", **size):
        browser.open(page, state=state, **size)
        return browser

    yield open_page
    assert browser.complaints() == []
    asked = [address for address in browser.requests() if not address.startswith(("data:", "blob:"))]
    assert {address.split("#")[0] for address in asked} <= {page.as_uri()}


def text_of(browser, selector):
    return browser.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)


def click(browser, selector):
    browser.run("document.querySelector(arguments[0]).click()", selector)


def drawn_edges(browser):
    return browser.run(DRAWN % "edges.map((one) => one.item.id)")


def drawn_nodes(browser):
    return browser.run(DRAWN % "nodes.map((one) => one.id)")


def table_rows(browser):
    return browser.run("return [...document.querySelectorAll('#rows tbody tr')].map((row) => row.textContent)")


def set_filter(browser, key, value, on=True):
    script = """const [key, value, on] = arguments;
    const name = (one) => one.querySelector("summary").firstChild.textContent;
    const box = [...document.querySelectorAll("#filters details")].find((one) => name(one) === key);
    box.open = true;
    const label = (one) => one.children[one.querySelector("svg") ? 2 : 1].textContent;
    const row = [...box.querySelectorAll("label")].find((one) => label(one) === value);
    if (row.querySelector("input").checked !== on) row.querySelector("input").click();"""
    browser.run(script, key, value, on)


# What a person who has never seen it finds


def test_through_which_country_jamshid_came_and_where_it_is_written(opened, browser):
    opened()
    browser.driver.find_element("id", "search").send_keys("jamsh")
    click(browser, "#found .pick")
    panel = text_of(browser, "#panel")
    assert "Uzbekistan → Thailand → Burma" in panel
    click(browser, "#panel .action")
    assert browser.run("return document.body.dataset.view") == "journeys"
    steps = browser.run("return [...document.querySelectorAll('#panel .steps h3')].map((one) => one.textContent)")
    assert steps == ["Uzbekistan → Thailand", "Thailand → Burma", "Burma → Thailand", "Thailand → Uzbekistan"]
    assert "Trafficking in Persons Report" in text_of(browser, "#panel .evidence cite")
    assert len(drawn_edges(browser)) == 4


def test_which_organizations_worked_with_iom_and_where_it_is_written(opened, browser):
    opened("view=partnerships&at=organization/iom")
    panel = text_of(browser, "#panel")
    assert "International Organization for Migration" in panel
    assert "Works with" in panel
    for name in ("Microsoft", "Amazon", "Salesforce", "British Telecommunications", "Tech Against Trafficking"):
        assert name in panel
    browser.run("[...document.querySelectorAll('#panel .pick')].find((one) => one.textContent === 'Microsoft').click()")
    assert text_of(browser, "#panel .evidence cite")


def test_which_corridor_nobody_covers_and_where_it_is_written(opened, browser):
    opened("view=partnerships")
    told = browser.run("return [...document.querySelectorAll('#drawn .pick')].map((one) => one.textContent)")
    assert "Ghana → Lebanon" in told
    click(browser, "#drawn .pick")
    panel = text_of(browser, "#panel")
    assert "By nobody" in panel
    assert "Trafficking in Persons Report" in panel


# Views


def test_the_same_nodes_move_from_the_map_to_the_network(opened, browser):
    opened()
    nodes, edges = drawn_nodes(browser), drawn_edges(browser)
    at = "const p = document.getElementById('picture').picture; return p.network.getPosition('UZB')"
    before = browser.run(at)
    click(browser, "[data-view=network]")
    browser.wait("return !document.getElementById('picture').dataset.moving")
    assert sorted(drawn_nodes(browser)) == sorted(nodes)
    assert sorted(drawn_edges(browser)) == sorted(edges)
    assert browser.run(at) != before
    click(browser, "[data-view=map]")
    browser.wait("return !document.getElementById('picture').dataset.moving")
    assert browser.run(at) == before


def test_the_map_has_land_and_every_drawn_node_is_in_the_picture(opened, browser):
    for width, height in SIZES.values():
        opened(width=width, height=height)
        outside = browser.run(
            """const box = document.getElementById("picture"), p = box.picture;
            return p.shown.nodes.filter((node) => {
              const at = p.network.canvasToDOM(p.place(node));
              return at.x < 0 || at.y < 0 || at.x > box.clientWidth || at.y > box.clientHeight;
            }).map((node) => node.name);"""
        )
        assert outside == []
    pixels = browser.run(
        """const canvas = document.querySelector("#picture canvas");
        const found = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let land = 0;
        const is = (i) => found[i] === 233 && found[i + 1] === 228 && found[i + 2] === 214;
        for (let i = 0; i < found.length; i += 4) land += is(i);
        return land / (found.length / 4);"""
    )
    assert 0.05 < pixels < 0.6


def test_a_journey_is_chosen_from_the_list_and_its_step_marked_in_the_picture(opened, browser):
    opened("view=journeys")
    assert browser.run("return document.querySelectorAll('.route').length") == 18
    browser.run("document.querySelector('.route[data-route=\"story/feba\"]').click()")
    assert browser.run("return document.querySelector('.route[aria-current]').dataset.route") == "story/feba"
    click(browser, "#panel .steps .pick")
    assert browser.run("return document.querySelectorAll('#panel .steps li.chosen').length") == 1
    assert browser.run(DRAWN.replace("shown.%s", "network.getSelectedEdges().length")) == 1


def test_the_reach_of_an_organization_is_shown_on_the_map(opened, browser):
    opened("view=partnerships&at=organization/a21")
    browser.run(
        """[...document.querySelectorAll("#panel button")]
        .find((one) => one.textContent.startsWith("Show its reach")).click()"""
    )
    assert browser.run("return document.body.dataset.view") == "map"
    reach = browser.run("return document.getElementById('picture').picture.shown.bright.size")
    assert reach > 2


# Filters


def test_a_filter_moves_picture_table_counts_and_address_at_once(opened, browser):
    opened()
    before = drawn_edges(browser)
    set_filter(browser, "Form", "domestic servitude")
    assert 0 < len(drawn_edges(browser)) < len(before)
    assert 0 < len(table_rows(browser)) < 20
    assert "form=domestic-servitude" in browser.driver.current_url
    assert "Form: domestic servitude" in text_of(browser, ".chips")
    click(browser, "[data-view=journeys]")
    assert browser.run("return document.querySelectorAll('.route').length") == 6
    click(browser, ".chip.all")
    assert browser.run("return document.querySelectorAll('.route').length") == 18


@pytest.mark.parametrize(
    ("view", "facet", "value"),
    [
        ("map", "Stage", "transit"),
        ("map", "Sex", "girl"),
        ("map", "Age group", "child"),
        ("map", "Sector", "households as employers"),
        ("map", "Country", "Nepal"),
        ("map", "Covered", "by nobody that is named"),
        ("partnerships", "Year", "2023"),
        ("partnerships", "Source", "A21"),
        ("partnerships", "Organization kind", "company"),
        ("partnerships", "Service", "shelter"),
        ("partnerships", "Industry", ""),
        ("partnerships", "Country", ""),
    ],
)
def test_every_filter_leaves_fewer_and_goes_away_again(opened, browser, view, facet, value):
    opened(f"view={view}")
    before = len(table_rows(browser)) + 1000 * len(drawn_nodes(browser)) + len(drawn_edges(browser))
    found = browser.run(
        """const [facet, value] = arguments;
        const name = (one) => one.querySelector("summary").firstChild.textContent;
        const box = [...document.querySelectorAll("#filters details:not([hidden])")].find((one) => name(one) === facet);
        if (!box) return null;
        const row = [...box.querySelectorAll("label")].find((one) => one.children[1].textContent.startsWith(value));
        if (!row) return [...box.querySelectorAll("label")].map((one) => one.textContent);
        row.querySelector("input").click();
        return "set";""",
        facet,
        value,
    )
    assert found == "set"
    rest = "const s = document.getElementById('picture').state; return [...s.filters.keys()]"
    assert len(browser.run(rest)) == 1
    after = len(table_rows(browser)) + 1000 * len(drawn_nodes(browser)) + len(drawn_edges(browser))
    assert after != before
    click(browser, ".chip.all")
    assert len(table_rows(browser)) + 1000 * len(drawn_nodes(browser)) + len(drawn_edges(browser)) == before


def test_coverage_follows_the_organizations_that_are_left(opened, browser):
    opened("view=partnerships")
    everyone = text_of(browser, "#drawn")
    set_filter(browser, "Organization kind", "company")
    assert text_of(browser, "#drawn") != everyone
    assert "Covered jointly: 0" in text_of(browser, "#drawn")


def test_the_page_counts_coverage_as_the_measures_do(opened, browser, built):
    text = (built / "measures" / "coverage.csv").read_text(encoding="utf-8")
    measured = list(csv.DictReader(io.StringIO(text)))
    opened("view=partnerships&table=coverage")
    shown = browser.run(
        """return [...document.querySelectorAll("#coverage-table tbody tr")]
        .map((row) => [0, 1, 2].map((i) => row.cells[i].textContent));"""
    )
    short = {
        "none": "by nobody that is named",
        "one end": "one end only",
        "separately": "both ends, separately",
        "jointly": "both ends, jointly",
    }
    assert sorted(shown) == sorted([row["origin"], row["destination"], short[row["coverage"]]] for row in measured)


def test_lines_are_switched_and_the_least_weight_set(opened, browser):
    opened()
    before = drawn_edges(browser)
    set_filter(browser, "Lines", "Return or onward, after the exploitation")
    assert len(drawn_edges(browser)) > len(before)
    browser.run("const box = document.getElementById('least'); box.value = '2'; box.dispatchEvent(new Event('change'))")
    assert drawn_edges(browser) == []
    assert "Take away a filter" in text_of(browser, "#picture-empty")
    assert "min=2" in browser.driver.current_url


def test_the_name_of_a_journey_finds_its_ways_and_enter_opens_it(opened, browser):
    from selenium.webdriver import Keys

    opened()
    browser.driver.find_element("id", "search").send_keys("jamsh")
    assert text_of(browser, "#status").startswith("1 of ")
    assert "Uzbekistan" in text_of(browser, "#edges-table")
    browser.driver.find_element("id", "search").send_keys(Keys.ENTER)
    assert "Uzbekistan → Thailand → Burma" in text_of(browser, "#panel")


def test_what_is_found_in_another_table_is_said_and_nothing_fades(opened, browser):
    opened()
    browser.driver.find_element("id", "search").send_keys("Organization for Migration")
    assert "under the search box" in text_of(browser, "#none-found")
    assert browser.run("return document.getElementById('picture').picture.shown.bright") is None


def test_on_a_phone_what_is_found_is_read_from_its_beginning(opened, browser):
    opened(width=390, height=844)
    browser.driver.find_element("id", "search").send_keys("jamsh")
    click(browser, "#found .pick")
    assert 0 < browser.run("return document.querySelector('#panel h2').getBoundingClientRect().top") < 300


def test_who_stands_at_one_end_is_said_with_the_end(opened, browser):
    opened("view=partnerships&table=coverage")
    cells = browser.run("return [...document.querySelectorAll('#coverage-table tbody tr')].map((row) => row.innerText)")
    row = next(cell for cell in cells if cell.startswith("China"))
    assert "Enforcement Initiative (United States)" in row


def test_an_alias_finds_a_country(opened, browser):
    opened()
    browser.driver.find_element("id", "search").send_keys("Myanmar")
    found = browser.run("return [...document.querySelectorAll('#found .pick')].map((one) => one.textContent)")
    assert found[0] == "Burma"


def test_a_shared_address_opens_the_same_view(opened, browser):
    state = f"view=network&form=domestic-servitude&table=nodes&sort=nodes,0,down&at={quote('GHA → LBN')}"
    opened(state)
    assert browser.run("return document.body.dataset.view") == "network"
    assert table_rows(browser)[0].startswith("Venezuela")
    assert "Ghana → Lebanon" in text_of(browser, "#panel h2")


@pytest.mark.parametrize(
    "state", ["view=globe", "form=%3Cimg%20src=x%20onerror=alert(1)%3E", "at=%", "sort=x,-1,y&table=z&min=-3"]
)
def test_a_strange_address_opens_quietly(opened, browser, state):
    opened(state)
    assert len(drawn_edges(browser)) > 5
    assert browser.run("return document.querySelectorAll('img').length") == 0


# Files


def saved(browser, button):
    """Return the name and the text of the file that a button makes."""
    browser.run(
        """const made = URL.createObjectURL, go = HTMLAnchorElement.prototype.click;
        window.saved = null;
        URL.createObjectURL = (blob) => { window.blob = blob; return made.call(URL, blob); };
        HTMLAnchorElement.prototype.click = function () {
          const name = this.download;
          window.blob.text().then((text) => (window.saved = [name, text, window.blob.size]));
          HTMLAnchorElement.prototype.click = go;
          URL.createObjectURL = made;
        };
        document.getElementById(arguments[0]).click();""",
        button,
    )
    browser.wait("return window.saved !== null")
    return browser.run("return window.saved")


def test_the_table_is_saved_as_it_is_shown(opened, browser):
    opened("form=domestic-servitude")
    name, text, _ = saved(browser, "export-csv")
    assert name == "survivorgraph-map-domestic-servitude.csv"
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == len(table_rows(browser))
    assert rows[0].keys() >= {"From", "To", "id", "note"}
    assert all(row["Written in"].startswith("Trafficking in Persons Report") for row in rows)
    assert any("Box: Nepal" in row["Written in"] for row in rows)
    assert all("not what happened" in row["note"] for row in rows)


def test_the_picture_is_saved_whole(opened, browser):
    opened()
    name, text, _ = saved(browser, "export-svg")
    assert name == "survivorgraph-map.svg"
    root = ElementTree.fromstring(text)
    words = "".join(root.itertext())
    assert "Uzbekistan" in words
    assert "not what happened" in words
    name, _, size = saved(browser, "export-png")
    assert name == "survivorgraph-map.png"
    assert size > 20_000


def test_the_network_is_saved_for_other_programs(opened, browser, tmp_path):
    import networkx as nx

    opened("view=network")
    _, text, _ = saved(browser, "export-gexf")
    path = tmp_path / "network.gexf"
    path.write_text(text, encoding="utf-8")
    read = nx.read_gexf(path)
    assert set(drawn_nodes(browser)) <= set(read)
    assert read.nodes["UZB"]["label"] == "Uzbekistan"


# For every person


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_runs_out_of_the_page_sideways(opened, browser, view, size):
    width, height = SIZES[size]
    opened(f"view={view}", width=width, height=height)
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_axe_finds_no_violation(opened, browser, view, size):
    width, height = SIZES[size]
    opened(f"view={view}&at=organization/iom", width=width, height=height)
    browser.run("document.querySelector('details.facet:not([hidden])').open = true")
    assert browser.axe() == []


def test_the_keyboard_alone_sets_and_clears_a_filter(opened, browser):
    from selenium.webdriver import ActionChains, Keys

    opened()
    browser.run("document.querySelector('#filters details:nth-of-type(2) summary').focus()")
    ActionChains(browser.driver).send_keys(Keys.ENTER, Keys.TAB, Keys.SPACE).perform()
    assert "form=" in browser.driver.current_url
    ActionChains(browser.driver).send_keys(Keys.SPACE).perform()
    assert "form=" not in browser.driver.current_url
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    assert browser.run("return document.activeElement.tagName") == "SUMMARY"
    assert browser.run("return document.querySelector('#filters details[open]')") is None


def test_a_filter_is_applied_before_the_click_returns(opened, browser):
    opened()
    click = "document.querySelector('#filters .rows input').click(); return location.hash"
    before = browser.run("return location.hash")
    hashes = [browser.run(click) for _ in range(4)]
    assert hashes[0] == hashes[2] != before
    assert hashes[1] == hashes[3] != hashes[0]


def test_the_page_opens_in_french(browser, built):
    browser.open(built / "site" / "index.fr.html", state="view=journeys&route=story/jamshid")
    assert "Ouzbékistan → Thaïlande" in text_of(browser, "#panel")
    assert browser.complaints() == []


# Figures


def test_figures_are_drawn_with_their_interval_beside_the_stories(browser, built, figures_page):
    browser.open(figures_page)
    assert {"KEN → LBN", "KEN → LBN (2)", "NPL → LBN"} <= set(drawn_edges(browser))
    edge = "KEN → LBN (2)"
    browser.run("location.hash = '#at=' + encodeURIComponent(arguments[0])", edge)
    browser.wait("return document.querySelector('#panel').textContent.includes('people')")
    panel = text_of(browser, "#panel")
    assert "12–16 people" in panel
    assert "The figure is an interval: at least 12, at most 16" in panel
    browser.open(figures_page, state=f"year=2019&at={quote(edge)}")
    assert "0–4 people" in text_of(browser, "#panel")
    assert browser.complaints() == []
