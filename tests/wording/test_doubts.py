"""The page says which value of a fact is uncertain, in the language of the page, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from survivorgraph.builds.inputs import read_input
from survivorgraph.network.graphs.journeys import build_journeys
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.store.dataset import open_dataset
from survivorgraph.wording.labels import read_labels
from survivorgraph.wording.sentences import describe_story_facts

LIRA = "lighthouse-almanac/stories/lira.yaml"
MARKED = """    hours_per_day: 16
    uncertain:
      - {values: [place, means/withholding-wages], certainty: inferred, note: It follows from the harbor.}
      - {values: [duration], certainty: ambiguous, note: The almanac counts in moons.}
"""


@pytest.fixture
def dataset(make_data: Callable[..., Path]) -> Rows:
    store = Store()
    store.bulk_extend(read_input(make_data({LIRA: ("    hours_per_day: 16\n", MARKED)})).quads())
    return open_dataset(store)


def find_work(dataset: Rows, language: str) -> str:
    facts = describe_story_facts(dataset, {}, read_labels(dataset, language))["lira"]
    return next(fact.text for kind, order, fact in facts if (kind, order) == ("exploitation", 1))


def test_the_sentence_names_the_values_and_says_why(dataset: Rows) -> None:
    text = find_work(dataset, "en")
    assert text.endswith(
        "Ambiguous: how long it lasted. The almanac counts in moons. "
        "Inferred: withholding wages, Lebanon. It follows from the harbor."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Ambigu : la durée. The almanac"), ("es", "Ambiguo: la duración. The almanac")],
)
def test_the_words_are_those_of_the_language(language: str, words: str, dataset: Rows) -> None:
    assert words in find_work(dataset, language)


def test_a_journey_is_as_certain_as_the_place_it_rests_on(dataset: Rows) -> None:
    journey = next(one for one in build_journeys(dataset) if one.key == "lira")
    assert [(one.form, one.certainty) for one in journey.exploitations] == [
        ("domestic-servitude", "inferred"),
        ("forced-labor", "ambiguous"),
    ]
