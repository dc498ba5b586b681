"""What can be found beside the graph itself: the named questions, the measures, and what the page calls things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from survivorgraph.lookup.kinds import MEASURE, PAGE, QUESTION
from survivorgraph.lookup.searchable import SearchText, Thing
from survivorgraph.network.measures.catalog import CATALOG
from survivorgraph.store.questions import list_questions
from survivorgraph.wording.texts import list_languages, read_texts

__all__ = ["list_own_things"]

PAGE_WORDS: Final[Mapping[str, str]] = {
    "views": "map",
    "kinds": "map",
    "facets": "map",
    "columns": "map",
    "coverage_classes": "partnerships",
}
"""The parts of the page's texts that name something, with the view that shows it."""


def list_own_things() -> Iterator[tuple[Thing, list[SearchText]]]:
    """Yield each with its texts, in a fixed order."""
    yield from _list_questions()
    yield from _list_measures()
    yield from _list_page_words()


def _list_questions() -> Iterator[tuple[Thing, list[SearchText]]]:
    for question in list_questions():
        iri = f"{QUESTION}:{question.name}"
        texts = [SearchText(iri, "key", question.name), SearchText(iri, "title", question.title, "en")]
        texts += [SearchText(iri, "key", key) for key in question.answers]
        texts += [SearchText(iri, "note", question.note, "en")] if question.note else []
        texts += [
            SearchText(iri, "parameter", f"{one.name} {one.description}".strip(), "en") for one in question.params
        ]
        yield Thing(iri, QUESTION, question.title, f"survivorgraph ask {question.name}"), texts


def _list_measures() -> Iterator[tuple[Thing, list[SearchText]]]:
    for name, entry in CATALOG.items():
        iri = f"{MEASURE}:{name}"
        texts = [SearchText(iri, "key", name), SearchText(iri, "title", entry.about, "en")]
        yield Thing(iri, MEASURE, name, f"survivorgraph measure {name}"), texts


def _list_page_words() -> Iterator[tuple[Thing, list[SearchText]]]:
    for part, view in PAGE_WORDS.items():
        for key in read_texts("en")[part]:
            iri = f"page:{part}/{key}"
            texts = []
            for language in list_languages():
                name, about = _split(read_texts(language)[part][key])
                texts.append(SearchText(iri, "name", name, language))
                texts += [SearchText(iri, "description", about, language)] if about else []
            name = texts[0].text
            yield Thing(iri, PAGE, name, f"survivorgraph show {view}"), texts


def _split(found: Any) -> tuple[str, str]:
    """Return the name and the description of a word of the page, which is written in one or in two texts."""
    if isinstance(found, list):
        return str(found[0]), str(found[1])
    return str(found), ""
