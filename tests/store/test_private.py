"""The secret and the record of imports are their owner's alone, and two who change a build take turns."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from survivorgraph.errors import DatasetError
from survivorgraph.store import private
from survivorgraph.store.private import ImportedTable, lock_build, open_private

TABLE = ImportedTable("edges", ("origin", "destination"), 10, 65, (1, 2, 3))


def test_the_secret_is_kept_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    one = open_private(tmp_path / "build")
    assert list(tmp_path.iterdir()) == [], "nothing is written before it is needed"
    one.add(TABLE)
    one.save()
    again = open_private(tmp_path / "build")
    assert (again.secret, again.tables, again.is_new) == (one.secret, [TABLE], False)
    assert one.secret not in repr(one)
    if os.name == "posix":
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [one.folder, *one.folder.iterdir()]}
        assert modes == {".build.private": 0o700, "key": 0o600, "imports.json": 0o600, ".gitignore": 0o600}
    assert (one.folder / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_two_builds_have_two_secrets_and_each_purpose_its_own(tmp_path: Path) -> None:
    one, other = open_private(tmp_path / "one"), open_private(tmp_path / "other")
    assert len({one.secret, other.secret, one.derive("cells"), one.derive("else"), other.derive("cells")}) == 5
    assert one.derive("cells") == one.derive("cells")


def test_that_a_table_was_removed_or_replaced_is_kept(tmp_path: Path) -> None:
    one = open_private(tmp_path / "build")
    one.add(TABLE)
    one.add(ImportedTable("edges", ("year",), 10, 60, (4, 5, 6)))
    one.remove("edges")
    assert [(table.by, table.is_there) for table in one.tables] == [(TABLE.by, False), (("year",), False)]
    one.add(TABLE)
    one.remove("edges")
    assert len(one.tables) == 2, "each once"


@pytest.mark.parametrize(("name", "text"), [("key", "short"), ("key", "x" * 64), ("imports.json", "[{}]")])
def test_a_damaged_secret_or_record_is_one_message(tmp_path: Path, name: str, text: str) -> None:
    one = open_private(tmp_path / "build")
    one.add(TABLE)
    one.save()
    (one.folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match="is damaged; restore it from a copy"):
        open_private(tmp_path / "build")


HOLD = "import sys, time; from pathlib import Path; from survivorgraph.store.private import lock_build\n"
HOLD += "with lock_build(Path(sys.argv[1])): print('held', flush=True); time.sleep(float(sys.argv[2]))"


def test_who_comes_second_waits_and_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "build", "0.5"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    said: list[str] = []
    with lock_build(tmp_path / "build", said.append):
        assert process.wait(10) == 0
    process.stdout.close()
    assert said == ["waiting for another build or import of this folder to end"]
    assert list(tmp_path.iterdir()) == []


def test_who_waits_too_long_gets_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "LONGEST_WAIT_SECONDS", 0.1)
    with (
        lock_build(tmp_path / "build"),
        pytest.raises(DatasetError, match="has been using this folder"),
        lock_build(tmp_path / "build"),
    ):
        pass


def test_a_lock_of_who_was_killed_holds_nobody(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "build", "60"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.kill()
    process.wait(10)
    process.stdout.close()
    waits: list[str] = []
    with lock_build(tmp_path / "build", waits.append):
        assert waits == []
    assert list(tmp_path.iterdir()) == []
