"""The commands `serve`, `mcp`, `publish` and `new`."""

from __future__ import annotations

import argparse

from survivorgraph.cli.console import complain
from survivorgraph.cli.options import add_seconds, read_path, refuse_unused
from survivorgraph.cli.output import STORE_HELP, report_progress
from survivorgraph.errors import DatasetError

__all__ = ["add_commands"]

FOLDER_HELP = "a build's folder (default: the last build, ./build)"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("serve", help="serve the pages and a SPARQL endpoint, on this machine only")
    command.add_argument("--store", metavar="PATH", help=FOLDER_HELP)
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    command.add_argument("--port", type=int, default=8008, help="the port; 0 for any that is free (default: 8008)")
    command.add_argument("--seconds", type=float, default=10.0, help="how long a query may take (default: 10)")
    command.add_argument("--megabytes", type=int, default=64, help="how large an answer may be (default: 64)")
    command.add_argument(
        "--memory", type=int, default=1024, help="megabytes that a query may use, on Linux (default: 1024)"
    )
    command.add_argument(
        "--allow-origin",
        metavar="ORIGIN",
        help="a web site whose pages may send queries, such as https://example.org, or * for all (default: none)",
    )
    command.set_defaults(run=_serve)
    command = commands.add_parser("mcp", help="serve an assistant over standard input and output (MCP), read only")
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    add_seconds(command)
    command.set_defaults(run=_mcp)
    command = commands.add_parser("publish", help="upload the graph to a SPARQL 1.1 store, or remove it there")
    command.add_argument(
        "--store",
        metavar="URL",
        required=True,
        help="the address for updates, such as http://localhost:7878/update; user and password come from "
        "SURVIVORGRAPH_STORE_USER and SURVIVORGRAPH_STORE_PASSWORD",
    )
    command.add_argument("--query", metavar="URL", help="the address for queries, if it is another one")
    command.add_argument("--from", dest="build", metavar="PATH", help=FOLDER_HELP)
    command.add_argument("--graph", action="append", metavar="NAME", help="only this named graph; may be repeated")
    command.add_argument("--remove", action="store_true", help="remove the graphs there instead")
    command.set_defaults(run=_publish)
    command = commands.add_parser("new", help="start a graph of your own: a folder with an example to change")
    command.add_argument("folder", type=read_path, metavar="DIR", help="a folder that is new or empty")
    command.set_defaults(run=_new)


def _serve(arguments: argparse.Namespace) -> int:
    from survivorgraph.service import Limits, serve

    def tell(line: str) -> None:
        print(line, flush=True)

    limits = Limits(
        seconds=arguments.seconds, result_bytes=arguments.megabytes << 20, memory_bytes=arguments.memory << 20
    )
    serve(
        arguments.store,
        host=arguments.host,
        port=arguments.port,
        limits=limits,
        allow_origin=arguments.allow_origin,
        progress=tell,
        log=complain,
    )
    return 0


def _mcp(arguments: argparse.Namespace) -> int:
    try:
        from survivorgraph.service.assistant import run_server
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"it needs {error.name}, which is not installed: pip install 'survivorgraph[mcp]'", where="mcp"
        ) from error
    run_server(arguments.store, arguments.seconds)
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    from survivorgraph.store.upload import open_target, publish, remove

    target = open_target(arguments.store, query_url=arguments.query)
    if arguments.remove:
        refuse_unused(arguments, ("from",), "with --remove")
        report = remove(target, graphs=arguments.graph, progress=report_progress)
    else:
        report = publish(target, arguments.build, graphs=arguments.graph, progress=report_progress)
    print(report)
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from survivorgraph.sources.scaffold import write_scaffold

    files = write_scaffold(arguments.folder)
    print(f"{arguments.folder}: {len(files)} files; read README.md there, then: cd {arguments.folder} && make graph")
    return 0
