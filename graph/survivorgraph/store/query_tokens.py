"""Split the text of a SPARQL query into the tokens of SPARQL 1.1 (section 19.8), each character into exactly one.

Any other character is an error, and so is a text beyond the limits below: it is read in linear time, and an
engine that parses recursively receives nothing that is nested too deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survivorgraph.errors import QueryError

__all__ = ["Token", "find_pattern", "iterate_outer", "iterate_tokens", "make_error"]

MOST_BYTES = 1 << 20
MOST_TOKENS = 20_000  # without the rows of VALUES, which nest nowhere
MOST_DEPTH = 100

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MARKS = "\u00b7\u0300-\u036f\u203f-\u2040"
_CHARS = rf"\-0-9_{_BASE}{_MARKS}"
_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = rf"\\[tbnrf\\\"']|{_ESCAPED}"
_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

# Prefixes have at most 100 characters here, so that a long row of dots and letters is not read again and again.
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]++|{_ESCAPED})*+>)
  | (?P<string>
        \"{{3}}(?:[^"\\]++|{_ECHAR}|"(?!""))*+\"{{3}} | '{{3}}(?:[^'\\]++|{_ECHAR}|'(?!''))*+'{{3}}
      | (?!\"{{3}})"(?:[^"\\\n\r]++|{_ECHAR})*+" | (?!'{{3}})'(?:[^'\\\n\r]++|{_ECHAR})*+')
  | (?P<variable>[?$][0-9_{_BASE}][0-9_{_BASE}{_MARKS}]*+)
  | (?P<name>(?:[{_BASE}][.{_CHARS}]{{0,99}}(?<!\.))?:(?:(?:[0-9_:{_BASE}]|{_LOCAL})(?:\.*(?:[:{_CHARS}]|{_LOCAL}))*)?)
  | (?P<blank>_:[0-9_{_BASE}](?:\.*[{_CHARS}])*)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<number>[+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++))
  | (?P<word>[A-Za-z][A-Za-z0-9_]*+)
  | (?P<mark>\^\^|\|\||&&|!=|<=|>=|[\^|=<>!+\-*/(){{}}\[\].,;?])
    """,
    re.VERBOSE,
)
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text as it was written, where it begins and on which line (from 1).

    Kinds: `iri`, `string`, `variable`, `name` (prefixed), `blank`, `language`, `number`, `word`, `mark`.
    """

    kind: str
    text: str
    start: int
    line: int

    @property
    def word(self) -> str:
        """Return the keyword in capitals; nothing for other kinds."""
        return self.text.upper() if self.kind == "word" else ""


def iterate_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, without spaces and comments.

    Raises QueryError, with line and column, at the first character that no token can begin, and where the text is
    too long or nested too deep.
    """
    _check_size(text)
    place, line, depth, count, rows = 0, 1, 0, 0, 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise make_error(text, place, _explain(text, place))
        kind, part = str(found.lastgroup), found[0]
        if kind not in ("space", "comment"):
            token = Token(kind, part, place, line)
            yield token
            rows = _follow_values(token, rows)
            count += rows < 2
            if kind == "mark":
                depth += (part in _OPEN) - (part in _CLOSE)
            if depth > MOST_DEPTH:
                raise make_error(text, place, f"braces and brackets are nested more than {MOST_DEPTH} deep")
            if count > MOST_TOKENS:
                raise make_error(text, place, f"a query has at most {MOST_TOKENS:,} words and marks outside VALUES")
        line += part.count("\n") if kind in ("space", "string") else 0
        place = found.end()


def iterate_outer(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the tokens outside all braces and parentheses with their number, and the braces that open there."""
    depth = 0
    for number, token in enumerate(tokens):
        if depth == 0 and token.text != "(":
            yield number, token
        if token.kind == "mark":
            depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token.text, 0)


def find_pattern(tokens: Sequence[Token], form: str) -> int | None:
    """Find the token inside the pattern's brace: the first outer one, for CONSTRUCT the one after the template."""
    seen_template = form != "CONSTRUCT"
    for number, token in iterate_outer(tokens):
        if token.word == "WHERE" and not seen_template:
            return None
        if token.text == "{":
            if seen_template:
                inner = tokens[number + 1 : number + 2]
                return None if inner and inner[0].word == "SELECT" else number + 1
            seen_template = True
    return None


def make_error(text: str, place: int, problem: str) -> QueryError:
    """Return the error for a place in a text."""
    line = text.count("\n", 0, place) + 1
    return QueryError(f"line {line}, column {place - text.rfind(chr(10), 0, place)}: {problem}")


def _check_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise make_error(text, error.start, "the query is not UTF-8") from None
    if size > MOST_BYTES:
        raise QueryError(f"a query has at most {MOST_BYTES:,} bytes; this one has {size:,}")


def _follow_values(token: Token, rows: int) -> int:
    """Return 1 between VALUES and the brace of its rows, 2 within that, 0 elsewhere."""
    if rows == 0:
        return int(token.word == "VALUES")
    if rows == 1:
        return 2 if token.text == "{" else 1
    return 0 if token.text == "}" else 2


def _explain(text: str, place: int) -> str:
    one = text[place]
    if one in "\"'":
        return "a string begins here that does not end, or holds an unknown escape"
    if one == "\\":
        return "an escape (\\) is allowed only in strings, IRIs and names after a prefix"
    if one in "?$@_%&|~":
        return f"'{one}' does not begin anything that SPARQL 1.1 has here"
    shown = f"'{one}'" if one.isprintable() else f"the character U+{ord(one):04X}"
    return f"{shown} does not belong here"
