"""The page of questions is that of the questions' files."""

from __future__ import annotations

from pathlib import Path

from survivorgraph.reference.question_list import describe_question_page, write_question_page
from survivorgraph.store.questions import list_questions

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "questions.md"


def test_the_page_is_that_of_the_questions(tmp_path: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == describe_question_page(), "write it again with: make terms"
    assert write_question_page(tmp_path / "page.md").read_bytes() == PAGE.read_bytes()


def test_every_question_parameter_and_column_stands_on_the_page() -> None:
    page = describe_question_page()
    for question in list_questions():
        part = page.partition(f"\n## {question.name}\n")[2].partition("\n## ")[0]
        assert question.title in part
        for name in (*(param.name for param in question.params), *question.columns):
            assert f"`{name}`" in part or f"- `{name}`:" in page, (question.name, name)
