"""Read a YAML file of records with the line of every value: YAML 1.2, bounded in size, depth and digits.

A country code ``NO`` is a word, and a duplicate key is an error. Anchors, aliases and tags are rejected: no record
needs them, and a few aliases can expand to more than any memory holds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from survivorgraph.errors import SurvivorGraphError

__all__ = ["MOST_DEPTH", "YamlError", "YamlNode", "read_yaml"]

MOST_DEPTH = 32
"""How deep lists and mappings may be nested; records need less than ten."""
MOST_VALUES = 500_000
"""How many names, values and ends of lists and mappings one file may have: some 20,000 records."""
MOST_DIGITS = 18
"""How many characters a number may have: what fits into 64 bits."""

# The core schema of YAML 1.2, section 10.3.2, and days as YAML 1.1 writes them.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTHS = {text: text.lower() == "true" for text in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGERS = ((re.compile("[-+]?[0-9]+"), 10), (re.compile("0o[0-7]+"), 8), (re.compile("0x[0-9a-fA-F]+"), 16))
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(SurvivorGraphError, ValueError):
    """An error for text that is not valid YAML of records: what was found, and the line, from 1, if known."""

    def __init__(self, problem: str, line: int | None = None) -> None:
        self.problem, self.line = problem, line
        super().__init__(problem)


@dataclass(slots=True)
class YamlNode:
    """A value, its line from 1, and the nodes in it by key or position; those of a mapping have their key's line."""

    value: Any
    line: int
    parts: dict[Any, YamlNode] = field(default_factory=dict)

    def find_line(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the innermost part that a path of keys and positions reaches."""
        node = self
        for part in path:
            if part not in node.parts:
                break
            node = node.parts[part]
        return node.line


def read_yaml(text: str) -> YamlNode:
    """Read the one document of a text; raise YamlError for features of YAML that records do not need."""
    if len(text) > MOST_VALUES // 2:
        deque(_list_events(text), maxlen=0)  # too many are refused before any is kept
    events = _list_events(text)
    next(events)  # the start of the stream
    event = next(events)
    if isinstance(event, yaml.StreamEndEvent):
        return YamlNode(None, 1)
    root = _read_node(next(events), events, 0)
    next(events)  # the end of the document
    event = next(events)
    if not isinstance(event, yaml.StreamEndEvent):
        raise YamlError("a file holds one YAML document (found another after ---)", event.start_mark.line + 1)
    return root


def _list_events(text: str) -> Iterator[Any]:
    """Yield the events of a text, as long as they are neither too many nor too deep, which the parser slows down at."""
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
            if number > MOST_VALUES:
                raise YamlError(f"more than {MOST_VALUES:,} values in one file; split it")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_DEPTH:
                raise _make_depth_error(event.start_mark.line + 1 if event.start_mark else None)
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(f"this is not YAML: {error.problem}", mark.line + 1 if mark else None) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise YamlError("this is not YAML: it holds a character that cannot be printed") from error


def _make_depth_error(line: int | None) -> YamlError:
    return YamlError(f"lists and mappings are nested more than {MOST_DEPTH} deep", line)


def _read_node(event: Any, events: Iterator[Any], depth: int) -> YamlNode:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise YamlError("anchors and aliases (& and *) are not read; write the value out, or put it in quotes", line)
    if event.tag is not None:
        raise YamlError("tags (!) are not read; leave the tag out, or put the value in quotes", line)
    if isinstance(event, yaml.ScalarEvent):
        return YamlNode(_read_plain(event.value, line) if event.implicit[0] else event.value, line)
    if depth == MOST_DEPTH:
        raise _make_depth_error(line)
    if isinstance(event, yaml.SequenceStartEvent):
        return _read_list(events, line, depth + 1)
    return _read_mapping(events, line, depth + 1)


def _read_list(events: Iterator[Any], line: int, depth: int) -> YamlNode:
    node = YamlNode([], line)
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        part = _read_node(event, events, depth)
        node.parts[len(node.value)] = part
        node.value.append(part.value)
    return node


def _read_mapping(events: Iterator[Any], line: int, depth: int) -> YamlNode:
    node = YamlNode({}, line)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        at = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlError("the name of a field is a word (found a list or a mapping)", at)
        key = event.value
        if key in node.parts:
            name = f"'{key}'" if re.fullmatch(r"\w{1,40}", key) else "a field"
            raise YamlError(f"duplicate key: {name} was given before in this mapping; keep one", at)
        part = _read_node(next(events), events, depth)
        part.line = at
        node.parts[key] = part
        node.value[key] = part.value
    return node


def _read_plain(text: str, line: int) -> Any:
    """Return the value of a text without quotes."""
    if text in _NULL:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    base = next((base for pattern, base in _INTEGERS if pattern.fullmatch(text)), None)
    if base is None and not _FLOAT.fullmatch(text):
        return float(text.replace(".", "")) if _SPECIAL.fullmatch(text) else text
    if len(text) > MOST_DIGITS:
        raise YamlError(f"a number of {len(text)} characters; put it in quotes if it is text", line)
    return float(text) if base is None else int(text, base)
