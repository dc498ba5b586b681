"""No published table gives a withheld cell back, whatever people are in it."""

from __future__ import annotations

import itertools
import random
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
from tests.tables.attack import (
    NOT_SHOWN,
    Attack,
    find_informed_range,
    list_outcomes,
    list_possible,
    list_possible_flags,
    list_possible_unseen,
)

from survivorgraph.errors import CheckError
from survivorgraph.tables.protection.disclosure import TOTAL, Draw, check_min_cell, list_levels, protect, protect_flags

DIMENSIONS = ("origin", "destination", "year", "form")
FLAGS = {"threats": "f0", "abuse": "f1", "false-promise": "f2"}
K = 10
DRAW = Draw("invented")
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
    engine: Backend, people: People, dimensions: Sequence[str] = DIMENSIONS, k: int = K, draw: Draw = DRAW
) -> list[dict[str, Any]]:
    rows = [dict(zip(dimensions, cell, strict=True)) | {"people": count} for cell, count in people.items()]
    table = engine.create_table("cells", pa.Table.from_pylist(rows), overwrite=True)
    return protect(table, dimensions, min_cell=k, draw=draw).to_pyarrow().to_pylist()


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
    cells = protect(table.select("origin", "people"), ["origin"], min_cell=K, draw=DRAW).to_pyarrow().to_pylist()
    flags = protect_flags(table, ["origin"], FLAGS, min_cell=K, draw=DRAW).to_pyarrow().to_pylist()
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


def test_a_single_small_year_takes_another_with_it(engine: Backend) -> None:
    people = {("PHL", "THA", "2019"): 3, ("PHL", "THA", "2020"): 12, ("PHL", "THA", "2021"): 40}
    shown = show(publish(engine, people, CD), CD)
    assert (shown["PHL", "THA", TOTAL], shown["PHL", "THA", "2019"]) == (55, None)
    assert (shown["PHL", "THA", "2020"], shown["PHL", "THA", "2021"]) in {(None, 40), (12, None)}


def test_two_small_cells_that_could_be_told_apart_take_a_third(engine: Backend) -> None:
    # 1 + 1 people in two cells that each hold someone: without the third, both would be known to be 1.
    people = {
        ("PHL", "THA", "2019"): 1,
        ("PHL", "THA", "2020"): 1,
        ("PHL", "THA", "2021"): 40,
        ("PHL", "THA", "2022"): 50,
    }
    shown = show(publish(engine, people, CD), CD)
    assert (shown["PHL", "THA", "2021"], shown["PHL", "THA", "2022"]) in {(None, 50), (40, None)}


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
    hidden = {cell[0] for cell, count in shown.items() if count is None}
    assert len(hidden) == 2
    assert "PHL" in hidden
    assert {cell[0] for cell in shown if cell[2] == "2019"} == {"PHL", "NPL", "UZB"} - hidden


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


# Whoever knows the rule: the solvers of `tests.tables.attack` that run it, over all draws.


def make_split(rng: random.Random, k: int) -> list[int]:
    """Return the cells of a split of more than k people: of all sizes, skewed, sparse, with ties, few or many."""
    kind = rng.choice(["any", "skewed", "sparse", "ties", "at the threshold", "few", "small"])
    number = rng.randrange(1, 4) if kind == "few" else rng.randrange(2, 9)
    draw = {
        "any": lambda: rng.randrange(1, 3 * k),
        "skewed": lambda: max(1, int(rng.paretovariate(0.6))),
        "sparse": lambda: rng.choice([1, 1, 2, 5 * k]),
        "ties": lambda: rng.choice([k - 1, k, k, 2 * k]),
        "at the threshold": lambda: rng.choice([k - 1, k, k + 1]),
        "few": lambda: rng.randrange(1, 2 * k),
        "small": lambda: rng.randrange(1, k),
    }[kind]
    people = [min(draw(), 500) for _ in range(number)]
    return people if sum(people) > k else [*people, k]


