"""The search index of a build: one SQLite file with a full-text table (FTS5), or the same in memory.

It is made of the published graph alone, so that nothing is found that the graph does not say. Its bytes follow from the
graph and the version of SQLite. Of case tables it has the name and the note, never a cell.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from survivorgraph.errors import DatasetError
from survivorgraph.lookup.kinds import name_key
from survivorgraph.lookup.searchable import NAMES, Searchable
from survivorgraph.lookup.texts import fold, split_words

__all__ = ["INDEX_FILE", "SearchIndex", "make_index", "open_index", "write_index"]

INDEX_FILE: Final = "search.sqlite"
VERSION: Final = 1
_TABLES: Final = (
    "CREATE TABLE things (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, key TEXT COLLATE NOCASE, kind TEXT, name TEXT, "
    "command TEXT)",
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, thing INTEGER, field TEXT, text TEXT, language TEXT, place INTEGER)",
    "CREATE TABLE places (id INTEGER PRIMARY KEY, source TEXT, section TEXT)",
    "CREATE TABLE names (text INTEGER PRIMARY KEY, thing INTEGER, folded TEXT)",
    "CREATE TABLE links (id INTEGER PRIMARY KEY, thing INTEGER, label TEXT, other INTEGER, place INTEGER)",
    "CREATE TABLE words (word TEXT PRIMARY KEY, is_name INTEGER) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE words_of_texts USING fts5(text, content='texts', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
)
_INDEXES: Final = (
    "CREATE INDEX links_by_other ON links (other)",
    "CREATE INDEX things_by_key ON things (key)",
    "CREATE INDEX names_by_text ON names (folded)",
)


class SearchIndex:
    """An opened index, which answers the few questions that finding asks of it."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection, self._where = connection, where

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the index; raise DatasetError where it is damaged."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DatasetError(f"the search index cannot be read ({error}); build again", where=self._where) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def write_index(found: Searchable, path: Path) -> None:
    """Write an index into a new file."""
    make_index(found, path).close()


def make_index(found: Searchable, path: Path | None = None) -> SearchIndex:
    """Make an index in a new file, or in memory, and return it opened."""
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table in _TABLES:
            connection.execute(table)
        _fill(connection, found)
        for index in _INDEXES:
            connection.execute(index)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
        connection.execute("INSERT INTO words_of_texts (words_of_texts) VALUES ('optimize')")
        connection.execute("VACUUM")
    except sqlite3.Error as error:
        connection.close()
        # As any other file that cannot be written, for whoever writes a build.
        raise OSError(errno.EIO, f"the search index: {error}", str(path or "memory")) from error
    return SearchIndex(connection, str(path or "memory"))


def _fill(connection: sqlite3.Connection, found: Searchable) -> None:
    ids = {thing.iri: number for number, thing in enumerate(found.things, 1)}
    written = [(one.source, one.section) for one in found.texts] + [(one.source, one.section) for one in found.links]
    places = {place: number for number, place in enumerate(dict.fromkeys(written), 1)}
    _insert(
        connection,
        "things",
        ((ids[one.iri], one.iri, name_key(one.iri), one.kind, one.name, one.command) for one in found.things),
    )
    _insert(connection, "places", ((number, *place) for place, number in places.items()))
    words: dict[str, bool] = {}
    texts, names, indexed = [], [], []
    for number, one in enumerate(found.texts, 1):
        folded = fold(one.text)
        is_name = one.field in NAMES
        texts.append((number, ids[one.thing], one.field, one.text, one.language, places[one.source, one.section]))
        indexed.append((number, folded))
        if is_name:
            names.append((number, ids[one.thing], folded))
        for word in split_words(folded):
            words[word] = words.get(word, False) or is_name
    _insert(connection, "texts", texts)
    _insert(connection, "names", names)
    _insert(
        connection,
        "links",
        (
            (number, ids[one.thing], one.label, ids[one.other], places[one.source, one.section])
            for number, one in enumerate(found.links, 1)
        ),
    )
    _insert(connection, "words", sorted(words.items()))
    connection.executemany("INSERT INTO words_of_texts (rowid, text) VALUES (?, ?)", indexed)


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    listed = list(rows)
    if listed:
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(listed[0]))})", listed)


def open_index(path: Path) -> SearchIndex:
    """Open the index of a build to read; raise DatasetError where it cannot be read or is of another version."""
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise DatasetError(f"the search index cannot be read ({error}); build again", where=path) from error
    if version != VERSION:
        connection.close()
        raise DatasetError("the search index is of another version; build again", where=path)
    return SearchIndex(connection, str(path))
