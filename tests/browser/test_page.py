"""A page of any network in a browser: from a file, with no network, by mouse, by keyboard, at three widths."""

from __future__ import annotations

import itertools
from dataclasses import replace

import networkx as nx
import pytest

from survivorgraph.explorer.page import (
    OKABE_ITO,
    Column,
    CountedUnit,
    Facet,
    Kind,
    Page,
    PageCitation,
    PageFact,
    Route,
    Step,
)
from survivorgraph.explorer.page_html import page_frame, write_page

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>"
COUNTRY = Kind("country", "Country", OKABE_ITO["blue"], "dot")
TOLD = Kind("told", "As told", OKABE_ITO["slate"], "solid")
NAMES = ["Aralia", "Bemora", "Dorvania", "Eastmarch", "Galdria", "Hestia", "Islemark", "Österland"]


def make_fact(text, certainty="stated"):
    return PageFact(text, certainty, (PageCitation("Invented Report 2031", "Voices of the coast", 12, "ab12" * 16),))


def make_page(**changes):
    network = nx.DiGraph()
    for number, name in enumerate(NAMES):
        fact = make_fact(f"{name} is named in an account.", "inferred")
        network.add_node(name, name=name, kind="country", stories=number, facts=[fact], aliases=[f"Old {name}"])
    for number, (a, b) in enumerate(itertools.pairwise(NAMES), 1):
        fact = make_fact(f"A man from {a} was taken to {b}.")
        network.add_edge(a, b, kind="told", weight=number, weight_label=f"{number} stories", facts=[fact])
    page = Page(
        "Corridors between invented countries",
        network,
        [COUNTRY],
        [TOLD],
        note="A line counts stories, not people.",
        node_heading="Countries",
        edge_heading="Corridors",
        node_columns=[Column("stories", "Stories", numeric=True)],
        query="SELECT ?country WHERE { ?country a sg:Country }",
    )
    return replace(page, **changes)


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page and, at the end, see that it asked for nothing and that nothing went wrong in it."""
    opened_pages = []

    def open_page(page=None, **size):
        path = write_page(page or make_page(), tmp_path / "page.html")
        browser.open(path, **size)
        opened_pages.append(path.as_uri())
        return browser

    yield open_page
    assert browser.complaints() == []
    asked = [address for address in browser.requests() if not address.startswith("data:,")]
    assert {address.split("#")[0] for address in asked} <= set(opened_pages)


def point_of(browser, name):
    """Return where a node is drawn, from the middle of the picture, as the mouse of selenium counts."""
    return browser.run(
        """const box = document.getElementById("picture");
        const at = box.picture.network.getPosition(arguments[0]);
        const dom = box.picture.network.canvasToDOM(at);
        return [Math.round(dom.x - box.clientWidth / 2), Math.round(dom.y - box.clientHeight / 2)];""",
        name,
    )


def click_at(browser, x, y):
    from selenium.webdriver import ActionChains

    box = browser.driver.find_element("id", "picture")
    ActionChains(browser.driver).move_to_element_with_offset(box, x, y).click().perform()
    # vis-network waits this long for a second click before it reports the first.
    browser.run("return new Promise((done) => setTimeout(done, 450))")


def press(browser, *keys):
    from selenium.webdriver import ActionChains

    ActionChains(browser.driver).send_keys(*keys).perform()


def open_table(browser, name):
    browser.run("document.querySelector('.picker[data-table=\"' + arguments[0] + '\"]').click()", name)


def panel_of(browser):
    return browser.driver.find_element("id", "panel").text


def test_a_page_opened_from_a_file_asks_for_nothing_else(opened, browser):
    opened()
    assert browser.run("return document.querySelector('#picture canvas').width") > 500
    assert browser.run("return localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_the_picture_is_drawn(opened, browser):
    opened()
    colors = browser.run(
        """const canvas = document.querySelector("#picture canvas");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const found = new Set();
        for (let i = 0; i < pixels.length; i += 4) found.add(pixels.slice(i, i + 4).join());
        return [...found];"""
    )
    assert "0,114,178,255" in colors
    assert len(colors) > 20


def test_a_clicked_node_shows_its_facts_and_where_they_are_written(opened, browser):
    opened()
    click_at(browser, *point_of(browser, "Galdria"))
    text = panel_of(browser)
    for part in (
        "Galdria",
        "is named in an account",
        "inferred from the source",
        "Invented Report 2031",
        "ab12ab12ab12",
    ):
        assert part in text
    assert "12 words" in text
    assert "Eastmarch" in text
    assert "Hestia" in text


def test_a_clicked_name_selects_its_node_and_a_click_beside_clears(opened, browser):
    opened()
    x, y = point_of(browser, "Aralia")
    click_at(browser, x, y)
    assert "Aralia" in panel_of(browser)
    corner = browser.run("const box = document.getElementById('picture'); return [box.clientWidth, box.clientHeight]")
    click_at(browser, 10 - corner[0] // 2, 10 - corner[1] // 2)
    assert "Select a name or a line" in panel_of(browser)


def test_a_row_of_a_connection_shows_its_facts_and_marks_it_in_the_picture(opened, browser):
    opened()
    row = browser.driver.find_element("css selector", "#edges-table .pick[data-id='Galdria → Hestia']")
    browser.run("arguments[0].scrollIntoView({block: 'center'})", row)
    row.click()
    text = panel_of(browser)
    assert "A man from Galdria was taken to Hestia." in text
    assert "5 stories" in text
    assert "Voices of the coast" in text
    assert browser.run("return document.getElementById('picture').picture.network.getSelectedEdges()") == [
        "Galdria → Hestia"
    ]
    assert row.get_attribute("aria-pressed") == "true"


def test_the_keyboard_alone_reaches_rows_details_and_the_way_back(opened, browser):
    from selenium.webdriver import Keys

    opened()
    open_table(browser, "nodes")
    first = "#nodes-table .pick"
    for _ in range(60):
        press(browser, Keys.TAB)
        if browser.run("return document.activeElement.matches(arguments[0])", first):
            break
    else:
        pytest.fail("Tab never came to the table")
    press(browser, Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "panel"
    assert "Aralia is named in an account." in panel_of(browser)
    for _ in range(12):
        press(browser, Keys.TAB)
        if browser.run("return document.activeElement.textContent") == "Back to the table":
            break
    press(browser, Keys.ENTER)
    assert browser.run("return document.activeElement.matches(arguments[0])", first)


def test_arrow_keys_go_from_node_to_node_in_the_picture(opened, browser):
    from selenium.webdriver import Keys

    opened()
    browser.run("document.getElementById('picture').focus()")
    press(browser, Keys.ARROW_RIGHT)
    first = browser.run("return document.getElementById('status').textContent")
    assert first.startswith("Selected: ")
    moved = set()
    for key in (Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_UP):
        press(browser, key)
        moved.add(browser.run("return document.getElementById('status').textContent"))
    assert len(moved) > 1
    press(browser, Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "panel"


def test_the_search_finds_names_and_aliases_whatever_the_accents(opened, browser):
    opened()
    open_table(browser, "nodes")
    rows = "[...document.querySelectorAll('#nodes-table tbody tr')]"
    shown = f"return {rows}.filter((row) => !row.hidden).map((row) => row.dataset.id)"
    field = browser.driver.find_element("id", "search")
    for typed, expected in (("osterl", ["Österland"]), ("old gal", ["Galdria"]), ("zzz", [])):
        field.clear()
        field.send_keys(typed)
        assert browser.run(shown) == expected
    assert browser.driver.find_element("id", "none-found").is_displayed()
    assert not browser.driver.find_element("id", "found").is_displayed()
    field.clear()
    browser.run("arguments[0].dispatchEvent(new Event('input'))", field)
    assert len(browser.run(shown)) == len(NAMES)


def test_a_column_of_numbers_sorts_down_first_and_then_up(opened, browser):
    from selenium.webdriver import Keys

    opened()
    order = "return [...document.querySelectorAll('#edges-table tbody tr')].map((row) => row.cells[2].textContent[0])"
    header = browser.driver.find_element("css selector", "#edges-table thead th:nth-child(3) button")
    browser.run("arguments[0].scrollIntoView({block: 'center'})", header)
    header.click()
    assert browser.run(order) == list("7654321")
    assert browser.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "descending"
    press(browser, Keys.ENTER)
    assert browser.run(order) == list("1234567")
    assert browser.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"


def test_the_zoom_buttons_zoom(opened, browser):
    opened()
    scale = "return document.getElementById('picture').picture.network.getScale()"
    before = browser.run(scale)
    browser.driver.find_element("id", "zoom-in").click()
    assert browser.run(scale) > before
    browser.driver.find_element("id", "zoom-out").click()
    browser.driver.find_element("id", "zoom-out").click()
    assert browser.run(scale) < before
    browser.driver.find_element("id", "zoom-fit").click()
    assert browser.run(scale) == pytest.approx(before)


def test_a_shared_address_opens_with_the_same_selection(opened, browser):
    opened()
    open_table(browser, "nodes")
    browser.run("document.querySelector(\"#nodes-table .pick[data-id='Österland']\").click()")
    address = browser.driver.current_url
    assert "#" in address
    browser.driver.get("about:blank")
    browser.driver.get(address)
    assert "Österland is named in an account." in panel_of(browser)


def test_leaving_goes_to_an_empty_page_and_back_does_not_return(browser, tmp_path):
    browser.open(write_page(make_page(), tmp_path / "page.html"))
    browser.driver.find_element("id", "leave").click()
    assert browser.driver.current_url == "about:blank"
    browser.driver.back()
    assert "page.html" not in browser.driver.current_url


def make_hostile_page():
    network = nx.DiGraph()
    told = PageFact(HOSTILE, "stated", (PageCitation(HOSTILE, HOSTILE, 3, HOSTILE),))
    network.add_node("a", name=HOSTILE, kind="k", facts=[told], aliases=[HOSTILE], cell=HOSTILE)
    network.add_node("b", name="</script><script>alert(2)</script>", kind="k")
    tags = {"f": [HOSTILE, "b"]}
    entries = [CountedUnit("r", tags=tags, facts=(told,)), CountedUnit("s", tags={"f": ["b"]})]
    network.add_edge("a", "b", name=HOSTILE, kind="e", weight_label=HOSTILE, entries=entries)
    return Page(
        HOSTILE,
        network,
        [Kind("k", HOSTILE, "#0072b2", "dot")],
        [Kind("e", HOSTILE, "#0072b2", "dotted", unit=(HOSTILE, HOSTILE), facets=("f",))],
        note=HOSTILE,
        subtitle=HOSTILE,
        node_heading=HOSTILE,
        edge_heading=HOSTILE,
        node_columns=[Column("cell", HOSTILE)],
        legend=[HOSTILE],
        steps=[Step(HOSTILE, HOSTILE, (told,), "a")],
        query=HOSTILE,
        facets=[Facet("f", HOSTILE, {HOSTILE: HOSTILE, "b": HOSTILE})],
        routes=[Route("r", HOSTILE, HOSTILE, (Step(HOSTILE, HOSTILE, (told,), ("a", "b")),), {"f": [HOSTILE]})],
        queries={HOSTILE: HOSTILE},
        links=[("en", HOSTILE, "index.html")],
    )


def test_a_hostile_name_is_text_in_title_table_panel_tooltip_and_search(opened, browser):
    from selenium.webdriver import ActionChains

    opened(make_hostile_page())
    assert browser.driver.title == HOSTILE
    open_table(browser, "nodes")
    click_at(browser, *point_of(browser, "a"))
    for selector in (
        "h1",
        "#panel h2",
        "#panel .facts p",
        "#panel cite",
        "#status",
        "#nodes-table caption",
        "#nodes-table thead",
        ".legend",
        ".steps",
        ".facet summary",
    ):
        assert HOSTILE in browser.driver.find_element("css selector", selector).text
    box = browser.driver.find_element("id", "picture")
    x, y = point_of(browser, "a")
    ActionChains(browser.driver).move_to_element_with_offset(box, x + 40, y + 90).move_to_element_with_offset(
        box, x, y
    ).perform()
    browser.run("return new Promise((done) => setTimeout(done, 500))")
    assert browser.run("return document.querySelector('.vis-tooltip strong').textContent") == HOSTILE
    browser.driver.find_element("id", "search").send_keys(HOSTILE)
    assert browser.run("return document.querySelectorAll('img').length") == 0
    assert browser.run("return document.scripts.length") == 3
    assert browser.run("return window.seen") == []


def test_a_hostile_address_selects_nothing(opened, browser, tmp_path):
    opened()
    browser.driver.get((tmp_path / "page.html").as_uri() + "#%3Cimg%20src=x%20onerror=alert(1)%3E%")
    assert "Select a name or a line" in panel_of(browser)


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844), (640, 400)], ids=["desk", "phone", "zoomed"])
@pytest.mark.parametrize("make", [make_page, make_hostile_page], ids=["plain", "hostile"])
def test_nothing_runs_out_of_the_page_sideways(opened, browser, make, width, height):
    opened(make(), width=width, height=height)
    assert browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_every_node_is_inside_the_picture_on_a_phone(opened, browser):
    opened(width=390, height=844)
    size = browser.run(
        "const box = document.getElementById('picture'); return [box.clientWidth / 2, box.clientHeight / 2]"
    )
    for name in NAMES:
        x, y = point_of(browser, name)
        assert abs(x) < size[0]
        assert abs(y) < size[1]


def test_without_script_tables_steps_and_notes_are_there(browser, tmp_path):
    steps = [Step("transit", "By sea", (make_fact("They crossed at night."),), ("Aralia", "Bemora"))]
    path = write_page(make_page(steps=steps), tmp_path / "page.html")
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(path.as_uri())
        shown = browser.driver.find_element("tag name", "body").text
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    for part in ("They crossed at night.", "Österland", "A line counts stories", "Leave this page", "need JavaScript"):
        assert part in shown


def test_an_empty_network_opens_quietly(opened, browser):
    opened(Page("Nothing here", nx.Graph(), []))
    assert "There is nothing to draw" in browser.driver.find_element("tag name", "main").text


def test_in_a_sandboxed_frame_the_page_works_and_reaches_nothing(browser, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{page_frame(make_page())}", encoding="utf-8")
    browser.open(path)
    browser.driver.switch_to.frame(0)
    open_table(browser, "nodes")
    browser.run("document.querySelector('#nodes-table .pick').click()")
    assert "Aralia is named in an account." in panel_of(browser)
    assert browser.run("try { return Boolean(window.parent.document) } catch { return false }") is False
    browser.driver.switch_to.default_content()
    assert [entry["message"] for entry in browser.driver.get_log("browser")] == []
    assert all(address.startswith(("file:", "data:,", "about:srcdoc")) for address in browser.requests())
