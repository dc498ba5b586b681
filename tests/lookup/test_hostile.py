"""Whatever is searched for or asked about, the answer is a result or one clear error."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import survivorgraph
from survivorgraph.dataset import Dataset
from survivorgraph.errors import QuestionError
from survivorgraph.lookup.about_result import About
from survivorgraph.lookup.results import Hits
from survivorgraph.lookup.texts import LONGEST_SEARCH

HOSTILE = [
    '"',
    "'; DROP TABLE things; --",
    '"lira" OR text:*',
    "NEAR(lira kenya)",
    "lira AND NOT kenya",
    "^lira*",
    "text : lira + kenya",
    "lira)(",
    "{lira}",
    "-lira",
    "*",
    "%",
    "_",
    "> } DELETE { ?s ?p ?o } WHERE { ?s ?p ?o",
    "<http://example.org/a> } #",
    "https://w3id.org/survivorgraph/id/story/lira> ?p ?o } #",
    "story:lira\n}",
    "\x00lira\x00",
    "\u202elira\u202c",
    "\ud800lira",
    "\x1b[31mlira",
    "\u200b\u200d\ufeff",
    "a" * 201,
    "a " * 100,
    "x" * 1_000_000,
    "🙂",
    "l\u0300i\u0300r\u0300a\u0300",
    "ﷺ",
    "½²Ⅷ",
    "corridor:",
    "corridor:-",
    ":",
    "/",
    " to ",
    "Kenya to",
    "to to to",
    "Kenya - Lebanon",
    "",
    " ",
]


def answer(ask: Callable[[str], Hits | About], text: str) -> str:
    """Return what is written of a result, or the one clear error; anything else that is raised fails the test."""
    try:
        return ask(text).write("text")
    except QuestionError as error:
        return str(error)


def try_both(dataset: Dataset, text: str) -> None:
    for ask in (dataset.find, dataset.about):
        written = answer(ask, text)
        assert all(char.isprintable() or char == "\n" for char in written)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_result_or_one_clear_error(text: str, small: Dataset) -> None:
    try_both(small, text)


@pytest.mark.fuzz
@settings(deadline=None)
@given(text=st.text(max_size=LONGEST_SEARCH + 5))
@example(text="lira*")
def test_any_text(text: str, small: Dataset) -> None:
    try_both(small, text)


WORDS = st.sampled_from(["lira", "Kenya", "to", "OR", "AND", "NOT", "NEAR", "harbor", "story:", "form/", "forced"])
MARKS = st.sampled_from(list("\"'()*^:{}[]<>-+%_\\/|&?#;,.\0\n\t\u202e\u200f"))


@pytest.mark.fuzz
@settings(deadline=None)
@given(parts=st.lists(st.one_of(WORDS, MARKS), max_size=12))
def test_words_and_syntax_in_any_order(parts: list[str], small: Dataset) -> None:
    try_both(small, " ".join(parts))
    try_both(small, "".join(parts))


def test_characters_that_do_not_show_do_not_matter(small: Dataset) -> None:
    for text in ("\u202eLi\u200dra\u2069", "L\x00ira".replace("\x00", ""), "\ufeffLira"):
        assert small.find(text).hits[0].key == "story:lira"
        assert small.about(text).key == "story:lira"


def test_too_long_a_text_is_said_with_its_length(small: Dataset) -> None:
    with pytest.raises(QuestionError, match="the text to find has 1,000,000 characters; at most 200"):
        small.find("x" * 1_000_000)
    with pytest.raises(QuestionError, match="the name of a thing has 1,000,000 characters; at most 2,000"):
        small.about("x" * 1_000_000)


def run(build: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "survivorgraph", *arguments, "--store", str(build)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_commands_answer_or_say_one_line(built_invented: Path) -> None:
    found = run(built_invented, "find", "harbor", "circle", "--limit", "1")
    assert (found.returncode, found.stdout.splitlines()[0]) == (0, "Harbor Circle — organization")
    assert run(built_invented, "find", "zzzz").returncode == 0
    assert run(built_invented, "find", "zzzz").stdout == ""
    about = run(built_invented, "about", "harbor", "circle")
    assert (about.returncode, about.stdout.splitlines()[0]) == (
        0,
        "Harbor Circle — organization, organization:harbor-circle",
    )
    for arguments in (["find", "x" * 100_000], ["about", "nobody"], ["find", "Lira", "--kind", "ship"], ["find", "!"]):
        failed = run(built_invented, *arguments)
        assert failed.returncode == 2
        assert (failed.stdout, failed.stderr.count("\n")) == ("", 1)
        assert failed.stderr.startswith("survivorgraph: ")
    for form in ("csv", "json", "markdown", "turtle"):
        assert run(built_invented, "about", "Lira", "--format", form).returncode == 0


def test_what_a_store_elsewhere_says_cannot_move_a_terminal() -> None:
    from pyoxigraph import Literal, NamedNode, Quad, Store

    from survivorgraph.schema.vocabulary import ID, NS, PREFIXES

    store = Store()
    person, label = NamedNode(f"{ID}person/x"), NamedNode(PREFIXES["rdfs"] + "label")
    store.add(Quad(person, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(NS + "Person"), NamedNode(f"{ID}g")))
    store.add(Quad(person, label, Literal("Zed \x1b[2J\u202eevil", language="en"), NamedNode(f"{ID}g")))
    dataset = survivorgraph.open_dataset(store)
    for written in (dataset.find("zed").write("text"), dataset.about("person:x").write("text")):
        assert "\x1b" not in written
        assert "\u202e" not in written
