"""Parse a SPARQL query, bind its parameters, and rewrite it for an engine.

No engine receives the text that a user wrote. It receives the output of `Query.write`: prefixed names as whole
IRIs, strings escaped again, no comments, and of bare words only the keywords and functions of SPARQL 1.1 that are
listed here. SERVICE is not among them, so no query can make an engine send a request elsewhere, however it is
spelt. Line breaks are kept, so that an engine's errors can be located.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from pyoxigraph import RdfFormat, parse

from survivorgraph.errors import QueryError
from survivorgraph.store.query_terms import Term, query_prefixes, to_term
from survivorgraph.store.query_tokens import Token, find_pattern, iterate_outer, iterate_tokens, make_error

__all__ = ["Query", "read_query"]

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_LISTED = """
SELECT CONSTRUCT DESCRIBE ASK DISTINCT REDUCED FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET
VALUES UNDEF OPTIONAL GRAPH UNION MINUS FILTER BIND AS NOT EXISTS IN TRUE FALSE
COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE
TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK
ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
_WORDS = frozenset(_LISTED.split())
"""The keywords and functions of the query language (SPARQL 1.1, section 19.8), without SERVICE."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_NO_IRI = re.compile(r'[<>"{}|^`\\\x00-\x20]')
_KEPT_BYTES = 16 << 10  # longer queries are read again rather than kept


@dataclass(frozen=True, slots=True)
class Query:
    """A query that is safe for an engine.

    `undeclared` are the prefixes it uses without declaring them; `graphs` the IRIs after FROM and FROM NAMED;
    `begins` is the index of the token just inside the brace of its pattern, None where there is none to bind in.
    `written` is the text for the engine, for each token.
    """

    text: str
    form: str
    variables: frozenset[str]
    undeclared: tuple[str, ...]
    graphs: tuple[str, ...]
    is_ordered: bool
    begins: int | None
    tokens: tuple[Token, ...]
    written: tuple[str, ...]

    @property
    def names_dataset(self) -> bool:
        """Return whether the query names its own dataset, by FROM or FROM NAMED."""
        return bool(self.graphs)

    def bind(self, params: Mapping[str, Term]) -> str:
        """Return the text with the parameters as a VALUES block at the start of the pattern, on its line.

        The values are written as RDF terms, so whatever they hold stays a value. A variable is bound in the
        outermost group, and everywhere that joins with it.
        """
        values = self._write_values(params)
        if not values or self.begins is None:
            return self.text
        brace = self.tokens[self.begins - 1]
        return f"{self.text[: brace.start + 1]} {values} {self.text[brace.start + 1 :]}"

    def declare_prefixes(self, text: str) -> str:
        """Return a text of this query with its undeclared prefixes declared before it, on its first line."""
        prefixes = query_prefixes()
        return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in self.undeclared) + text

    def write(self, params: Mapping[str, Term] | None = None) -> str:
        """Write the query for an engine, with parameters bound as `bind` does."""
        return "".join(part for part, _ in self._iterate_parts(params or {}))

    def find_place(self, line: int, column: int, params: Mapping[str, Term] | None = None) -> int:
        """Return the place in the query's own text of a line and column of the written one."""
        at = 0
        parts = list(self._iterate_parts(params or {}))
        starts = [0, *(found.end() for found in re.finditer("\n", "".join(part for part, _ in parts)))]
        wanted = starts[min(line, len(starts)) - 1] + column - 1
        for part, place in parts:
            at += len(part)
            if place is not None and at > wanted:
                return place
        return len(self.text.rstrip())

    def _iterate_parts(self, params: Mapping[str, Term]) -> Iterator[tuple[str, int | None]]:
        """Yield what is written and, for a token, its original position."""
        values, line, before, is_first = self._write_values(params), 1, "", True
        for number, (token, part) in enumerate(zip(self.tokens, self.written, strict=True)):
            if values and number == self.begins:
                yield f" {values}", None
            if not part:
                continue
            # The engine takes no space between some functions and their arguments.
            is_call = part == "(" and before
            yield "\n" * (token.line - line) or ("" if is_call or is_first else " "), None
            yield part, token.start
            line, before, is_first = token.line, token.word, False

    def _write_values(self, params: Mapping[str, Term]) -> str:
        if not params:
            return ""
        for name in params:
            if name not in self.variables:
                raise QueryError(
                    f"the query has no variable ?{name} to bind; it has: {', '.join(sorted(self.variables))}"
                )
        if self.begins is None:
            raise QueryError(
                "parameters are bound where the pattern begins: write WHERE { … } in full, a CONSTRUCT with its "
                "template, and a SELECT that is the whole pattern in braces of its own"
            )
        names = " ".join(f"?{name}" for name in params)
        terms = " ".join(str(to_term(value)) for value in params.values())
        return f"VALUES ({names}) {{ ({terms}) }}"


def read_query(text: str, base: str = "") -> Query:
    """Read a query, its relative IRIs as of an address, where it has no BASE of its own.

    Raises QueryError, with line and column, for what is no token or word of SPARQL 1.1, for an update, a SERVICE
    clause, a prefix nobody declared, and an IRI that is relative to nothing.
    """
    return _read_again(text, base) if len(text) <= _KEPT_BYTES else _Reader(text, base).read()


@lru_cache(256)  # people and pages ask the same again and again
def _read_again(text: str, base: str) -> Query:
    return _Reader(text, base).read()


