"""The SPARQL editor page: it starts from the named questions, and works offline.

The text of a question is composed here, with its parameters bound as terms, so that the page runs what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from survivorgraph.errors import QuestionError, SurvivorGraphError
from survivorgraph.service.formats import FORMATS
from survivorgraph.store.dataset import Dataset
from survivorgraph.store.parameters import Parameter
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import Question, get_question, list_questions

__all__ = ["PREFIX", "make_editor", "read_asset"]

PREFIX = "p."
"""What the name of a parameter begins with in the address of the page."""

_FIRST = """# Choose a question above, or write one of your own: the project's prefixes need no declaration.
SELECT ?story ?name ?country
WHERE {
  ?story a sg:Story ; rdfs:label ?name .
  OPTIONAL { ?story sg:originatesIn/rdfs:label ?country }
}
ORDER BY ?name
"""


def read_asset(name: str) -> str:
    """Return the text of the page's script or style."""
    return (files("survivorgraph.service") / "templates" / name).read_text(encoding="utf-8")


def make_editor(dataset: Dataset, address: Sequence[tuple[str, str]]) -> str:
    """Write the page for the pairs of its address: `question`, and parameters as `p.NAME`.

    Raises QuestionError where there is no such question. The page shows an invalid parameter.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    name = next((value for key, value in address if key == "question" and value), None)
    question = get_question(name) if name else None
    given = {key.removeprefix(PREFIX): value for key, value in address if key.startswith(PREFIX) and value}
    text, problem = (_FIRST, "") if question is None else _write_query(question, given, dataset)
    environment = Environment(
        loader=PackageLoader("survivorgraph.service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("query.html.j2").render(
        questions=list_questions(),
        question=question,
        params=[(param, given.get(param.name, param.default or "")) for param in question.params] if question else [],
        prefix=PREFIX,
        text=text,
        problem=problem,
        formats=tuple(FORMATS),
    )


def _write_query(question: Question, given: dict[str, str], dataset: Dataset) -> tuple[str, str]:
    """Return the query with its parameters bound, and the errors in them."""
    needed = [param for param in question.params if _is_missing(param, given)]
    if needed:
        names = ", ".join(param.name for param in needed)
        return question.sparql, f"This question needs a value: {names}." if given else ""
    try:
        bound = question.bind(given, dataset)
        return read_query(question.sparql).bind(bound), ""
    except QuestionError as error:
        return question.sparql, str(error)
    except SurvivorGraphError:
        return question.sparql, "The parameters cannot be bound here: the dataset does not answer."


def _is_missing(param: Parameter, given: dict[str, str]) -> bool:
    return param.is_required and param.name not in given
