"""The commands `build`, `check` and `docs`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from survivorgraph.cli.console import complain
from survivorgraph.cli.options import read_path
from survivorgraph.cli.output import command_name, relative_to_cwd, report_progress

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("build", help="build the graph, its measures and pages")
    command.add_argument(
        "--data", type=read_path, metavar="DIR", help="a folder of sources (default: the shipped data)"
    )
    command.add_argument(
        "--out", type=read_path, metavar="DIR", default=Path("build"), help="the output folder (default: ./build)"
    )
    command.set_defaults(run=_build)
    command = commands.add_parser("check", help="check records, shapes and ontology; list errors and warnings")
    command.add_argument(
        "--data", type=read_path, metavar="DIR", help="a folder of sources (default: the shipped data)"
    )
    command.set_defaults(run=_check)
    command = commands.add_parser("docs", help="write the reference pages of the ontology")
    command.add_argument(
        "--out",
        type=read_path,
        metavar="DIR",
        default=Path("reference"),
        help="the output folder (default: ./reference)",
    )
    command.set_defaults(run=_docs)


def _build(arguments: argparse.Namespace) -> int:
    from survivorgraph.builds.exports import describe_build
    from survivorgraph.builds.pipeline import build

    report = build(arguments.data, arguments.out, progress=report_progress)
    print(describe_build(report.counts, relative_to_cwd(report.out), command_name()))
    for warning in report.warnings:
        complain(warning)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from survivorgraph.builds.checks import check

    errors, warnings = check(arguments.data)
    for line in [*errors, *warnings]:
        print(line)
    summary = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    if errors:
        complain(summary)
        return 1
    print(summary)
    return 0


def _count(lines: Sequence[str], noun: str) -> str:
    return f"{len(lines)} {noun if len(lines) == 1 else noun + 's'}"


def _docs(arguments: argparse.Namespace) -> int:
    from survivorgraph.reference.pages import write_reference

    written = write_reference(arguments.out)
    folder = relative_to_cwd(arguments.out)
    print(f"{len(written)} files in {folder}; open {folder / 'index.html'}")
    return 0
