"""Editors accept what the reader accepts, and mark what it refuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from survivorgraph.resources import data_dir
from survivorgraph.schema.json_schema import make_json_schemas
from survivorgraph.sources.yaml_records import read_yaml as read_records

SCHEMAS = make_json_schemas()
STARTER = Path(__file__).parents[2] / "graph" / "survivorgraph" / "sources" / "starter" / "data"


def find_schema(file: Path) -> dict[str, Any]:
    if file.parent.name == "stories":
        return SCHEMAS["stories"]
    return SCHEMAS[file.stem] if file.stem in SCHEMAS else SCHEMAS[file.stem.split("-")[0]]


def read_yaml(file: Path) -> Any:
    # Dates stay the text that they are for an editor.
    text = re.sub(r"\b(\d{4}-\d{2}-\d{2})\b(?!\")", r'"\1"', file.read_text(encoding="utf-8"))
    return read_records(text).value


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


def test_every_record_that_is_read_is_valid(invented: Path) -> None:
    files = [file for folder in (data_dir(), invented, STARTER) for file in sorted(folder.rglob("*.yaml"))]
    assert len(files) > 40
    for file in files:
        jsonschema.Draft202012Validator(find_schema(file)).validate(read_yaml(file))


@pytest.mark.parametrize(
    "edit",
    [
        {"gendre": "woman"},
        {"gender": "wommen"},
        {"key": "Not A Key"},
        {"people": 0},
        {"exploitations": []},
        {"legs": [{"order": 1, "stage": "transit"}]},
    ],
    ids=str,
)
def test_what_the_reader_refuses_is_marked(edit: dict[str, Any], invented: Path) -> None:
    story = read_yaml(invented / "lighthouse-almanac" / "stories" / "lira.yaml")
    validator = jsonschema.Draft202012Validator(SCHEMAS["stories"])
    validator.validate(story)
    assert list(validator.iter_errors({**story, **edit}))
