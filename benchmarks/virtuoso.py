"""Run Virtuoso, as Debian has it, for as long as a measurement lasts; fill it with its bulk loader."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survivorgraph.errors import DatasetError
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.upload import open_target

# Buffers of 8 KB: 680,000 of them are 5.4 GB, its makers' advice for 8 GB of memory.
SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 10
NumberOfBuffers = 680000
MaxDirtyBuffers = 500000
TransactionAfterImageLimit = 2000000000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 10000000
"""


# It keeps a duration as a number of months; as text it comes back as it was.
_DURATION = re.compile(rb'("P[^"]*")\^\^<http://www\.w3\.org/2001/XMLSchema#duration> ')


@dataclass(frozen=True)
class Virtuoso:
    """Be a Virtuoso that runs: its address for queries, its process, its port for SQL and its folder."""

    url: str
    process: int
    sql_port: int
    folder: Path


@contextmanager
def run_virtuoso(folder: Path) -> Iterator[Virtuoso]:
    """Start Virtuoso over what it has in a folder, maybe nothing, and yield it when it answers."""
    program = shutil.which("virtuoso-t")
    if program is None:
        raise DatasetError("Virtuoso is not installed; on Debian: apt install virtuoso-opensource", where="virtuoso-t")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "virtuoso.lck").unlink(missing_ok=True)  # of one that was killed
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    sql, http = (one.getsockname()[1] for one in sockets)
    for one in sockets:
        one.close()
    (folder / "virtuoso.ini").write_text(SETTINGS.format(sql=sql, http=http), encoding="utf-8")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, "+foreground"], cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet) as server:
        try:
            url = f"http://127.0.0.1:{http}/sparql"
            for _ in range(600):
                try:
                    list(open_target(url).select("SELECT ?s { ?s ?p ?o } LIMIT 1"))
                    break
                except DatasetError:
                    time.sleep(0.2)
            yield Virtuoso(url, server.pid, sql, folder)
        finally:
            server.terminate()
            server.wait(300)


def load_virtuoso(virtuoso: Virtuoso, quads: Path) -> None:
    """Load N-Quads with the bulk loader and write everything to disk; raise DatasetError where not all are there.

    With one loader: two of them get into each other's way now and then, and what one loses is lost silently.
    """
    file, number = virtuoso.folder / "graph.nq", 0
    with quads.open("rb") as lines, file.open("wb") as out:
        for line in lines:
            number += 1
            out.write(_DURATION.sub(rb"\1 ", line))
    _run_sql(virtuoso, f"ld_dir('{virtuoso.folder}', '{file.name}', 'urn:default')")
    _run_sql(virtuoso, "rdf_loader_run()")
    _run_sql(virtuoso, "checkpoint")
    file.unlink()
    (row,) = open_target(virtuoso.url).select(
        f'SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }}'
    )
    if int(row["n"]) != number:
        raise DatasetError(f"the bulk loader has left {row['n']} of {number} triples", where=virtuoso.folder)


def _run_sql(virtuoso: Virtuoso, statement: str) -> None:
    program = shutil.which("isql-vt")
    if program is None:
        raise DatasetError("it is not installed; on Debian: apt install virtuoso-opensource", where="isql-vt")
    command = [program, f"127.0.0.1:{virtuoso.sql_port}", "dba", "dba", f"exec={statement};"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode or "*** Error" in done.stdout + done.stderr:
        raise DatasetError(f"it refuses: {statement}: {(done.stderr or done.stdout).strip()[-300:]}", where="isql-vt")