def list_splits(people: People, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[int], list[dict[str, Any]]]]:
    """Yield the true cells of each year's split below a corridor that is shown, and its rows as published."""
    by_corridor: dict[Cell, list[tuple[Cell, int]]] = {}
    for cell, count in people.items():
        by_corridor.setdefault(cell[:2], []).append((cell, count))
    published = {tuple(row[name] for name in CD): dict(row) for row in rows}
    for corridor, cells_ in by_corridor.items():
        assert published[(*corridor, TOTAL)]["withheld"] is False
        yield [count for _, count in cells_], [published[cell] for cell, _ in cells_ if cell in published]


def count_tables(examples: int) -> int:
    """Return how many tables to try: 40 in the normal suite, 1,200 in `make fuzz`."""
    return 1_200 if examples >= 1_000 else 40


@pytest.mark.fuzz
@pytest.mark.parametrize("k", [5, 10])
def test_who_knows_the_rule_proves_nothing_of_a_withheld_cell(engine: Backend, k: int) -> None:
    """Each corridor is a table of its own, with its number of people published; many are published at once."""
    rng = random.Random(k)
    tables_left, withheld, unseen = count_tables(settings.default.max_examples), 0, 0  # type: ignore[union-attr]
    while tables_left > 0:
        splits = [make_split(rng, k) for _ in range(min(40, tables_left))]
        tables_left -= len(splits)
        people = {
            (f"O{number}", "D", str(2000 + year)): count
            for number, split in enumerate(splits)
            for year, count in enumerate(split)
        }
        rows = publish(engine, people, CD, k, Draw(str(rng.random())))
        for truth, shown in list_splits(people, rows):
            outcome = frozenset(place for place, row in enumerate(shown) if row["withheld"]) if shown else NOT_SHOWN
            assert outcome in list_outcomes(truth, k)
            if outcome is NOT_SHOWN:
                unseen += 1
                possible = list_possible_unseen(sum(truth), 3, k) if sum(truth) <= 60 else None
                assert possible is None or set(range(k)) | {sum(truth) - 1} <= possible
                continue
            hidden = sum(truth[place] for place in outcome)
            if outcome:
                least, most = find_informed_range(len(outcome), hidden, k)
                assert (least, most) == (1, hidden - len(outcome) + 1)
                assert most >= k
                withheld += len(outcome)
            if outcome and hidden <= 60 and len(outcome) <= 4:
                others = tuple(sorted(row["people"] for row in shown if not row["withheld"]))
                for values in list_possible(len(outcome), hidden, others, k):
                    assert values >= {*range(1, k), most}
    assert withheld > 40
    assert unseen > 3


@pytest.mark.fuzz
@settings(deadline=None)
@given(people=st.lists(st.integers(1, 30), min_size=2, max_size=6), k=st.integers(5, 12), chance=st.randoms())
def test_every_outcome_of_the_rule_leaves_each_withheld_cell_open(people: list[int], k: int, chance: Any) -> None:
    outcome = chance.choice(sorted(list_outcomes(people, k, is_root=True), key=str))
    if outcome:
        hidden = sum(people[place] for place in outcome)
        least, most = find_informed_range(len(outcome), hidden, k)
        assert least == 1
        assert most >= k
        if hidden <= 25:
            shown = tuple(sorted(number for place, number in enumerate(people) if place not in outcome))
            assert all({*range(1, k), most} <= values for values in list_possible(len(outcome), hidden, shown, k))


def test_the_solver_that_knows_the_rule_finds_what_smallest_first_gave_away() -> None:
    """Were the smallest always taken, 9 and 9 beside 10 and 40 would have to be 9 and 9."""
    assert list_outcomes([9, 9, 40], 10) == {frozenset({0, 1})}
    smallest_first = {
        value
        for value in range(1, 18)
        if max(value, 18 - value) < 10 or max(value, 18 - value) <= 10  # the larger one no larger than the one shown
    }
    assert smallest_first == {8, 9, 10}
    (first, second) = list_possible(2, 18, (10, 40), 10)
    assert first == second == frozenset(range(1, 18))


