"""A process that answers the calls of tools, a JSON object a line, on standard output.

    python -m survivorgraph.service.assistant.worker SECONDS [STORE]

A folder is opened without network: where the system allows, the process has no sockets at all. It ends with its
input, and whoever started it may kill it at any time.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from survivorgraph.dataset import open_dataset
from survivorgraph.errors import SurvivorGraphError
from survivorgraph.service.assistant.tools import TOOLS
from survivorgraph.store.sandbox import shut_network

__all__ = ["main"]


def main() -> int:
    """Answer calls until the input ends."""
    seconds, where = float(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else None)
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # nothing but answers may be printed there
    if where is None or "://" not in where:
        shut_network()
    try:
        dataset = open_dataset(where, seconds=seconds)
    except SurvivorGraphError as error:
        print(json.dumps({"error": str(error)}), file=output, flush=True)
        return 1
    print(json.dumps({"ready": True}), file=output, flush=True)
    for line in sys.stdin.buffer:
        call = json.loads(line)
        print(json.dumps(_answer(dataset, call), ensure_ascii=True), file=output, flush=True)
    os._exit(0)  # a query may still be at work


def _answer(dataset: Any, call: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": TOOLS[call["tool"]](dataset, **call["arguments"])}
    except SurvivorGraphError as error:
        return {"error": str(error)}
    except (MemoryError, RecursionError):
        return {"error": "this needs too much memory; ask for less"}


if __name__ == "__main__":
    sys.exit(main())
