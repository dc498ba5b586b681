"""The package and its command line start without anything heavy."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

IMPORT = "import survivorgraph"
# What the console script does, with the arguments given.
COMMAND = "import sys; sys.argv[0] = 'survivorgraph'; from survivorgraph.cli import main\ntry: sys.exit(main())\n" + (
    "except SystemExit as stop: assert not stop.code, stop.code"
)
REPORT = "\nimport sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"


@pytest.mark.parametrize(
    ("code", "arguments"),
    [(IMPORT, []), (COMMAND, ["--help"]), (COMMAND, ["--version"]), (COMMAND, ["ask", "--help"])],
    ids=["import", "--help", "--version", "ask --help"],
)
def test_nothing_heavy_is_loaded_by(code: str, arguments: list[str], pyproject: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code + REPORT, *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    declared = {canonicalize_name(Requirement(line).name) for line in pyproject["project"]["dependencies"]}
    heavy = {
        module
        for module, names in packages_distributions().items()
        if {canonicalize_name(name) for name in names} & (declared | {"pandas", "ipython"})
    }
    assert {"rdflib", "networkx", "pyvis", "pyoxigraph"} <= heavy
    assert not heavy & set(done.stderr.splitlines()[-1].split())
