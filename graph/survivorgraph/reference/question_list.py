"""The named questions as one page of Markdown: parameters, columns and notes, for people who ask them."""

from __future__ import annotations

from pathlib import Path

from survivorgraph.store.questions import Question, list_questions, read_columns

__all__ = ["describe_question_page", "write_question_page"]

HEAD = """\
# Questions
Made from `ontology/questions/` by `make terms`; do not edit.

`survivorgraph ask NAME --param NAME=VALUE` asks a question, `survivorgraph questions NAME` prints what stands here of
one. In Python, `dataset.ask("NAME", parameter="value")` does the same.

Values are keys, names or codes, in capitals or not: `country=Nepal`, `country=NPL`, `organization=iom`. What an answer
prints, such as `story:feba`, can be given back. For several values of one parameter, repeat it (in Python, give a
list): the question is asked for each, and a row says which one it answers. A parameter that is not given matches
anything, unless it has a default.

Certainty is `stated`, `inferred` or `ambiguous`. Where a question has a column `doubts`, it lists every single value
of the row that is less certain than the row, and why.
"""
_EVERYWHERE = ("source", "section", "digest")


def describe_question_page() -> str:
    """Return the page."""
    shared = read_columns()
    parts = [HEAD, "Every answer ends with its evidence:\n"]
    parts += [f"- `{name}`: {shared[name]}" for name in _EVERYWHERE]
    parts += ["", *(text for question in list_questions() for text in _describe(question))]
    return "\n".join(parts).rstrip("\n") + "\n"


def write_question_page(path: Path) -> Path:
    """Write the page and return its path."""
    path.write_text(describe_question_page(), encoding="utf-8", newline="\n")
    return path


def _describe(question: Question) -> list[str]:
    lines = [f"## {question.name}", f"{question.title}\n"]
    if question.params:
        lines += ["| parameter | kind | without it | what it does |", "| --- | --- | --- | --- |"]
        for param in question.params:
            without = "required" if param.is_required else f"`{param.default}`" if param.default else "any"
            lines.append(f"| `{param.name}` | {param.kind} | {without} | {param.description} |")
        lines.append("")
    lines += ["| column | what it holds |", "| --- | --- |"]
    lines += [f"| `{name}` | {text} |" for name, text in question.describe_columns().items() if name not in _EVERYWHERE]
    lines.append("")
    if question.note:
        lines.append(f"{question.note}\n")
    return lines
