"""Tables as text fit the width that they are given, and lose nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survivorgraph.errors import QuestionError
from survivorgraph.network.core.measures import Measures
from survivorgraph.store.answers import Answer
from survivorgraph.text_tables import LONGEST_LINE, NARROWEST, write_text_table

WORD = st.text("abcdefgh-", min_size=1, max_size=30)
CELL = st.lists(WORD, max_size=12).map(" ".join)


def letters(text: str) -> list[str]:
    return sorted(re.sub(r"[\s\-\d]", "", text).replace("of", ""))


@pytest.mark.fuzz
@given(st.data(), st.integers(1, 9), st.integers(0, 4), st.integers(NARROWEST, 200))
def test_every_line_fits_and_every_cell_is_there(data: st.DataObject, wide: int, long: int, width: int) -> None:
    columns = [f"X_{number}" for number in range(wide)]
    rows = [[data.draw(CELL) for _ in columns] for _ in range(long)]
    text = write_text_table(columns, rows, [False] * wide, width=width)
    assert max(map(len, text.split("\n"))) <= width
    cells = letters("".join(cell for row in rows for cell in row))
    assert [letter for letter in letters(text) if letter in set("abcdegh")] == [
        letter for letter in cells if letter in set("abcdegh")
    ]


def test_long_texts_are_wrapped_between_words_and_rows_are_told_apart() -> None:
    text = write_text_table(
        ["key", "note"], [["a", "one two three four five six seven eight nine"], ["b", "ten"]], [False] * 2, width=40
    )
    assert text.split("\n") == [
        "key    note",
        "-----  ---------------------------------",
        "a      one two three four five six seven",
        "       eight nine",
        "",
        "b      ten",
    ]


def test_headings_break_before_the_text_of_cells_does() -> None:
    columns = ["destination_code", "originCertainty", "destination_name"]
    text = write_text_table(columns, [["NPL", "stated", "Nepal"]], [False] * 3, width=44)
    assert text.split("\n")[:2] == [
        "destination    origin       destination",
        "_code          Certainty    _name",
    ]


def test_a_row_that_does_not_fit_is_a_block_without_its_empty_cells() -> None:
    columns = [f"column_{number}" for number in range(12)]
    rows = [[f"value{number}" for number in range(11)] + [""], ["x"] * 12]
    text = write_text_table(columns, rows, [False] * 12, width=60)
    assert text.startswith("1 of 2 ---------------------------------\ncolumn_0   value0\n")
    assert text.split("\n\n")[0].count("\n") == 11
    assert "column_11  x" in text


def test_without_a_width_a_row_is_a_line_unless_nobody_could_read_it() -> None:
    assert Answer(("a", "b"), [("x " * 400, 1)]).to_table().count("\n") == 2
    text = Answer(("a", "b"), [("x " * 600, 1)]).to_table()
    assert max(map(len, text.split("\n"))) <= LONGEST_LINE
    assert text.count("x") == 600


def test_numbers_are_aligned_at_their_points_and_have_six_digits() -> None:
    table = Measures(("name", "score"), (("a", 0.123456789), ("b", 12), ("c", None)), basis="x")
    assert table.to_table().split("\n")[2:] == ["a        0.123457", "b       12", "c"]


def test_columns_are_chosen_and_ordered() -> None:
    answer = Answer(("a", "b", "c"), [(1, 2, 3)])
    assert answer.select("c", "a") == Answer(("c", "a"), [(3, 1)])
    table = Measures(("a", "b"), ((1, 2),), basis="x", note="y")
    assert table.select("b") == Measures(("b",), ((2,),), basis="x", note="y")
    with pytest.raises(QuestionError, match="the table has no column 'd'; it has: a, b, c"):
        answer.select("d")
