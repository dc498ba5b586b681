"""Start one headless Chromium for all tests of pages, cut off from any network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

WATCH = """
window.seen = [];
window.alert = (text) => window.seen.push(`alert ${text}`);
document.addEventListener("securitypolicyviolation", (event) => window.seen.push(`policy ${event.violatedDirective}`));
window.addEventListener("error", (event) => window.seen.push(`error ${event.message}`));
"""
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1400,900",
)


@dataclass
class Browser:
    """Open pages and tell what they did."""

    driver: object
    axe_script: str | None = None

    def open(self, path: Path, *, state: str = "", width: int = 1400, height: int = 900) -> None:
        """Open a file at a state in a window of this size, with the records of earlier pages emptied."""
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
        )
        self.driver.get(f"{path.as_uri()}#{state}" if state else path.as_uri())
        self.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, script: str, *values: object) -> object:
        """Run a script in the page and return what it returns."""
        return self.driver.execute_script(script, *values)

    def wait(self, script: str, seconds: float = 60) -> None:
        """Wait until a script returns something true; the seconds are a safety limit, no claim about speed."""
        end = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)

    def axe(self) -> list[str]:
        """Run axe-core in the page and return its violations, one line each."""
        if self.axe_script is None:
            miss("axe-core is not installed (npm install --global axe-core)")
        self.run(self.axe_script)
        found = self.driver.execute_async_script("const done = arguments[0]; axe.run().then(done)")
        return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]

    def requests(self) -> list[str]:
        """List the addresses that the page asked for since it was opened."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = ("Network.requestWillBeSent", "Network.webSocketCreated")
        return [entry["params"].get("request", entry["params"])["url"] for entry in entries if entry["method"] in asked]

    def complaints(self) -> list[str]:
        """List alerts, violations of the policy, script errors, and what the console holds."""
        return [*self.run("return window.seen"), *(entry["message"] for entry in self.driver.get_log("browser"))]


def miss(reason: str) -> None:
    """Skip on a desk, and fail in CI, for what is not installed."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def read_axe() -> str | None:
    """Read the script of axe-core, which checks a page by the rules of WCAG, from where npm put it."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    root = subprocess.run([npm, "root", "--global"], capture_output=True, check=True, text=True).stdout.strip()
    script = Path(root) / "axe-core" / "axe.min.js"
    return script.read_text(encoding="utf-8") if script.is_file() else None


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Return a browser without a network; without Chromium, skip on a desk and fail in CI."""
    programs = [shutil.which("chromium"), shutil.which("chromedriver")]
    if not all(programs):
        miss("chromium and chromedriver are not installed (Debian: apt install chromium chromium-driver)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = programs[0]
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(programs[1]))
    driver.execute_cdp_cmd("Network.enable", {})
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield Browser(driver, read_axe())
    driver.quit()


@pytest.fixture(scope="session")
def figures_page(built_invented: Path, make_figures, make_once) -> Path:
    """Return the page of the invented data with invented figures, published as UNODC does, imported beside them."""
    from survivorgraph.explorer.compose import GraphView, make_explorer_page
    from survivorgraph.explorer.page_html import write_page
    from survivorgraph.store.dataset import open_dataset

    def fill(folder: Path) -> None:
        write_page(make_explorer_page(GraphView(open_dataset(figures))), folder / "page.html")

    figures = make_figures(built_invented)
    return make_once("figures-page", fill) / "page.html"
