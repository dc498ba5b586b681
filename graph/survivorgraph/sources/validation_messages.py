"""Validation messages for records in plain words, without free values of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

__all__ = ["Path", "explain", "list_errors"]

Path = tuple[str | int, ...]
"""The keys and positions that lead to a field."""

EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text; put it in quotes if it looks like something else",
    "string_too_short": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "too_short": "at least one",
    "model_type": "a mapping of fields",
    "dict_type": "a mapping of fields",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
}
"""What was expected, by the type of pydantic's error; braces are placeholders for values of its context."""


def list_errors(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """List errors with missing fields last, since a misspelt field is missing too."""
    return sorted(errors, key=lambda error: error["type"] == "missing")


def explain(model: type[BaseModel], problem: ErrorDetails) -> tuple[Path, str]:
    """Return the field of a pydantic error, and a description of the error."""
    kind, loc, context = problem["type"], problem["loc"], problem.get("ctx", {})
    if kind == "survivorgraph":
        return loc, str(context["problem"])
    if kind == "missing":
        return loc, "this field is missing"
    if kind == "extra_forbidden":
        fields = _list_fields(_find_model(model, loc[:-1]))
        near = get_close_matches(str(loc[-1]), fields, n=1)
        return loc, f"unknown field{f', like {near[0]}' if near else ''}; allowed: {', '.join(fields)}"
    if kind == "value_error":
        return _split(_find_model(model, loc), loc, str(context["error"]))
    expected = EXPECTED[kind].format(**context) if kind in EXPECTED else problem["msg"]
    return loc, f"expected {expected} (found {_describe(problem['input'])})"


def _split(model: type[BaseModel] | None, loc: Path, text: str) -> tuple[Path, str]:
    """Split the name of a field off the message of a validator of a whole record."""
    name, colon, rest = text.partition(": ")
    return ((*loc, name), rest) if colon and name in _list_fields(model) else (loc, text)


def _describe(found: object) -> str:
    """Describe what was found: the value of a number, of everything else only its type."""
    if found is None:
        return "nothing"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int | float):
        return str(found)
    if isinstance(found, str | list | Mapping):
        name = "text" if isinstance(found, str) else "a list" if isinstance(found, list) else "a mapping"
        return name if found else f"{name} that is empty"
    return f"a {type(found).__name__}"


def _list_fields(model: type[BaseModel] | None) -> list[str]:
    return sorted(info.alias or name for name, info in model.model_fields.items()) if model else []


def _find_model(model: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    """Find the model of the part of a record that a path of keys and positions leads to."""
    found: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, str) and found is not None:
            fields = {info.alias or name: info for name, info in found.model_fields.items()}
            found = _model_in(fields[part].annotation) if part in fields else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)
