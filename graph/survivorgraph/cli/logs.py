"""The log of a command on standard error, for whoever asks with `--verbose`: what is read, written, and how long."""

from __future__ import annotations

import argparse
import logging
import platform
import time
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from survivorgraph.cli.console import complain
from survivorgraph.version import __version__

__all__ = ["add_verbose", "log_command", "log_end", "log_error", "log_step", "start_log"]

_LOG: Final = logging.getLogger("survivorgraph")
_PACKAGE: Final = Path(__file__).parents[1]


class _Steps:
    """The step that a command is at, and when it and the command began."""

    name = ""
    begun = started = 0.0


class _Console(logging.Handler):
    """A handler that prints to standard error, whatever the console can show."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record with the seconds since the start; no name in it can steer the terminal."""
        said = _hide_home(record.getMessage())
        text = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in said)
        where = record.name.removeprefix("survivorgraph").removeprefix(".") or "command"
        complain(f"[{time.monotonic() - _Steps.started:7.2f} s] {where}: {text}")


def _hide_home(text: str) -> str:
    """Return a text in which the home folder, whose name is often that of a person, is written `~`."""
    try:
        home = Path.home()
    except RuntimeError:
        return text
    return text.replace(str(home), "~") if home.name else text


def add_verbose(commands: Iterable[argparse.ArgumentParser]) -> None:
    """Add the option to every command."""
    for command in commands:
        command.add_argument(
            "--verbose", "-v", action="store_true", help="log on standard error what is read and written, and the time"
        )


def start_log(is_verbose: bool) -> None:
    """Set up the log of this process, or take it away."""
    for handler in [one for one in _LOG.handlers if isinstance(one, _Console)]:
        _LOG.removeHandler(handler)
    _Steps.name, _Steps.started = "", time.monotonic()
    _LOG.setLevel(logging.INFO if is_verbose else logging.NOTSET)
    _LOG.propagate = not is_verbose
    if is_verbose:
        _LOG.addHandler(_Console())


def log_command(name: str) -> None:
    """Log which command runs on what; its arguments are not logged, since they can name people."""
    machine = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    _LOG.info("survivorgraph %s, %s; %s; in %s", __version__, name, machine, Path.cwd())
    _LOG.info("the package is at %s", _PACKAGE)


def log_step(name: str) -> None:
    """Log that a step begins, and how long the one before it took."""
    _end_step()
    _Steps.name, _Steps.begun = name, time.monotonic()
    _LOG.info("%s", name)


def _end_step() -> None:
    if _Steps.name:
        _LOG.info("%s: done in %.2f s", _Steps.name, time.monotonic() - _Steps.begun)
    _Steps.name = ""


def log_error(error: BaseException) -> None:
    """Log where an error comes from: the lines of code, and none of the values, which may be those of a table."""
    _Steps.name = ""  # it was not done
    calls = [one for one in traceback.extract_tb(error.__traceback__) if Path(one.filename).is_relative_to(_PACKAGE)]
    places = [f"{Path(one.filename).relative_to(_PACKAGE).as_posix()}:{one.lineno}" for one in calls]
    _LOG.info("%s, raised by %s", type(error).__name__, " > ".join(places) or "another package")


def log_end(status: int) -> None:
    """Log how the command ended, and the time and processor time that it took."""
    _end_step()
    _LOG.info(
        "status %d after %.2f s, %.2f s of them on the processor",
        status,
        time.monotonic() - _Steps.started,
        time.process_time(),
    )
