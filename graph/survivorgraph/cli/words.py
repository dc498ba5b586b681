"""Say paths and names as the person at the terminal would write them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from survivorgraph.cli.console import complain

__all__ = ["STORE_HELP", "program", "say", "shown"]

STORE_HELP = "a build's folder, or the URL of a SPARQL 1.1 endpoint (default: the last build, ./build)"


def program() -> str:
    """Say how this command line is called from here: by its name if the shell finds it, or by its path."""
    if shutil.which("survivorgraph"):
        return "survivorgraph"
    beside = Path(sys.executable).with_name("survivorgraph")
    return str(shown(beside)) if beside.exists() else f"{shown(Path(sys.executable))} -m survivorgraph"


def shown(path: Path) -> Path:
    """Write a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def say(text: str) -> None:
    """Report progress to a terminal; where nobody looks, be quiet."""
    if sys.stderr is not None and sys.stderr.isatty():
        complain(f"  {text} …")
