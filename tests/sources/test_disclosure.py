"""No published table gives a withheld cell back, whatever people are in it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from anonypy import anonymity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend
from tests.sources.attack import Attack

from survivorgraph.errors import CheckError
from survivorgraph.sources.disclosure import TOTAL, check_min_cell, list_levels, protect, protect_flags

DIMENSIONS = ("origin", "destination", "year", "form")
FLAGS = {"threats": "f0", "abuse": "f1", "false-promise": "f2"}
K = 10
# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
Cell = tuple[str, ...]
People = Mapping[Cell, int]


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


def publish(
    engine: Backend, people: People, dimensions: Sequence[str] = DIMENSIONS, k: int = K
) -> list[dict[str, Any]]:
    rows = [dict(zip(dimensions, cell, strict=True)) | {"people": count} for cell, count in people.items()]
    table = engine.create_table("cells", pa.Table.from_pylist(rows), overwrite=True)
    return protect(table, dimensions, min_cell=k).to_pyarrow().to_pylist()


def count_true(people: People, row: Mapping[str, Any], dimensions: Sequence[str] = DIMENSIONS) -> int:
    wanted = [row[name] for name in dimensions]
    return sum(n for cell, n in people.items() if all(w in (TOTAL, part) for w, part in zip(wanted, cell, strict=True)))


small_or_large = st.one_of(st.integers(1, 9), st.integers(1, 12), st.integers(8, 60))
cells = st.tuples(
    *(st.sampled_from(values) for values in (("PHL", "NPL", "UZB"), ("THA", "ITA"), ("1", "2", "3"), "ab"))
)
tables = st.dictionaries(cells, small_or_large, min_size=1, max_size=22)
slow_is_fine = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@slow_is_fine
@given(people=tables, k=st.sampled_from([5, 10]))
def test_linear_programming_finds_no_withheld_cell(engine: Backend, people: People, k: int) -> None:
    rows = publish(engine, people, k=k)
    attack = Attack(sum(people.values()), DIMENSIONS)
    attack.know_cells(rows)
    for row in rows:
        truth = count_true(people, row)
        if row["withheld"]:
            key = tuple("" if row[name] == TOTAL else row[name] for name in DIMENSIONS)
            least, most = attack.find_range(key)
            assert least <= 1 + 1e-6
            assert most >= max(k, truth) - 1e-6, "from outside a withheld cell may be large"
        else:
            assert row["people"] == truth >= k


@slow_is_fine
@given(people=tables)
def test_every_split_has_no_withheld_cell_or_two_that_hold_enough(engine: Backend, people: People) -> None:
    rows = publish(engine, people)
    for level, columns in enumerate(list_levels(DIMENSIONS)):
        above = list_levels(DIMENSIONS)[level - 1] if level else ()
        here = [row for row in rows if all((row[name] == TOTAL) == (name not in columns) for name in DIMENSIONS)]
        for _, split in itertools.groupby(
            sorted(here, key=lambda r: [r[n] for n in above]), key=lambda r: [r[n] for n in above]
        ):
            hidden = [count_true(people, row) for row in split if row["withheld"]]
            assert not hidden or (len(hidden) >= 2 and sum(hidden) >= K + len(hidden) - 1)


@slow_is_fine
@given(people=tables)
def test_an_independent_library_finds_the_published_people_k_anonymous(engine: Backend, people: People) -> None:
    published = publish(engine, people)
    for columns in list_levels(DIMENSIONS):
        rows = [
            row
            for row in published
            if not row["withheld"] and all((row[name] == TOTAL) == (name not in columns) for name in DIMENSIONS)
        ]
        records = [[row[name] for name in columns] for row in rows for _ in range(row["people"])]
        if records:
            frame = pd.DataFrame(records, columns=list(columns)).astype("category")
            groups = frame.groupby(list(columns), observed=True).indices
            assert all(anonymity.is_k_anonymous(places, K) for places in groups.values())


@slow_is_fine
@given(
    groups=st.lists(
        st.tuples(small_or_large, st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=40)),
        min_size=1,
        max_size=3,
    )
)
def test_linear_programming_finds_no_withheld_flag(engine: Backend, groups: list[tuple[int, list[list[bool]]]]) -> None:
    rows = []
    for place, (without, members) in enumerate(groups):
        counts = {column: sum(flags[number] for flags in members) for number, column in enumerate(FLAGS.values())}
        base = sum(any(flags) for flags in members)
        rows.append({"origin": f"O{place}", "people": without + len(members), "base": base, **counts})
    table = engine.create_table("flagged", pa.Table.from_pylist(rows), overwrite=True)
    cells = protect(table.select("origin", "people"), ["origin"], min_cell=K).to_pyarrow().to_pylist()
    flags = protect_flags(table, ["origin"], FLAGS, min_cell=K).to_pyarrow().to_pylist()
    attack = Attack(sum(row["people"] for row in rows), ["origin"])
    attack.know_cells(cells)
    attack.know_flags(flags)
    truth = {row["origin"]: row for row in rows}
    for row in flags:
        whole = truth[row["origin"]]
        assert row["base"] == whole["base"] >= K
        assert whole["people"] == whole["base"] or whole["people"] - whole["base"] >= K
        if row["withheld"]:
            least, most = attack.find_range((row["origin"], row["flag"]))
            assert most - least >= K - 1e-6
        else:
            assert row["people"] == whole[FLAGS[row["flag"]]] >= K


def show(rows: list[dict[str, Any]], dimensions: Sequence[str]) -> dict[Cell, int | None]:
    return {tuple(row[name] for name in dimensions): row["people"] for row in rows}


CD = ("origin", "destination", "year")


def test_a_single_small_year_takes_the_next_smallest_with_it(engine: Backend) -> None:
    people = {("PHL", "THA", "2019"): 3, ("PHL", "THA", "2020"): 12, ("PHL", "THA", "2021"): 40}
    assert show(publish(engine, people, CD), CD) == {
        ("PHL", "THA", TOTAL): 55,
        ("PHL", "THA", "2019"): None,
        ("PHL", "THA", "2020"): None,
        ("PHL", "THA", "2021"): 40,
    }


def test_two_small_cells_that_could_be_told_apart_take_a_third(engine: Backend) -> None:
    # 1 + 1 people in two cells that each hold someone: without the third, both would be known to be 1.
    people = {
        ("PHL", "THA", "2019"): 1,
        ("PHL", "THA", "2020"): 1,
        ("PHL", "THA", "2021"): 40,
        ("PHL", "THA", "2022"): 50,
    }
    shown = show(publish(engine, people, CD), CD)
    assert shown["PHL", "THA", "2021"] is None
    assert shown["PHL", "THA", "2022"] == 50


def test_a_split_that_cannot_be_protected_is_not_shown(engine: Backend) -> None:
    people = {("PHL", "THA", "2019"): 5, ("PHL", "THA", "2020"): 5, ("NPL", "THA", "2019"): 30}
    assert show(publish(engine, people, CD), CD) == {
        ("PHL", "THA", TOTAL): 10,
        ("NPL", "THA", TOTAL): 30,
        ("NPL", "THA", "2019"): 30,
    }


def test_nothing_below_a_withheld_cell_is_shown(engine: Backend) -> None:
    people = {("PHL", "THA", "2019"): 9, ("NPL", "THA", "2019"): 20, ("UZB", "THA", "2019"): 30}
    shown = show(publish(engine, people, CD), CD)
    assert shown == {
        ("PHL", "THA", TOTAL): None,
        ("NPL", "THA", TOTAL): None,
        ("UZB", "THA", TOTAL): 30,
        ("UZB", "THA", "2019"): 30,
    }


def test_fewer_than_k_people_publish_nothing(engine: Backend) -> None:
    assert publish(engine, {("PHL", "THA", "2019"): 4, ("NPL", "THA", "2019"): 5}, CD) == []


def test_the_attack_finds_a_cell_that_is_not_protected() -> None:
    attack = Attack(43, CD)
    total = {"origin": "PHL", "destination": "THA", "year": TOTAL, "people": 43, "withheld": False}
    years = [total | {"year": "2019", "people": None, "withheld": True}, total | {"year": "2020", "people": 40}]
    attack.know_cells([total, *years])
    assert attack.find_range(("PHL", "THA", "2019")) == (3, 3)


@pytest.mark.parametrize("k", [4, 1, 0, -1])
def test_a_threshold_below_five_is_refused(k: int) -> None:
    with pytest.raises(CheckError, match="the threshold is 5 or more"):
        check_min_cell(k)


def test_a_corridor_is_split_off_in_one_step_whatever_its_order() -> None:
    assert list_levels(("destination", "origin")) == [("destination", "origin")]
    assert list_levels(("origin", "year", "destination")) == [
        ("origin",),
        ("origin", "year"),
        ("origin", "year", "destination"),
    ]
    assert Counter(len(level) for level in list_levels(DIMENSIONS)) == {2: 1, 3: 1, 4: 1}
