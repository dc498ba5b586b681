"""Output of the commands: paths, the name of the command, progress."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from survivorgraph.cli.console import complain

__all__ = ["STORE_HELP", "command_name", "relative_to_cwd", "report_progress"]

STORE_HELP = "a build's folder, or the URL of a SPARQL 1.1 endpoint (default: the last build, ./build)"


def command_name() -> str:
    """Return how to call this command line: its name if the shell finds it, else its path."""
    if shutil.which("survivorgraph"):
        return "survivorgraph"
    beside = Path(sys.executable).with_name("survivorgraph")
    return (
        str(relative_to_cwd(beside)) if beside.exists() else f"{relative_to_cwd(Path(sys.executable))} -m survivorgraph"
    )


def relative_to_cwd(path: Path) -> Path:
    """Return a path relative to the current folder if it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def report_progress(text: str) -> None:
    """Report progress on standard error if it is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        complain(f"  {text} …")
