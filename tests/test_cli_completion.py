"""A shell completes commands, options and values after `survivorgraph completion`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from survivorgraph.cli import main, make_parser

COMPLETE = """
set -eu
source "$1"
function=$(complete -p survivorgraph | sed -E 's/.*-F ([^ ]+) .*/\\1/')
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
set +eu
"$function" survivorgraph "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return the completion of bash in a file."""
    assert main(["completion", "bash"]) == 0
    file = tmp_path / "completion.bash"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    return file


def complete(script: Path, *words: str) -> list[str]:
    """Return what bash offers for the last word."""
    bash = shutil.which("bash")
    assert bash, "bash is not installed"
    command = [bash, "--norc", "-c", COMPLETE, "bash", str(script), "survivorgraph", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=script.parent)
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_every_command(script: Path) -> None:
    (commands,) = (action.choices for action in make_parser()._actions if action.choices)
    assert set(complete(script, "")) == {*commands}
    assert complete(script, "me") == ["measure"]
    assert complete(script, "nothing") == []


def test_bash_completes_options_and_their_values(script: Path) -> None:
    assert {"--store", "--param", "--format", "--verbose"} <= set(complete(script, "ask", "--"))
    assert complete(script, "ask", "--format", "") == ["table", "csv", "json", "turtle"]
    assert set(complete(script, "import", "")) >= {"ctdc", "glotip", "htcds", "edges"}
    assert "--find" not in complete(script, "show", "--f"), "a hidden option stays hidden"


def test_bash_completes_paths_where_a_path_is_wanted(script: Path) -> None:
    (script.parent / "records").mkdir()
    assert "records" in " ".join(complete(script, "build", "--data", "rec"))
    assert "completion.bash" not in " ".join(complete(script, "build", "--data", "comp")), "a folder is wanted"
    assert "completion.bash" in " ".join(complete(script, "measure", "--file", "comp"))


@pytest.mark.parametrize(("shell", "sign"), [("zsh", "#compdef survivorgraph"), ("tcsh", "complete survivorgraph")])
def test_other_shells_have_theirs(shell: str, sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert sign in text
    assert "measure" in text


def test_an_unknown_shell_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["completion", "fish"])
    assert stopped.value.code == 2
    assert "bash" in capsys.readouterr().err
