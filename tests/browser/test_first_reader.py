"""A first reader finds three answers, and where each is written, with the mouse and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

JAMSHID = ("Uzbekistan → Thailand", "Thailand → Burma", "Trafficking in Persons Report, June 2023", "fingerprint")
PARTNERS = ("Amazon", "British Telecommunications", "Microsoft", "Salesforce", "Tech Against Trafficking")


class Reader:
    """Use a page as a person does: real keys and a real mouse."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.browser.driver).send_keys(*keys).perform()

    def tab_to(self, text: str, within: str, most: int = 90) -> None:
        """Go on with Tab until what has the focus is called this; fail where it never comes."""
        from selenium.webdriver import Keys

        here = """const at = document.activeElement, [text, within] = arguments;
        const name = at.ariaLabel || at.labels?.[0]?.textContent || at.textContent;
        return Boolean(at.closest(within)) && name === text;"""
        for _ in range(most):
            self.press(Keys.TAB)
            if self.browser.run(here, text, within):
                return
        pytest.fail(f"Tab never came to {text}")

    def click(self, text: str, within: str) -> None:
        """Click what is called this, after it was scrolled to."""
        from selenium.webdriver import ActionChains

        found = self.browser.run(
            """const [text, within] = arguments;
            const all = [...document.querySelectorAll(`${within} button`)];
            const found = all.find((one) => one.checkVisibility() && one.textContent === text);
            found?.scrollIntoView({ block: "center" });
            return found;""",
            text,
            within,
        )
        assert found is not None, f"nothing is called {text}"
        ActionChains(self.browser.driver).move_to_element(found).click().perform()

    def panel(self) -> str:
        return str(self.browser.driver.find_element("id", "panel").text)

    def cited(self) -> str:
        """Return where the first fact of the panel is written."""
        return str(self.browser.run("return document.querySelector('#panel .evidence li').textContent"))


@pytest.fixture
def reader(browser: Any, built: Any) -> Reader:
    """Open the shipped page for somebody who comes to it for the first time."""
    browser.open(built / "site" / "index.html", width=1280, height=800)
    return Reader(browser)


def by_keyboard(reader: Reader) -> Callable[[str, str], None]:
    from selenium.webdriver import Keys

    def take(text: str, within: str) -> None:
        reader.tab_to(text, within)
        reader.press(Keys.ENTER)

    return take


@pytest.fixture(params=["mouse", "keyboard"])
def take(request: Any, reader: Reader) -> Callable[[str, str], None]:
    """Return how a control is used: with the mouse or with Tab and Enter."""
    return reader.click if request.param == "mouse" else by_keyboard(reader)


def test_through_which_country_jamshid_came(reader: Reader, take: Callable[[str, str], None]) -> None:
    take("Journeys", "#views")
    take("Jamshid", "#routes")
    assert "Uzbekistan → Thailand → Burma" in reader.panel()
    for part in JAMSHID:
        assert part in reader.panel()
    assert reader.browser.driver.current_url.endswith("#view=journeys&route=story/jamshid")
    assert reader.browser.run("return document.activeElement.id") == "panel"


def test_which_organizations_worked_with_iom(reader: Reader, take: Callable[[str, str], None]) -> None:
    take("International Organization for Migration", "#panel")
    told = reader.panel()
    assert told.index("Works with") < told.index("What is written")
    for name in PARTNERS:
        assert name in told
    take("Microsoft", "#panel")
    assert "International Organization for Migration – Microsoft" in reader.panel()
    assert "fingerprint" in reader.cited()


def test_iom_is_found_by_the_letters_that_everybody_knows(reader: Reader) -> None:
    from selenium.webdriver import Keys

    reader.tab_to("Find a name", ".search")
    reader.press(*"IOM")
    reader.tab_to("International Organization for Migration", "#found")
    reader.press(Keys.ENTER)
    assert "Works with" in reader.panel()


def test_which_corridor_nobody_covers(reader: Reader, take: Callable[[str, str], None]) -> None:
    take("Ghana → Lebanon", "#panel")
    assert "By nobody: the sources name no organization or partnership at either end." in reader.panel()
    assert "Box: Ghana—Lebanon" in reader.cited()


def test_a_link_to_a_journey_opens_it(browser: Any, built: Any) -> None:
    browser.open(built / "site" / "index.html", state="view=journeys&route=story/jamshid")
    assert browser.run("return document.querySelector('#panel h2').textContent") == "Jamshid"
    assert browser.run("return document.querySelector('.route[aria-current]').textContent") == "Jamshid"
