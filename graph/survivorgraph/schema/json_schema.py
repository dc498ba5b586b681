"""Describe the YAML files of a source folder as JSON Schema, so that editors complete and check them while typing.

What a schema cannot know is checked by `survivorgraph check`: names of places, sections, keys of other records.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from survivorgraph.schema.records import Record
from survivorgraph.schema.registry import list_models

__all__ = ["make_json_schemas"]

DRAFT = GenerateJsonSchema.schema_dialect


def make_json_schemas() -> Mapping[str, dict[str, Any]]:
    """Return the schema of each kind of YAML file by its name, such as ``stories`` and ``organizations``, sorted."""
    files = {PurePosixPath(model.file): model for model in list_models() if model.file.endswith(".yaml")}
    return {file.parent.name or file.stem: _describe(files[file]) for file in sorted(files)}


def _describe(model: type[Record]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    title = {"$schema": DRAFT, "title": f"survivorgraph: {model.__name__}"}
    if model.is_single:
        return {**schema, **title}
    definitions = schema.pop("$defs", {})
    items = {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{model.__name__}"}}
    return {**title, **items, "$defs": {**definitions, model.__name__: schema}}
