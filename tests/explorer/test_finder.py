"""The page's search ranks what it has as `survivorgraph find` does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import survivorgraph
from survivorgraph.explorer.compose import GraphView, make_explorer_page
from survivorgraph.explorer.page_data import Tables
from survivorgraph.explorer.page_html import list_data
from survivorgraph.lookup.results import Hit
from survivorgraph.store.dataset import open_dataset

NAMED = ("the name", "the beginning of the name", "a word of the name", "words of the name")
TEXTS = (
    *("UK", "Nepal", "Thialand", "IOM", "OSCE", "Quizrr", "jamsh", "Organization for Migration", "united", "Népal"),
    *("Tech Against Trafficking", "against trafficking tech", "Myanmar", "hanoukvill", "government", "Venezuela"),
    *("TH", "A21", "feba", "zzzz"),
)


@pytest.fixture(scope="module")
def found(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], list[str]]]:
    """Return by text what the page's finder lists and what it leaves in picture and tables."""
    program = shutil.which("node")
    if program is None:
        reason = "node is not installed (Debian: apt install nodejs)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    page = make_explorer_page(GraphView(open_dataset(built)))
    file = tmp_path_factory.mktemp("finder") / "data.json"
    file.write_text(json.dumps({"data": list_data(page, Tables(page)), "texts": TEXTS}), encoding="utf-8")
    folder = Path(str(files("survivorgraph.explorer"))) / "scripts"
    command = [program, Path(__file__).with_name("finder.mjs"), file, folder]
    answers: list[Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {text: (listed, left) for text, (listed, left) in zip(TEXTS, answers, strict=True)}


def name_on_page(hit: Hit) -> str:
    """Return the id that a thing has on the page."""
    kind, _, key = hit.key.partition(":")
    return key if kind in ("country", "locality") else f"{kind}/{key}"


@pytest.mark.parametrize("text", TEXTS)
def test_names_are_ranked_alike(text: str, found: dict[str, tuple[list[str], list[str]]], built: Path) -> None:
    kinds = ("country", "story", "organization", "partnership", "place")
    hits = survivorgraph.open_dataset(built).find(text, limit=500, kinds=kinds).hits
    listed = found[text][0]
    named = [name_on_page(hit) for hit in hits if hit.match in NAMED]
    both = [one for one in named if one in listed]
    assert [one for one in listed if one in both] == both
    assert both or not named


def test_the_examples(found: dict[str, tuple[list[str], list[str]]]) -> None:
    assert found["UK"][0][0] == "GBR"
    assert "khm-sihanoukville" not in found["UK"][0]
    assert found["Thialand"][0][0] == "THA"
    assert {"partnership/quizrr-iom", "partnership/quizrr-ulula"} <= set(found["Quizrr"][1])
    assert found["zzzz"] == ([], [])