def test_any_cell_that_is_large_enough_can_be_drawn_and_small_ones_more_often(engine: Backend) -> None:
    people = {
        ("PHL", "THA", "2018"): 3,
        ("PHL", "THA", "2019"): 12,
        ("PHL", "THA", "2020"): 12,
        ("PHL", "THA", "2021"): 60,
    }
    drawn = Counter[str]()
    for number in range(25):
        rows = publish(engine, people, CD, draw=Draw(f"secret {number}"))
        (one,) = (row["year"] for row in rows if row["withheld"] and row["year"] != "2018")
        drawn[one] += 1
    assert set(drawn) == {"2019", "2020", "2021"}
    assert drawn["2021"] < min(drawn["2019"], drawn["2020"])


def test_one_secret_gives_one_table(engine: Backend) -> None:
    people = {("PHL", "THA", str(year)): 3 if year == 2000 else 20 for year in range(2000, 2020)}
    one, same, other = (publish(engine, people, CD, draw=Draw(secret)) for secret in ("a", "a", "b"))
    assert show(one, CD) == show(same, CD) != show(other, CD)


def test_a_cell_of_exactly_the_threshold_is_not_split(engine: Backend) -> None:
    """Were it split where it can be, one that is not would be known to have only small cells."""
    people = {("PHL", "THA", "2019"): 10, ("NPL", "THA", "2019"): 30}
    assert set(show(publish(engine, people, CD), CD)) == {
        ("PHL", "THA", TOTAL),
        ("NPL", "THA", TOTAL),
        ("NPL", "THA", "2019"),
    }


def publish_flags(engine: Backend, leaves: Sequence[tuple[int, int, Sequence[int]]], k: int) -> dict[str, list[Any]]:
    """Publish flags of leaves, given as (people, base, people with each flag); return those by leaf that are shown."""
    rows = [
        {"origin": f"O{place}", "people": people, "base": base, **dict(zip(FLAGS.values(), numbers, strict=True))}
        for place, (people, base, numbers) in enumerate(leaves)
    ]
    table = engine.create_table("leaves", pa.Table.from_pylist(rows), overwrite=True)
    found: dict[str, list[Any]] = {}
    for row in protect_flags(table, ["origin"], FLAGS, min_cell=k, draw=DRAW).to_pyarrow().to_pylist():
        found.setdefault(row["origin"], []).append(row)
    return found


@pytest.mark.fuzz
def test_who_knows_the_rule_proves_nothing_of_a_withheld_flag(engine: Backend) -> None:
    k, rng, withheld = 5, random.Random(5), 0
    for _ in range(count_tables(settings.default.max_examples) // 40):  # type: ignore[union-attr]
        leaves = []
        for _ in range(60):
            base = rng.randrange(1, 26)
            numbers = [rng.choice([0, rng.randrange(base + 1), base, max(0, base - rng.randrange(4))]) for _ in FLAGS]
            numbers[0] = max(numbers[0], min(base, base - sum(numbers[1:])))
            leaves.append((base + rng.choice([0, 3, 5, 30]), base, numbers))
        for name, rows in publish_flags(engine, [leaf for leaf in leaves if leaf[0] >= k], k).items():
            shown = [row["people"] for row in rows if not row["withheld"]]
            base = rows[0]["base"]
            number = len(rows) - len(shown)
            for values in list_possible_flags(shown, number, base, k):
                assert {*range(k), base - 1} <= values, f"{name}: {shown} of {base}"
            if not number:
                assert sum(shown) == base or sum(shown) - base >= k
            withheld += number
    assert withheld > 10


def test_flags_that_would_give_a_withheld_one_away_are_not_shown(engine: Backend) -> None:
    # 30 of 40 have the first flag, so that 10 at least must have the second; it is withheld, so all but few have it.
    assert publish_flags(engine, [(40, 40, (30, 35, 0))], 10) == {}
    # One person of 40 has two flags, and no other has.
    assert publish_flags(engine, [(40, 40, (15, 15, 11))], 10) == {}
    assert [row["people"] for row in publish_flags(engine, [(40, 40, (30, 10, 0))], 10)["O0"]] == [30, 10, None]