class _Reader:
    """A reader of one query."""

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._undeclared: set[str] = set()

    def read(self) -> Query:
        tokens = tuple(self._iterate_checked())
        start = self._read_prologue(tokens)
        form = self._check_form(tokens, start)
        prologue = [self._write_base(tokens, number) for number in range(start)]
        written = [*prologue, *(self._write(token) for token in tokens[start:])]
        return Query(
            text=self._text,
            form=form,
            variables=frozenset(token.text[1:] for token in tokens if token.kind == "variable"),
            undeclared=tuple(sorted(self._undeclared)),
            graphs=tuple(self._iterate_graphs(tokens, written)),
            is_ordered=any(token.word == "ORDER" for _, token in iterate_outer(tokens)),
            begins=find_pattern(tokens, form),
            tokens=tokens,
            written=tuple(written),
        )

    def _iterate_checked(self) -> Iterator[Token]:
        for token in iterate_tokens(self._text):
            if token.word == "SERVICE":
                raise QueryError(f"line {token.line}: SERVICE is refused, for this dataset asks no other endpoint")
            yield token

    def _read_prologue(self, tokens: Sequence[Token]) -> int:
        """Read the prefixes and the base (section 4.1.1); return the number of tokens that they are."""
        at = 0
        while at < len(tokens) and (word := tokens[at].word) in ("PREFIX", "BASE"):
            parts = [(one.kind, one.text) for one in tokens[at + 1 : at + (3 if word == "PREFIX" else 2)]]
            kinds = [kind for kind, _ in parts]
            if kinds != (["name", "iri"] if word == "PREFIX" else ["iri"]) or not parts[0][1].endswith((":", ">")):
                form = "PREFIX name: <iri>" if word == "PREFIX" else "BASE <iri>"
                raise make_error(self._text, tokens[at].start, f"this is written {form}")
            at += len(parts)
            iri = self._resolve(tokens[at])
            if word == "BASE":
                self._base = iri
            else:
                self._prefixes[parts[0][1][:-1]] = iri
            at += 1
        return at

    def _write_base(self, tokens: Sequence[Token], number: int) -> str:
        """Write the last BASE, since the function IRI() of an engine uses it."""
        if tokens[number].word == "BASE":
            return "BASE"
        return f"<{self._base}>" if number and tokens[number - 1].word == "BASE" else ""

    def _check_form(self, tokens: Sequence[Token], start: int) -> str:
        found = tokens[start].text[:30] if start < len(tokens) else ""
        form = found.upper()
        if form in _UPDATES:
            raise QueryError(f"{form} would change the dataset, which is only read here; use {', '.join(FORMS)}")
        if form not in FORMS:
            raise QueryError(f"a query begins, after its prefixes, with one of {', '.join(FORMS)}; found '{found}'")
        return form

    def _write(self, token: Token) -> str:
        if token.kind == "iri":
            return f"<{self._resolve(token)}>"
        if token.kind == "name":
            return f"<{self._expand(token)}>"
        if token.kind == "string":
            size = 3 if token.text[:3] in ('"""', "'''") else 1
            return f'"{self._unescape(token, token.text[size:-size]).translate(_ESCAPED)}"'
        if token.kind == "word":
            return self._check_word(token)
        return token.text

    def _check_word(self, token: Token) -> str:
        if token.text == "a":
            return "a"
        if token.word not in _WORDS:
            near = get_close_matches(token.word, _WORDS, n=1)
            hint = f"; like it: {near[0]}" if near else ""
            raise self._fail(token, f"'{token.text[:30]}' is no keyword or function of a SPARQL 1.1 query{hint}")
        return token.word.lower() if token.word in ("TRUE", "FALSE") else token.word

    def _unescape(self, token: Token, text: str) -> str:
        def replace(found: re.Match[str]) -> str:
            if found[3]:
                return _CONTROLS.get(found[3], found[3])
            code = int(found[1] or found[2], 16)
            if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
                raise self._fail(token, f"{found[0]} is no character")
            return chr(code)

        if "\0" in text:
            raise self._fail(token, "a query holds no null character")
        return _ESCAPE.sub(replace, text) if "\\" in text else text

    def _resolve(self, token: Token) -> str:
        iri = self._unescape(token, token.text[1:-1])
        if _NO_IRI.search(iri):
            raise self._fail(token, "an escape in this IRI is a character that no IRI may contain")
        if _ABSOLUTE.match(iri):
            return iri
        if not self._base:
            raise self._fail(token, f"<{iri[:60]}> is no whole IRI, and there is no BASE that it belongs to")
        try:
            return _join(self._base, iri)
        except SyntaxError:
            raise self._fail(token, f"<{iri[:60]}> is no IRI, nor is it with the BASE before it") from None

    def _expand(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            if prefix not in query_prefixes():
                raise QueryError(
                    f"line {token.line}: the prefix '{prefix}:' is neither declared nor one of the project's"
                )
            self._undeclared.add(prefix)
        return self._prefixes.get(prefix, query_prefixes().get(prefix, "")) + re.sub(r"\\(.)", r"\1", local)

    def _iterate_graphs(self, tokens: Sequence[Token], written: Sequence[str]) -> Iterator[str]:
        for at, token in enumerate(tokens):
            if token.word == "FROM":
                at += 1 + (at + 1 < len(tokens) and tokens[at + 1].word == "NAMED")
                if at >= len(tokens) or tokens[at].kind not in ("iri", "name"):
                    raise self._fail(token, "FROM is followed by the IRI of a graph")
                yield written[at][1:-1]

    def _fail(self, token: Token, problem: str) -> QueryError:
        return make_error(self._text, token.start, problem)


@lru_cache(1024)
def _join(base: str, relative: str) -> str:
    """Resolve an IRI as the engine does (RFC 3987); raise SyntaxError where the result is none."""
    turtle = f"<{relative}> <urn:p> <urn:o> ."
    return next(str(getattr(one.subject, "value", "")) for one in parse(turtle, RdfFormat.TURTLE, base_iri=base))
