"""Read curated data: one folder per source, records as YAML, tables as CSV.

A folder holds ``source.yaml``, stories one a file in ``stories/``, lists such as ``organizations.yaml``
or ``organizations-heroes.yaml``, and tables such as ``tiers.csv``. Links are followed, hidden files and
documentation (``.md``, ``.txt``) ignored; any other file that is not read is an error with its path.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir
from survivorgraph.schema import records
from survivorgraph.schema.bundles import Bundle, check_references
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.records import Record
from survivorgraph.schema.registry import list_files
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.sources.data_files import list_folder, read_bytes, walk_folder
from survivorgraph.sources.validation_messages import explain, list_errors
from survivorgraph.sources.yaml_records import YamlError, YamlNode, read_yaml

__all__ = ["check_data", "read_data", "read_sections"]

LISTS: Mapping[str, type[Record]] = list_files("*.yaml")
TABLES: Mapping[str, type[Record]] = list_files("*.csv")
EVIDENCE = ("section", "words", "sha256")
MOST_EVIDENCE = 4
"""How many pieces of evidence a row of a table may have: a row, the head of a column, a title, a year."""
COUNTS = range(1, MOST_EVIDENCE + 1)
DOUBT: tuple[str, ...] = ("certainty", "note")
MOST_PROBLEMS = 200
"""After how many problems the rest of a file is not read: a file of another kind has one in every row."""


def read_data(directory: Path, *, vocabulary: Vocabulary, gazetteer: Gazetteer) -> list[Bundle]:
    """Read every source folder below a directory, in the order of their names.

    Raises RecordError for the first problem; the message says how many more there are.
    """
    bundles, problems = check_data(directory, vocabulary=vocabulary, gazetteer=gazetteer)
    if problems:
        first, more = problems[0], len(problems) - 1
        option = "" if directory == data_dir() else f" --data {directory}"
        rest = f" (and {more} more: 'survivorgraph check{option}' lists them)" if more else ""
        raise RecordError(first.problem + rest, file=first.file, line=first.line, field=first.field)
    return bundles


def check_data(
    directory: Path, *, vocabulary: Vocabulary, gazetteer: Gazetteer
) -> tuple[list[Bundle], list[RecordError]]:
    """Read like `read_data`, and return all problems beside what could be read."""
    if not directory.is_dir():
        raise RecordError("there is no such folder; name one with a folder for each source", file=directory)
    problems: list[RecordError] = []
    entries = list_folder(directory)
    folders = [path for path in entries if path.is_dir() and _is_source(path)]
    for path in entries:
        if not path.is_dir() and not _is_prose(path):
            problems.append(_unknown_entry(path))
    if not folders and not problems:
        raise RecordError("there is no source in this folder: none of its folders has a source.yaml", file=directory)
    bundles = []
    for folder in folders:
        reader = _Reader(folder, Checks(vocabulary, gazetteer), problems)
        bundle = reader.read()
        if bundle is not None:
            bundles.append(bundle)
    if not problems:
        problems.extend(check_references(bundles, gazetteer, vocabulary))
    return bundles, problems


def read_sections(source: str, directory: Path | None = None) -> list[str] | None:
    """Read the keys of the sections of one source; None where a data folder, the shipped one by default, lacks it.

    Raises RecordError for a source.yaml that cannot be read.
    """
    file = (directory or data_dir()) / source / "source.yaml"
    if not os.path.lexists(file):
        return None
    try:
        data = read_yaml(_read_text(file)).value
    except YamlError as error:
        raise RecordError(error.problem, file=file, line=error.line) from error
    sections = data.get("sections") if isinstance(data, dict) else None
    keys = [one.get("key") for one in sections or () if isinstance(one, dict)] if isinstance(sections, list) else []
    return [key for key in keys if isinstance(key, str)]


def _unknown_entry(path: Path) -> RecordError:
    """Return the problem with an entry beside the source folders that is not one."""
    if path.is_file():
        return RecordError("this file belongs to no source; move it into the folder of its source", file=path)
    found: list[RecordError] = []
    walk_folder(path, found)
    return found[0]


def _is_prose(file: Path) -> bool:
    """Return whether a file is not data: documentation, or hidden."""
    return file.suffix in {".md", ".txt"} or file.name.startswith(".")


def _is_source(folder: Path) -> bool:
    return folder.name != "reference" and not folder.name.startswith(".")


@dataclass
class _Reader:
    """A reader of one source folder, which collects all problems instead of stopping at the first."""

    folder: Path
    checks: Checks
    problems: list[RecordError]

    def read(self) -> Bundle | None:
        path = self.folder / "source.yaml"
        if not os.path.lexists(path):
            self.problems.append(RecordError("a source folder needs a source.yaml", file=self.folder))
            return None
        found = list(self._records(path, records.Source, many=False))
        if not found:
            return None
        source = found[0][0]
        assert isinstance(source, records.Source)
        if source.key != self.folder.name:
            text = f"the key is '{source.key}' but the folder is '{self.folder.name}'; make them the same"
            self.problems.append(RecordError(text, file=path, line=found[0][1], field="key"))
        sections = frozenset(section.key for section in source.sections)
        self.checks = Checks(self.checks.vocabulary, self.checks.gazetteer, sections)
        bundle = Bundle(source)
        unreadable: list[RecordError] = []
        files = walk_folder(self.folder, unreadable)
        self.problems.extend(one for one in unreadable if not _is_prose(Path(one.file)))
        for file in files:
            if file != path and not _is_prose(file):
                self._read_file(file, bundle)
        return bundle

    def _read_file(self, file: Path, bundle: Bundle) -> None:
        name = file.stem if file.stem in {*LISTS, *TABLES} else file.stem.split("-")[0]
        inside = file.relative_to(self.folder)
        if inside.parts[0] == "stories" and len(inside.parts) == 2 and file.suffix == ".yaml":
            rows = self._records(file, records.Story, many=False)
        elif len(inside.parts) == 1 and file.suffix == ".yaml" and name in LISTS:
            rows = self._records(file, LISTS[name], many=True)
        elif len(inside.parts) == 1 and file.suffix == ".csv" and name in TABLES:
            rows = self._table(file, TABLES[name])
        else:
            allowed = ", ".join([*(f"{key}.yaml" for key in LISTS), *(f"{key}.csv" for key in TABLES)])
            text = f"unknown file; a source folder holds source.yaml, stories/KEY.yaml, {allowed}"
            self.problems.append(RecordError(text, file=file))
            return
        for record, line in rows:
            bundle.add(record, file, line)

    def _records(self, file: Path, model: type[Record], *, many: bool) -> Iterator[tuple[Record, int]]:
        try:
            node = read_yaml(_read_text(file))
        except RecordError as error:
            self.problems.append(error)
            return
        except YamlError as error:
            self.problems.append(RecordError(error.problem, file=file, line=error.line))
            return
        plain = node.value
        if not isinstance(plain, list if many else dict):
            expected = "a list of records" if many else "one record, a mapping of fields"
            found = (
                "nothing" if plain is None else "a mapping" if many and isinstance(plain, dict) else "something else"
            )
            self.problems.append(RecordError(f"expected {expected} (found {found})", file=file, line=1))
            return
        for item in node.parts.values() if many else [node]:
            line = item.line if many else 1
            record = self._validate(model, item.value, file, item.find_line if many else partial(_find_line, node))
            if record is not None:
                yield record, line
            elif self._is_hopeless(file):
                return

    def _table(self, file: Path, model: type[Record]) -> Iterator[tuple[Record, int]]:
        own = [name for name in model.model_fields if name not in records.Fact.model_fields]
        allowed = [[*own, *doubt, *_name_evidence(count)] for doubt in ((), DOUBT) for count in COUNTS]
        try:
            reader = csv.reader(StringIO(_read_text(file), newline=""), strict=True)
            columns = next(reader, [])
            if columns not in allowed:
                text = (
                    f"the columns must be {', '.join(allowed[0])}; certainty, note may come before section, and "
                    f"{', '.join(_name_evidence(2)[len(EVIDENCE) :])} (up to _{MOST_EVIDENCE}) after sha256"
                )
                raise RecordError(text, file=file, line=1)
            for cells in reader:
                if cells and len(cells) != len(columns):
                    text = f"{len(cells)} cells where {len(columns)} are expected; quote a cell with a comma"
                    self.problems.append(RecordError(text, file=file, line=reader.line_num))
                elif cells:
                    data = _fact_of_row(dict(zip(columns, cells, strict=True)))
                    record = self._validate(model, data, file, partial(_same_line, reader.line_num))
                    if record is not None:
                        yield record, reader.line_num
                if self._is_hopeless(file):
                    return
        except RecordError as error:
            self.problems.append(error)
        except csv.Error as error:
            self.problems.append(RecordError(f"not a CSV row ({error})", file=file, line=reader.line_num))

    def _is_hopeless(self, file: Path) -> bool:
        """Return whether a file has too many problems to read the rest, and record that it was not read."""
        if sum(one.file == str(file) for one in self.problems[-MOST_PROBLEMS:]) < MOST_PROBLEMS:
            return False
        self.problems.append(RecordError(f"more than {MOST_PROBLEMS} problems; the rest is not read", file=file))
        return True

    def _validate(
        self, model: type[Record], data: Any, file: Path, line_of: Callable[[tuple[str | int, ...]], int]
    ) -> Record | None:
        try:
            return model.model_validate(data, context=self.checks)
        except ValidationError as error:
            for problem in list_errors(error.errors(include_url=False)):
                loc, text = explain(model, problem)
                name = ".".join(str(part) for part in loc)
                if file.suffix == ".csv":
                    name = _name_column(name)
                self.problems.append(RecordError(text, file=file, line=line_of(loc), field=name))
            return None


def _read_text(file: Path) -> str:
    """Read UTF-8, with or without a byte order mark."""
    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RecordError("this is not UTF-8 text; save it as UTF-8", file=file, line=line) from error


def _name_evidence(count: int) -> list[str]:
    """Return the columns of so many pieces of evidence.

    >>> _name_evidence(2)
    ['section', 'words', 'sha256', 'section_2', 'words_2', 'sha256_2']
    """
    return [name if at == 1 else f"{name}_{at}" for at in range(1, count + 1) for name in EVIDENCE]


def _name_column(field: str) -> str:
    """Return the column that holds a field of a fact: `evidence.1.words` is in `words_2`."""
    found = re.fullmatch(r"evidence\.([0-9]+)\.(\w+)", field)
    return _name_evidence(int(found[1]) + 1)[-len(EVIDENCE) + EVIDENCE.index(found[2])] if found else field


def _fact_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Turn one row of a table into the fields of a fact with its evidence; an empty cell is no field."""
    numbers = {"year", *(name for name in row if name.startswith("words"))}
    data: dict[str, Any] = {
        name: int(cell) if name in numbers and re.fullmatch("[0-9]{1,9}", cell) else cell
        for name, cell in row.items()
        if cell
    }
    columns = _name_evidence(MOST_EVIDENCE)
    pieces: list[dict[str, Any]] = []
    for at in range(0, len(columns), len(EVIDENCE)):
        names = zip(EVIDENCE, columns[at : at + len(EVIDENCE)], strict=True)
        pieces.append({name: data.pop(column) for name, column in names if column in data})
    while len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    return data | {"evidence": pieces}


def _find_line(node: YamlNode, loc: tuple[str | int, ...]) -> int:
    """Return the line of a part of the one record of a file; of the record as a whole, the first."""
    return node.find_line(loc) if node.parts.keys() & set(loc[:1]) else 1


def _same_line(line: int, loc: tuple[str | int, ...]) -> int:
    """Return the line of a row, which all its cells have."""
    del loc
    return line
