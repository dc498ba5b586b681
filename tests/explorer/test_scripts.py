"""The scripts of the page are well formed, short, and hold nothing that nothing uses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from survivorgraph.errors import CheckError
from survivorgraph.explorer.script_modules import join_folder, join_modules

SCRIPTS = Path(str(files("survivorgraph.explorer"))) / "scripts"
QUERY = Path(str(files("survivorgraph.service"))) / "templates" / "query.js"
ALL = [*sorted(SCRIPTS.glob("*.js")), QUERY]
DEFINED = re.compile(r"^ *(?:(?:async )?function (\w+)\(|const (\w+) =)", re.MULTILINE)


def find_node() -> str:
    """Return the program, or skip on a desk and fail in CI where there is none."""
    program = shutil.which("node")
    if program is None:
        reason = "node is not installed (Debian: apt install nodejs)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return program


def test_every_module_is_in_the_script_after_those_that_it_imports() -> None:
    joined = join_folder(SCRIPTS, "page.js")
    assert joined.startswith('"use strict";')
    assert "import " not in re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    assert "export " not in re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    for script in SCRIPTS.glob("*.js"):
        heading = script.read_text("utf-8").split("*/")[0]
        assert joined.count(heading) == 1, script.name


def test_modules_are_joined_in_the_order_of_their_imports() -> None:
    modules = {
        "a.js": '/* A. */\n\nimport { one, two } from "./b.js";\n\none(two);\n',
        "b.js": "/* B. */\n\nexport const two = 2;\nexport function one() {}\n",
    }
    assert join_modules(modules, "a.js").split("\n") == [
        '"use strict";', "", "/* B. */", "", "const two = 2;", "function one() {}", "", "/* A. */", "", "one(two);", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ('import one from "./b.js";', "", "a.js: write an import as import"),
        ('import * as b from "./b.js";', "", "a.js: write an import as import"),
        ('import { one as two } from "./b.js";', "export const one = 1;", "a.js: write an import as import"),
        ('import { one } from "./b.js";', "const one = 1;", "a.js imports one, which b.js does not export"),
        ('import { one } from "./c.js";', "", "a.js imports one, which c.js does not export"),
        ('import { one } from "./b.js";', "export default 1;", "b.js: write `export` before"),
        ("", "", "no module imports b.js"),
        (
            'import { one } from "./b.js";\nexport const two = 2;',
            'import { two } from "./a.js";\nexport const one = two;',
            "modules import each other: ",
        ),
        (
            'import { one } from "./b.js";\nconst two = 2;',
            "export const one = 1;\nconst two = 2;",
            "a.js and b.js both define two",
        ),
    ],
)
def test_a_module_that_cannot_be_joined_is_an_error(first: str, second: str, error: str) -> None:
    with pytest.raises(CheckError, match=re.escape(error)):
        join_modules({"a.js": first, "b.js": second}, "a.js")


def test_units_of_the_scripts_hold() -> None:
    """Run the unit tests of the modules, which need no package."""
    folder = Path(__file__).parents[1] / "scripts"
    done = subprocess.run([find_node(), "--test", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_a_script_is_short(script: Path) -> None:
    assert len(script.read_text("utf-8").splitlines()) < 300


def test_everything_that_is_defined_is_used() -> None:
    for joined in (join_folder(SCRIPTS, "page.js"), QUERY.read_text("utf-8")):
        text = re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
        words = Counter(re.findall(r"\w+", text))
        names = {name for pair in DEFINED.findall(text) for name in pair if name}
        assert [name for name in sorted(names) if words[name] < 2] == []


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_a_script_is_well_formed(script: Path) -> None:
    checked = subprocess.run([find_node(), "--check", script], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
