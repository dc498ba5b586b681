"""Run Virtuoso, as Debian has it, for as long as a measurement lasts."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survivorgraph.errors import DatasetError
from survivorgraph.store.upload import open_target

# Buffers of 8 KB: 200,000 of them are 1.6 GB, its makers' advice for 2 GB of memory.
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
NumberOfBuffers = 200000
MaxDirtyBuffers = 150000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 10000000
"""


@contextmanager
def run_virtuoso(folder: Path) -> Iterator[tuple[str, int]]:
    """Start Virtuoso in a folder and yield its address for queries and its process."""
    program = shutil.which("virtuoso-t")
    if program is None:
        raise DatasetError("Virtuoso is not installed; on Debian: apt install virtuoso-opensource", where="virtuoso-t")
    folder.mkdir(parents=True)
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    sql, http = (one.getsockname()[1] for one in sockets)
    for one in sockets:
        one.close()
    (folder / "virtuoso.ini").write_text(SETTINGS.format(sql=sql, http=http), encoding="utf-8")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, "+foreground"], cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet) as server:
        try:
            url = f"http://127.0.0.1:{http}/sparql"
            for _ in range(300):
                try:
                    list(open_target(url).select("SELECT ?s { ?s ?p ?o } LIMIT 1"))
                    break
                except DatasetError:
                    time.sleep(0.2)
            yield url, server.pid
        finally:
            server.terminate()
            server.wait(60)
