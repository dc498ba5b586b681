"""Read curated data: a folder a source, records as YAML, tables as CSV.

A folder holds ``source.yaml``, stories one a file in ``stories/``, lists such as ``organizations.yaml``
or ``organizations-heroes.yaml``, and tables such as ``tiers.csv``. YAML is read as
version 1.2, in which a country code ``NO`` is a word and a key that stands twice is an error.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import YAMLError

from survivorgraph.errors import RecordError
from survivorgraph.model import records
from survivorgraph.model.bundles import Bundle, check_references
from survivorgraph.model.fields import Checks
from survivorgraph.model.places import Gazetteer
from survivorgraph.model.records import Record
from survivorgraph.model.schema import list_files
from survivorgraph.model.vocabulary import Vocabulary
from survivorgraph.resources import data_dir
from survivorgraph.sources.complaints import explain, explain_yaml, list_errors

__all__ = ["check_data", "read_data"]

LISTS: Mapping[str, type[Record]] = list_files("*.yaml")
TABLES: Mapping[str, type[Record]] = list_files("*.csv")
EVIDENCE = ("section", "words", "sha256")
NUMBERS = {"year", "words"}


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
    folders = sorted(path for path in directory.iterdir() if path.is_dir() and _is_source(path))
    if not folders:
        raise RecordError("there is no source in this folder: none of its folders has a source.yaml", file=directory)
    problems = [_unknown_file(path) for path in sorted(directory.iterdir()) if path.is_file() and not _is_prose(path)]
    bundles = []
    for folder in folders:
        reader = _Reader(folder, Checks(vocabulary, gazetteer), problems)
        bundle = reader.read()
        if bundle is not None:
            bundles.append(bundle)
    if not problems:
        problems.extend(check_references(bundles, gazetteer, vocabulary))
    return bundles, problems


def _unknown_file(file: Path) -> RecordError:
    return RecordError("this file belongs to no source; move it into the folder of its source", file=file)


def _is_prose(file: Path) -> bool:
    """Say whether a file is none of the data: words for people, or hidden."""
    return file.suffix in {".md", ".txt"} or file.name.startswith(".")


def _is_source(folder: Path) -> bool:
    return folder.name != "reference" and not folder.name.startswith(".")


@dataclass
class _Reader:
    """Read one source folder, and note every problem instead of stopping at the first."""

    folder: Path
    checks: Checks
    problems: list[RecordError]

    def read(self) -> Bundle | None:
        path = self.folder / "source.yaml"
        if not path.is_file():
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
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and file != path and not _is_prose(file):
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
            node = YAML(typ="rt", pure=True).load(_read_text(file))
            plain = _plain(node)
        except RecordError as error:
            self.problems.append(error)
            return
        except YAMLError as error:
            text, mark = explain_yaml(error)
            self.problems.append(RecordError(text, file=file, line=mark))
            return
        except (ValueError, RecursionError):
            text = "this cannot be read: a value does not fit its tag, or holds itself; use neither tags nor aliases"
            self.problems.append(RecordError(text, file=file))
            return
        if not isinstance(node, list if many else dict):
            expected = "a list of records" if many else "one record, a mapping of fields"
            found = "nothing" if node is None else "a mapping" if many and isinstance(node, dict) else "something else"
            self.problems.append(RecordError(f"expected {expected} (found {found})", file=file, line=1))
            return
        for index, (item, data) in enumerate(zip(node, plain, strict=True) if many else [(node, plain)]):
            line = _line(node, [index]) if many else 1
            record = self._validate(model, data, file, partial(_line, item, otherwise=line))
            if record is not None:
                yield record, line

    def _table(self, file: Path, model: type[Record]) -> Iterator[tuple[Record, int]]:
        own = [name for name in model.model_fields if name not in records.Fact.model_fields]
        allowed = [*own, *EVIDENCE], [*own, "certainty", "note", *EVIDENCE]
        try:
            reader = csv.reader(StringIO(_read_text(file), newline=""), strict=True)
            columns = next(reader, [])
            if columns not in allowed:
                text = f"the columns must be {', '.join(allowed[0])}; certainty, note may stand before section"
                raise RecordError(text, file=file, line=1)
            for cells in reader:
                if cells and len(cells) != len(columns):
                    text = f"{len(cells)} cells where {len(columns)} are expected; quote a cell with a comma"
                    self.problems.append(RecordError(text, file=file, line=reader.line_num))
                elif cells:
                    data = _fact_of_row(dict(zip(columns, cells, strict=True)))
                    record = self._validate(model, data, file, partial(_line, None, otherwise=reader.line_num))
                    if record is not None:
                        yield record, reader.line_num
        except RecordError as error:
            self.problems.append(error)
        except csv.Error as error:
            self.problems.append(RecordError(f"not a CSV row ({error})", file=file, line=reader.line_num))

    def _validate(
        self, model: type[Record], data: Any, file: Path, line_of: Callable[[Sequence[str | int]], int]
    ) -> Record | None:
        try:
            return model.model_validate(data, context=self.checks)
        except ValidationError as error:
            for problem in list_errors(error.errors(include_url=False)):
                loc, text = explain(model, problem)
                name = ".".join(str(part) for part in loc)
                if file.suffix == ".csv":
                    name = name.removeprefix("evidence.0.")
                self.problems.append(RecordError(text, file=file, line=line_of(loc), field=name))
            return None


def _read_text(file: Path) -> str:
    """Read UTF-8, with or without a byte order mark."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RecordError("this is not UTF-8 text; save it as UTF-8", file=file, line=line) from error
    except OSError as error:
        raise RecordError(f"this file cannot be read ({error.strerror})", file=file) from error


def _fact_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Turn one row of a table into the fields of a fact with one piece of evidence; an empty cell is no field."""
    data: dict[str, Any] = {
        name: int(cell) if name in NUMBERS and re.fullmatch("[0-9]{1,9}", cell) else cell
        for name, cell in row.items()
        if cell
    }
    evidence = {name: data.pop(name) for name in EVIDENCE if name in data}
    return data | {"evidence": [evidence]}


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node


def _line(node: Any, loc: Sequence[str | int], *, otherwise: int = 0) -> int:
    """Find the line, from 1, of the innermost part of a YAML node that a path of keys reaches."""
    line = otherwise
    for part in loc:
        if not isinstance(node, CommentedBase):
            break
        marks = node.lc.data
        if marks is None or part not in marks:
            break
        line = marks[part][0] + 1
        node = node[part]  # type: ignore[index]
    return line
