"""Read the named questions: SPARQL queries in files, with a header of comments.

A question is a file ``ontology/questions/NAME.rq``, plain SPARQL 1.1 with lines such as these before it::

    # title: Which survivor stories describe a form of trafficking?
    # answers: S01
    # answers: S04 with form=domestic-servitude
    # param form: form, default cyber-scam-forced-criminality — the form, with those below it
    # columns: story, name, form, source, section, digest
    # column form: the form that the story tells of
    # note: Stories of groups count as one story.

``answers`` are keys of competency questions and aliases of the name, each with the parameters that it
stands for. A parameter is the variable of the same
name; its kind is ``country``, ``story``, ``organization``, ``partnership``, ``pattern``, ``person``,
``instrument``, ``source``, ``resource``, ``year``, ``integer``, ``text`` or a concept scheme; it is ``required``, has a
``default``, or matches anything while it is not given. What a column holds stands in ``columns.yaml`` beside the
questions, for all questions at once, or in the header of a question that means something else by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from survivorgraph.errors import QuestionError
from survivorgraph.resources import ontology_dir
from survivorgraph.store.answers import Answer
from survivorgraph.store.parameters import Parameter, Rows
from survivorgraph.store.query_terms import Term

__all__ = [
    "MOST_QUERY_BYTES",
    "Question",
    "describe_question",
    "describe_questions",
    "find_question",
    "get_question",
    "list_questions",
    "read_columns",
    "read_question",
]

MOST_QUERY_BYTES = 4 << 20
"""How long a query may be, in bytes."""

_LINE = re.compile(r"#\s*(?P<field>[a-z]+)(?: (?P<name>\w+))?\s*:\s*(?P<value>.*\S)\s*")
_QUERY = re.compile(
    r"\s*(?:(?:select|ask|construct|describe|prefix|base)\s|(?:select|ask|construct)\s*[*{])", re.IGNORECASE
)
_PARAMETER = re.compile(
    r"(?P<kind>[a-z-]+)(?:,\s*(?:(?P<required>required)|default (?P<default>[^—]*[^—\s])))?"
    r"(?:\s*—\s*(?P<description>.+))?"
)
_SET = re.compile(r'GROUP_CONCAT\(DISTINCT [^;]+; SEPARATOR="(?P<separator>[^"]+)"\) AS \?(?P<column>\w+)\)')


@dataclass(frozen=True, slots=True)
class Question:
    """A question in SPARQL with its parameters; `answers` are its keys, each with the values that it presets."""

    name: str
    title: str
    sparql: str
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    params: tuple[Parameter, ...] = ()
    columns: tuple[str, ...] = ()
    note: str = ""
    own_columns: Mapping[str, str] = field(default_factory=dict)

    def describe_columns(self) -> dict[str, str]:
        """Return what each column holds, in order; of a column that is described nowhere, an empty text."""
        shared = read_columns()
        return {name: self.own_columns.get(name, shared.get(name, "")) for name in self.columns}

    def preset(self, key: str) -> Question:
        """Return the question with the values that one of its keys presets as defaults."""
        values = self.answers[key]
        params = (
            replace(param, default=values[param.name], is_required=False) if param.name in values else param
            for param in self.params
        )
        return replace(self, params=tuple(params))

    def bind(self, values: Mapping[str, object], dataset: Rows) -> dict[str, Term]:
        """Return the parameters as terms, defaults among them; raise QuestionError for one that does not fit."""
        known = {param.name: param for param in self.params}
        for name in values:
            if name not in known:
                allowed = f"it has: {', '.join(known)}" if known else "it has none"
                raise QuestionError(f"question '{self.name}' has no parameter '{name}'; {allowed}")
        bound: dict[str, Term] = {}
        for name, param in known.items():
            value = values.get(name, param.default)
            if value is None and param.is_required:
                raise QuestionError(f"question '{self.name}' needs the parameter {param.describe()}")
            if value is not None:
                try:
                    bound[name] = param.read(value, dataset)
                except QuestionError as error:
                    raise QuestionError(f"question '{self.name}', {error}") from error
        return bound

    def arrange(self, answer: Answer) -> Answer:
        """Return an answer with the values within each cell sorted, where the query puts several into one.

        SPARQL leaves their order open (section 18.5.1.7), and engines differ; of no values at all, some make
        an empty text, which is None here.
        """
        sets = {found["column"]: found["separator"] for found in _SET.finditer(self.sparql)}
        separators = [sets.get(column) for column in answer.columns]
        rows = [
            tuple(
                (separator.join(sorted(filter(None, value.split(separator)))) or None)
                if separator and isinstance(value, str)
                else value
                for value, separator in zip(row, separators, strict=True)
            )
            for row in answer.rows
        ]
        return replace(answer, rows=rows)


def list_questions(directory: Path | None = None) -> list[Question]:
    """Return the questions of a folder, by default the shipped ones, sorted by name.

    Raises QuestionError for a file without a title, a header line that says nothing known, and a name or key
    that two files claim.
    """
    return list(_read_folder((directory or ontology_dir() / "questions").resolve()))


def find_question(name: str, directory: Path | None = None) -> Question | None:
    """Return the question of a name or key, in capitals or not, or None."""
    wanted = name.strip().casefold()
    for question in list_questions(directory):
        if wanted == question.name.casefold():
            return question
        for key in question.answers:
            if wanted == key.casefold():
                return question.preset(key)
    return None


def get_question(name: str, directory: Path | None = None) -> Question:
    """Return the question of a name or key; raise QuestionError, with names like it, where there is none."""
    found = find_question(name, directory)
    if found is None:
        near = get_close_matches(name.casefold(), [one.name for one in list_questions(directory)], n=3, cutoff=0.4)
        hint = f"; names like it: {', '.join(near)}" if near else ""
        raise QuestionError(f"there is no question '{name}'{hint}; 'survivorgraph questions' lists them all")
    return found


def read_question(name: str, *, text: str | None = None) -> Question:
    """Return a question by its name or key, or read one from a `.rq` file, or from a text that is given.

    A name that begins as a query does is the query itself.
    A file or text of one's own needs no header; without one it has no parameters.
    """
    if text is None and _QUERY.match(name):
        text = name
    if text is not None:
        return _parse("the query", text)
    path = Path(name)
    if path.suffix == ".rq" or path.parent != Path():
        try:
            with path.open("rb") as file:
                content = file.read(MOST_QUERY_BYTES + 1)
            if len(content) > MOST_QUERY_BYTES:
                raise QuestionError(f"the query file {path} has more than {MOST_QUERY_BYTES >> 20} MB")
            return _parse(str(path), content.decode("utf-8-sig"))
        except OSError as error:
            raise QuestionError(f"the query file {path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise QuestionError(f"the query file {path} is not UTF-8") from error
    return get_question(name)


def describe_questions(directory: Path | None = None) -> str:
    """Write the questions for people: name, keys and title, and under each its parameters."""
    return "".join(describe_question(question) for question in list_questions(directory))


def describe_question(question: Question, *, has_columns: bool = False) -> str:
    """Write a question for people: name, title, parameters, keys and note, and what each column holds."""
    lines = [question.name, f"    {question.title}"]
    lines += [f"    --param {param.describe()}" for param in question.params]
    lines += [f"    {key}{_describe_preset(values)}" for key, values in question.answers.items()]
    lines += [f"    Note: {question.note}"] if question.note else []
    if has_columns:
        lines += ["    Columns:", *(f"      {name}: {text}" for name, text in question.describe_columns().items())]
    return "\n".join(lines) + "\n"


@cache
def read_columns() -> Mapping[str, str]:
    """Return what the columns hold that the shipped questions share."""
    import yaml

    return {
        str(name): str(text)
        for name, text in yaml.safe_load(
            (ontology_dir() / "questions" / "columns.yaml").read_text(encoding="utf-8")
        ).items()
    }


def _describe_preset(values: Mapping[str, str]) -> str:
    return f" asks it with {', '.join(f'{name}={value}' for name, value in values.items())}" if values else " asks it"


@cache
def _read_folder(directory: Path) -> tuple[Question, ...]:
    files = sorted(directory.glob("*.rq"), key=lambda path: path.stem)
    questions = [_parse(path.stem, path.read_text(encoding="utf-8"), is_named=True) for path in files]
    claimed: dict[str, str] = {}
    for question in questions:
        for name in (question.name, *question.answers):
            if (other := claimed.setdefault(name.casefold(), question.name)) != question.name:
                raise QuestionError(f"the questions '{other}' and '{question.name}' both claim '{name}'")
    return tuple(questions)


def _parse(name: str, text: str, *, is_named: bool = False) -> Question:
    """Read the header, the comments before the first line that is none; a named question has to have one."""
    texts = {"title": "", "columns": "", "note": ""}
    answers: dict[str, Mapping[str, str]] = {}
    params: list[Parameter] = []
    own_columns: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        found = _LINE.fullmatch(line)
        kind, value = (found["field"], found["value"]) if found else ("", "")
        if found and kind == "param" and found["name"]:
            params.append(_parse_parameter(name, number, found["name"], value))
        elif found and kind == "column" and found["name"]:
            own_columns[found["name"]] = value
        elif kind == "answers":
            key, _, presets = value.partition(" with ")
            answers[key.strip()] = dict(_split_pair(name, number, pair) for pair in presets.split())
        elif kind in texts:
            texts[kind] = f"{texts[kind]} {value}".strip()
        elif is_named:
            raise QuestionError(
                f"question '{name}', line {number}: '{kind or line}' is no header line; "
                f"allowed: {', '.join(texts)}, answers, param NAME, column NAME"
            )
    if is_named and not texts["title"]:
        raise QuestionError(f"question '{name}' has no title; begin its file with '# title: …'")
    columns = tuple(column.strip() for column in texts["columns"].split(",") if column.strip())
    for column in own_columns:
        if column not in columns:
            raise QuestionError(
                f"question '{name}': '# column {column}: …' is about no column; it has: {texts['columns']}"
            )
    return Question(name, texts["title"], text, answers, tuple(params), columns, texts["note"], own_columns)


def _split_pair(question: str, line: int, pair: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not (name and equals and value):
        raise QuestionError(f"question '{question}', line {line}: a key is written 'with NAME=VALUE'; found '{pair}'")
    return name, value


def _parse_parameter(question: str, line: int, name: str, value: str) -> Parameter:
    found = _PARAMETER.fullmatch(value)
    if found is None:
        raise QuestionError(
            f"question '{question}', line {line}: a parameter is written "
            "'# param NAME: KIND, required — what it is' or '…, default VALUE — …'"
        )
    return Parameter(name, found["kind"], found["description"] or "", found["default"], found["required"] is not None)
