"""The command `completion`, which writes the completion of a shell."""

from __future__ import annotations

import argparse
from typing import Final

__all__ = ["add_commands"]

SHELLS: Final = ("bash", "zsh", "tcsh")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "completion",
        help="print the completion of commands and options for a shell",
        description="Print a script that makes the shell complete commands, options and their values. "
        "bash: source <(survivorgraph completion bash); zsh: survivorgraph completion zsh > DIR/_survivorgraph, for a "
        "DIR of $fpath; tcsh: survivorgraph completion tcsh | source /dev/stdin.",
    )
    command.add_argument("shell", choices=SHELLS, help="the shell")
    command.set_defaults(run=_complete)


def _complete(arguments: argparse.Namespace) -> int:
    import shtab

    from survivorgraph.cli import make_parser

    parser = make_parser()
    _mark_files(parser)
    print(shtab.complete(parser, shell=arguments.shell))
    return 0


def _mark_files(parser: argparse.ArgumentParser) -> None:
    """Mark the arguments that are paths, so that the shell completes them as such."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                _mark_files(command)
        elif isinstance(action.metavar, str) and not action.choices:
            names = set(action.metavar.split("|"))
            if "FILE" in names:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif names & {"DIR", "PATH"}:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
