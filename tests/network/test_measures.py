import math

import pandas as pd
import pytest

from survivorgraph.network.core.measures import Measures, make_measures, round_score

TABLE = make_measures(
    ("code", "name", "score", "keys", "sure"),
    [
        {"code": "b", "name": "Bland", "score": 0.1 + 0.2, "keys": ("x", "y"), "sure": False},
        {"code": "a", "name": 'A "land", west', "score": 0.3, "keys": (), "sure": True},
        {"code": "c", "name": "Cland", "score": math.nan, "keys": (), "sure": True},
    ],
    by=("score",),
    basis="2 stories, 1 source",
    note="counts what was reported",
)


def test_scores_that_print_the_same_are_a_tie_in_the_order_of_names():
    assert TABLE.column("name") == ('A "land", west', "Bland", "Cland")


def test_an_undefined_score_is_none_and_comes_last():
    assert TABLE.rows[-1] == ("c", "Cland", None, (), True)


@pytest.mark.parametrize(
    ("score", "rounded"),
    [(2 / 3, 0.666667), (123456.789, 123457.0), (1.23456789e-9, 1.235e-09), (-1e-17, 0.0), (math.inf, None)],
)
def test_scores_keep_six_significant_digits_and_twelve_decimals(score, rounded):
    assert round_score(score) == rounded
    assert str(round_score(score)) != "-0.0"


def test_the_csv_file_says_in_every_row_what_it_rests_on(tmp_path):
    path = TABLE.write_csv(tmp_path / "scores.csv")
    assert path.read_bytes() == (
        b"code,name,score,keys,sure,basis\n"
        b'a,"A ""land"", west",0.3,,true,"2 stories, 1 source; counts what was reported"\n'
        b'b,Bland,0.3,x; y,false,"2 stories, 1 source; counts what was reported"\n'
        b'c,Cland,,,true,"2 stories, 1 source; counts what was reported"\n'
    )


def test_a_frame_carries_what_the_table_rests_on():
    frame = TABLE.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(TABLE.columns)
    assert frame.attrs["basis"] == "2 stories, 1 source"


def test_rows_come_as_dicts():
    assert next(iter(TABLE))["name"] == 'A "land", west'
    assert len(TABLE) == 3


def test_an_unknown_column_is_a_key_error_that_lists_the_columns():
    with pytest.raises(KeyError, match="code, name, score"):
        TABLE.column("fame")


def test_an_empty_table_has_its_columns(tmp_path):
    empty = Measures(("code",), (), "0 stories, 0 sources")
    assert empty.write_csv(tmp_path / "empty.csv").read_text(encoding="utf-8") == "code,basis\n"
    assert list(empty.to_frame().columns) == ["code"]
