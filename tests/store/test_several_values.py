"""Several values of a parameter: asked one by one, told apart in the rows, and said where there are none."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from survivorgraph.errors import QuestionError
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.questions import read_question
from survivorgraph.store.several_values import MOST_ASKED, spread_values

ID = "https://w3id.org/survivorgraph/id/"
DATA = f"""
@prefix e: <https://example.org/> .
e:g {{
  <{ID}country/KEN> e:has 1 , 2 . <{ID}country/NPL> e:has 2 .
}}
"""
TEXT = """# title: What has a country?
# param country: country — which
# param least: integer — no less than this
# columns: number
SELECT ?number { ?country <https://example.org/has> ?number FILTER(!BOUND(?least) || ?number >= ?least) }
ORDER BY ?number
"""


@pytest.fixture
def dataset() -> Dataset:
    store = Store()
    store.load(DATA, format=RdfFormat.TRIG)
    return open_dataset(store)


def test_each_row_says_which_value_it_answers(dataset: Dataset) -> None:
    answer = dataset.ask(read_question("-", text=TEXT), country=["Nepal", "KEN"])
    assert answer.columns == ("country", "number")
    assert answer.rows == [(ID + "country/NPL", 2), (ID + "country/KEN", 1), (ID + "country/KEN", 2)]
    assert answer.remarks == ()


def test_one_value_adds_no_column(dataset: Dataset) -> None:
    assert dataset.ask(read_question("-", text=TEXT), country="Nepal").columns == ("number",)


def test_values_of_two_parameters_are_combined_and_those_without_rows_named(dataset: Dataset) -> None:
    question = read_question("-", text=TEXT)
    answer = dataset.ask(question, country=("Kenya", "Nepal"), least=[2, 3])
    assert answer.columns == ("country", "least", "number")
    assert answer.rows == [(ID + "country/KEN", 2, 2), (ID + "country/NPL", 2, 2)]
    assert answer.remarks == ("no rows with country=Kenya least=3", "no rows with country=Nepal least=3")


def test_a_row_of_two_values_is_not_repeated_where_a_column_has_the_name(dataset: Dataset) -> None:
    text = TEXT.replace("?number {", "?number ?least {").replace("# columns: number", "# columns: number, least")
    answer = dataset.ask(read_question("-", text=text), country="Kenya", least=[1, "1"])
    assert answer.rows == [(1, 1), (2, 1)]


def test_an_empty_answer_is_explained_for_each_value(dataset: Dataset) -> None:
    reasons = dataset.explain_empty(read_question("-", text=TEXT), country=["Kenya", "Nepal"], least=9)
    assert any(one.startswith("country=Kenya: without least=9 there are 2 rows") for one in reasons)
    assert any(one.startswith("country=Nepal: ") for one in reasons)


def test_no_value_and_too_many_are_refused() -> None:
    with pytest.raises(QuestionError, match="parameter 'country': found no value in the list"):
        spread_values({"country": []})
    assert len(spread_values({"year": list(range(MOST_ASKED))})) == MOST_ASKED
    with pytest.raises(QuestionError, match="the values of year, to make 66 combinations; ask for 64 at most"):
        spread_values({"year": list(range(33)), "to": [1, 2]})
