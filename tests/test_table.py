"""What answers and measures share, and that no text in them is interpreted where they are shown."""

from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import survivorgraph
from survivorgraph.network.core.measures import Measures
from survivorgraph.store.answers import Answer
from survivorgraph.table import Table

HOSTILE = '<img src=x onerror="alert(1)"></td><script>alert(1)</script>'


def make_measures(text: str) -> Measures:
    return Measures((text, "n"), ((text, 1), (None, 2)), basis=text, note="counts what was reported")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.append(tag)
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


def read(table: Table) -> Reader:
    reader = Reader()
    reader.feed(table._repr_html_())
    reader.close()
    return reader


@pytest.mark.fuzz
@given(st.text(max_size=40) | st.just(HOSTILE))
def test_html_of_a_table_holds_its_text_and_no_element_of_it(text: str) -> None:
    found = read(make_measures(text))
    assert set(found.tags) <= {"table", "caption", "thead", "tr", "th", "tbody", "td"}
    assert found.tags.count("td") == 4
    assert "<img" not in make_measures(text).to_markdown()


@pytest.mark.fuzz
@given(st.text(max_size=40))
def test_a_markdown_table_has_a_line_a_row(text: str) -> None:
    lines = Answer((text, "b"), [(text, "y"), ("z", text)]).to_markdown().split("\n")
    assert len(lines) == 5
    assert all(line.startswith("| ") for line in lines[:4])


def test_the_caption_is_shown_with_the_table() -> None:
    table = make_measures("2 stories")
    assert "counts what was reported" in read(table).texts[1]
    assert table.to_markdown().endswith("2 stories; counts what was reported\n")


def test_answers_and_measures_are_read_alike() -> None:
    for table in (Answer(("a", "b"), [("x", 1), (None, 2)]), Measures(("a", "b"), (("x", 1), (None, 2)), basis="")):
        assert isinstance(table, survivorgraph.Table)
        assert list(table) == [{"a": "x", "b": 1}, {"a": None, "b": 2}] == json.loads(table.to_json())
        assert list(table.column("b")) == [1, 2]
        assert len(table) == 2
        assert list(table.to_frame().columns) == ["a", "b"]
        with pytest.raises(KeyError, match="no column 'c'"):
            table.column("c")


def test_decimals_and_lists_are_written() -> None:
    assert json.loads(Answer(("n",), [(Decimal("1.5"),), (Decimal("2"),)]).to_json()) == [{"n": 1.5}, {"n": 2}]
    assert "x; y" in Measures(("n",), ((("x", "y"),),), basis="").to_markdown()
