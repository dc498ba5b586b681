"""The commands `cite` and `verify`, for the evidence of facts."""

from __future__ import annotations

import argparse
from difflib import get_close_matches

from survivorgraph.cli.console import complain
from survivorgraph.cli.options import read_path, refuse_unused
from survivorgraph.errors import QuestionError

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("cite", help="print the evidence entry for words of a source, to paste into a record")
    command.add_argument("source", help="the key of the source, such as tip-2023")
    command.add_argument("words", help="the words that carry the fact, from your copy of the document")
    command.add_argument("--section", default="", metavar="KEY", help="the section where they are")
    command.add_argument("--sources", type=read_path, metavar="DIR", help="check that they are in DIR/SOURCE.txt")
    command.add_argument(
        "--data",
        type=read_path,
        metavar="DIR",
        help="the folder of sources in which --section is checked (default: the shipped data)",
    )
    command.set_defaults(run=_cite)
    command = commands.add_parser("verify", help="check all evidence against your copies of the documents")
    command.add_argument(
        "--sources", type=read_path, metavar="DIR", required=True, help="a folder with KEY.txt for each source"
    )
    command.add_argument(
        "--data", type=read_path, metavar="DIR", help="a folder of sources (default: the shipped data)"
    )
    command.set_defaults(run=_verify)


def _cite(arguments: argparse.Namespace) -> int:
    from survivorgraph.sources.curated import read_sections
    from survivorgraph.sources.evidence import cite, read_documents

    if arguments.section:
        sections = read_sections(arguments.source, arguments.data)
        if sections is None:
            complain(
                f"note: --section is not checked, since there is no source '{arguments.source}'; say where: --data"
            )
        elif arguments.section not in sections:
            near = get_close_matches(arguments.section, sections, n=1)
            hint = f", like {near[0]}" if near else ""
            raise QuestionError(
                f"'{arguments.section}' is no section of {arguments.source}{hint}; sections: {', '.join(sections)}"
            )
    else:
        refuse_unused(arguments, ["data"], "without --section")
    documents = read_documents(arguments.sources) if arguments.sources else None
    print(cite(arguments.source, arguments.words, section=arguments.section, documents=documents))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from survivorgraph.builds.checks import verify_sources

    verification = verify_sources(arguments.sources, arguments.data)
    print(verification)
    return 1 if verification.lost or verification.missing_documents or verification.unreadable else 0
