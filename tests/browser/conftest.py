"""Start one headless Chromium for all tests of pages, cut off from any network."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass
from importlib.resources import files
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

    def wait(self, script: str, seconds: float = 10) -> None:
        """Wait until a script returns something true; fail where it does not."""
        end = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)

    def axe(self) -> list[str]:
        """Run axe-core in the page and return its violations, one line each."""
        self.run(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
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


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Return a browser without a network; without Chromium, skip on a desk and fail in CI."""
    programs = [shutil.which("chromium"), shutil.which("chromedriver")]
    if not all(programs):
        reason = "chromium and chromedriver are not installed (Debian: apt install chromium chromium-driver)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
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
    yield Browser(driver)
    driver.quit()


FIGURES = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2018,Counts,12,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2019,Counts,<5,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Nepal,Total,Total,2019,Counts,7,CTS
"""


@pytest.fixture(scope="session")
def figures_page(built_invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the invented data with invented figures, published as UNODC does, imported beside them."""
    from survivorgraph.imports import run_import
    from survivorgraph.publish.explorer import write_page
    from survivorgraph.publish.pages import Material, make_explorer_page
    from survivorgraph.store.dataset import open_dataset

    folder = tmp_path_factory.mktemp("figures")
    shutil.copytree(built_invented, folder / "build")
    (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    run_import("glotip", [folder / "figures.csv"], store=folder / "build")
    return write_page(make_explorer_page(Material(open_dataset(folder / "build"))), folder / "page.html")
