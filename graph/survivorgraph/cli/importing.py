"""The command `import`, which adds published statistics and case tables."""

from __future__ import annotations

import argparse

from survivorgraph.cli.columns import COLUMNS, add_columns, get_columns
from survivorgraph.cli.options import refuse_unused
from survivorgraph.cli.output import relative_to_cwd, report_progress
from survivorgraph.errors import QuestionError

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "import",
        help="import case tables, published statistics or edge lists as protected counts",
        description="Count people in tables and put the counts beside the stories. No row about a person is kept; "
        "cells of few people are withheld, with as many others as it takes that none can be worked out.",
    )
    command.add_argument("kind", nargs="?", choices=("ctdc", "glotip", "htcds", "edges"), help="what the files are")
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="CSV, gzipped CSV, XLSX or Parquet; or a table of --engine"
    )
    command.add_argument("--store", metavar="PATH", help="a build's folder (default: ./build)")
    command.add_argument("--key", help="the key of the graph to add or replace (default: the kind)")
    command.add_argument(
        "--by",
        metavar="DIMENSION,…",
        help="what to split people by, in this order: origin, destination, year, form, sex, age-group, sector, "
        "and means last (default: origin,destination and, where the table has it, year)",
    )
    command.add_argument(
        "--min-cell",
        type=int,
        metavar="K",
        help="withhold cells of fewer people than this (default: 10; never below 5)",
    )
    command.add_argument(
        "--engine",
        default="duckdb",
        metavar="NAME|URL",
        help="duckdb, spark, spark:MASTER, or an Ibis URL such as trino://… or bigquery://… (default: duckdb)",
    )
    command.add_argument("--memory-limit", metavar="SIZE", help="most memory for duckdb, such as 8GB")
    command.add_argument(
        "--allow-overlap",
        action="store_true",
        help="import beside another case table, or several similar files, if you know that no one is in both",
    )
    command.add_argument(
        "--published",
        action="store_true",
        help="the numbers of these edges were published by somebody: keep them as they are, <5 as an interval, and "
        "protect nothing; also for a table that an import wrote. --year =FILE takes the year from each file's name",
    )
    command.add_argument("--remove", metavar="KEY", help="remove an imported graph, and import nothing")
    add_columns(command)
    command.set_defaults(run=_import)


def _import(arguments: argparse.Namespace) -> int:
    from survivorgraph.builds.imports import remove_import, run_import

    if arguments.remove:
        refuse_unused(
            arguments, ("key", "by", "min_cell", "engine", "memory_limit", "published", *COLUMNS), "with --remove"
        )
        if arguments.kind or arguments.files:
            raise QuestionError("--remove imports nothing: leave out KIND and FILE")
        print(remove_import(arguments.remove, store=arguments.store, progress=report_progress))
        return 0
    if not arguments.kind or not arguments.files:
        raise QuestionError("import takes a KIND and at least one FILE, or --remove KEY")
    if arguments.kind == "glotip":
        refuse_unused(arguments, ("by", "min_cell", "engine", "memory_limit"), "for published statistics")
    if arguments.published:
        refuse_unused(arguments, ("by", "min_cell", "engine", "memory_limit", "allow_overlap"), "with --published")
    if arguments.engine != "duckdb":
        refuse_unused(arguments, ("memory_limit",), "with an --engine of your own")
    report = run_import(
        arguments.kind,
        arguments.files,
        store=arguments.store,
        key=arguments.key,
        by=arguments.by.split(",") if arguments.by else None,
        min_cell=arguments.min_cell,
        engine=arguments.engine,
        memory_limit=arguments.memory_limit,
        allow_overlap=arguments.allow_overlap,
        published=arguments.published,
        chosen=get_columns(arguments),
        sheet=arguments.sheet,
        progress=report_progress,
    )
    print(report)
    site = relative_to_cwd(report.folder.parents[1] / "site")
    print(f"its tables: {relative_to_cwd(report.folder)}; the pages show it: {site}")
    return 0
