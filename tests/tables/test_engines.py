"""Engines are opened, watched and closed, and say nothing of what they read."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from survivorgraph.errors import DatasetError, RecordError
from survivorgraph.tables.counting import engines
from survivorgraph.tables.counting.engines import EMBEDDED, Engine, open_engine, translate_errors

SECRET = "Mei Invented"
# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


class Backend:
    """Be a backend whose query is at 40 %."""

    @property
    def con(self) -> Any:
        return self

    def query_progress(self) -> float:
        return 40.0


def test_a_long_query_says_every_few_seconds_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_SECONDS_BETWEEN_REPORTS", 0.01)
    said, is_said = list[str](), Event()

    def say(text: str) -> None:
        said.append(text)
        is_said.set()

    with Engine(EMBEDDED, Backend()).reporting(say):  # type: ignore[arg-type]
        assert is_said.wait(30)
    assert set(said) == {"counting rows: 40 %"}
    number = len(said)
    is_said.clear()
    assert not is_said.wait(0.1), "it is quiet at the end"
    assert len(said) == number


def test_the_embedded_engine_knows_how_far_it_is_and_keeps_to_its_memory() -> None:
    with open_engine(memory_limit="300MB") as engine:
        assert isinstance(engine.backend.con.query_progress(), float)
        limit, folder = engine.backend.con.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchone()
        assert limit == "286.1 MiB"
        assert "survivorgraph-" in folder, "what does not fit is written aside, and removed at the end"


def test_a_wrong_limit_of_memory_is_one_message() -> None:
    with pytest.raises(DatasetError, match="is much a size, such as 8GB"), open_engine(memory_limit="much"):
        pass


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"IO Error: No space left on device while writing {SECRET}", "no room left on the disk"),
        (f"Out of Memory Error: could not allocate for {SECRET}", "not enough memory; give fewer dimensions"),
        (
            f"CSV Error on Line: 7\nOriginal Line: {SECRET}\nExpected Number of Columns: 3 Found: 1",
            ":7: a row has more",
        ),
        (f"CSV Error on Line: 7\nOriginal Line: {SECRET}\nValue with unterminated quote found", ":7: a quote is open"),
        (f"something new about {SECRET}", r"the engine could not read this table \(RuntimeError\)"),
    ],
)
def test_what_an_engine_says_is_told_without_the_row_that_it_quotes(text: str, expected: str) -> None:
    with pytest.raises(RecordError, match=expected) as caught, translate_errors("cases.csv"):
        raise RuntimeError(text)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("nowhere://mei:hush@host/catalog", "nowhere://host/catalog:"),
        ("nowhere://mei:hu@sh@host:5432/catalog?password=hush", "nowhere://host:5432/catalog:"),
        ("nowhere://host/catalog;password=hush", "nowhere://host/catalog:"),
        ("nowhere://mei:hush", "nowhere://…:"),
        ("nowhere:mei:hush@host", "nowhere:…:"),
    ],
)
def test_no_message_has_the_password_of_an_engine(name: str, place: str) -> None:
    with pytest.raises(DatasetError) as caught, open_engine(name):
        pass
    assert "sh" not in str(caught.value)
    assert str(caught.value).startswith(place)
