"""The tools of an assistant, called as one would: by the SDK's own client, over a process's standard input."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from survivorgraph.service.assistant import tools

Call = tuple[str, dict[str, Any]]


def start(store: Path, *options: str) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "survivorgraph", "mcp", "--store", str(store), *options]
    )


def run(store: Path, use: Callable[[Client], Awaitable[None]], *options: str) -> None:
    async def main() -> None:
        async with Client(start(store, *options)) as client:
            await use(client)

    asyncio.run(main())


def call_all(store: Path, calls: list[Call], *options: str) -> list[Any]:
    """Return the result of each call, or its error as a text."""
    results: list[Any] = []

    async def use(client: Client) -> None:
        for name, arguments in calls:
            found = await client.call_tool(name, arguments)
            text = "".join(getattr(part, "text", "") for part in found.content)
            results.append(text if found.is_error else found.structured_content)

    run(store, use, *options)
    return results


def test_every_tool_is_read_only_and_described(built: Path) -> None:
    async def use(client: Client) -> None:
        listed = (await client.list_tools()).tools
        assert {tool.name for tool in listed} == set(tools.TOOLS)
        for tool in listed:
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert all("description" in one for one in tool.input_schema.get("properties", {}).values())

    run(built, use)


def test_an_answer_carries_certainty_evidence_and_what_it_counts(built: Path) -> None:
    listed, route, empty, corridors, parts, measures, short = call_all(
        built,
        [
            ("questions", {"words": "route"}),
            ("ask", {"question": "route-of-a-story", "parameters": {"story": "JAMSHID"}}),
            ("ask", {"question": 'SELECT * { ?x sg:region "Africa" }'}),
            ("measure", {"name": "corridors", "limit": 2}),
            ("measure", {"name": "corridors", "by": "form"}),
            ("measures", {}),
            ("ask", {"question": "stories", "limit": 3}),
        ],
    )
    assert "route-of-a-story" in {one["name"] for one in listed["questions"]}
    assert listed["of"] > len(listed["questions"])
    step = route["rows"][0]
    assert step["arrivalCertainty"] == "certainty:stated"
    assert step["section"] == "section:tip-2023-box-jamshid"
    assert len(step["digest"].split()[0]) == 64
    assert empty["rows"] == []
    assert 'sg:region has no "Africa", but "Africa"@en; write it so' in empty["remarks"]
    assert (len(corridors["rows"]), corridors["rows_left_out"]) == (2, corridors["row_count"] - 2)
    assert "not what happened" in corridors["counts"]
    assert any("no ranking" in one for one in corridors["remarks"])
    assert "forced-labor" in parts["tables"]
    assert "corridors" in measures["measures"]
    assert (len(short["rows"]), short["rows_left_out"]) == (3, 15)


def test_things_are_found_and_told_with_evidence(built: Path) -> None:
    found, story, corridor = call_all(
        built,
        [
            ("find", {"words": "Thialand", "limit": 3}),
            ("about", {"thing": "jamshid"}),
            ("about", {"thing": "Nepal to Kuwait"}),
        ],
    )
    assert found["hits"][0]["key"] == "country:THA"
    assert len(found["hits"]) == 3 < found["total"]
    facts = [fact for group in story["groups"] for fact in group["facts"]]
    assert any("Thailand" in fact["text"] and fact["certainty"] == "stated" for fact in facts)
    assert all(fact["evidence"] for fact in facts if fact["certainty"] != "derived")
    assert "not what happened" in story["counts"]
    assert "Feba" in str(corridor)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (("ask", {"question": "rote-of-a-story"}), "names like it: route-of-a-story"),
        (("ask", {"question": "route-of-a-story", "parameters": {"story": "nobody"}}), "found 'nobody'"),
        (("ask", {"question": "route-of-a-story", "parameters": {"x": 1}}), "has no parameter 'x'"),
        (("ask", {"question": "SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }"}), "SERVICE is refused"),
        (("ask", {"question": "DELETE WHERE { ?s ?p ?o }"}), "would change the dataset"),
        (("ask", {"question": "stories", "limit": 0}), "greater than or equal to 1"),
        (("ask", {"question": "stories", "limit": 10**9}), "less than or equal to 500"),
        (("ask", {"question": "x" * 1_000_000}), "the arguments have 1,000,0"),
        (("ask", {"question": '"; DROP \\u0000 \u202e <script>'}), "there is no question"),
        (("ask", {"question": "../../etc/passwd.rq"}), "there is no question"),
        (("ask", {}), "Field required"),
        (("measure", {"name": "everything"}), "everything"),
        (("find", {"words": ""}), "word"),
        (("about", {"thing": "nobody-at-all"}), "nobody-at-all"),
        (("about", {"thing": "story:feba> } #"}), "story:feba> } #"),
        (("nothing", {}), "Unknown tool"),
    ],
)
def test_a_call_that_does_not_fit_is_one_error(call: Call, error: str, built: Path) -> None:
    found, then = call_all(built, [call, ("ask", {"question": "stories", "limit": 1})])
    assert isinstance(found, str)
    assert error in found
    assert len(found) < 1000
    assert "Traceback" not in found
    assert then["row_count"] == 18


def test_a_call_that_takes_too_long_is_given_up_and_the_next_is_answered(built: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    found, then = call_all(
        built, [("ask", {"question": slow}), ("ask", {"question": "stories", "limit": 1})], "--seconds", "2"
    )
    assert "took longer than 2 s" in found
    assert then["row_count"] == 18


def test_without_a_build_the_command_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "survivorgraph", "mcp", "--store", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no build here" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace traces the calls of a process; it is not here")
def test_no_process_of_it_opens_a_connection(built: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = [*["strace", "-f", "-qq", "-e", "trace=connect,sendto,bind,listen", "-o"], str(trace)]
    arguments = ["-m", "survivorgraph", "mcp", "--store", str(built)]

    async def main() -> None:
        server = StdioServerParameters(command=command[0], args=[*command[1:], sys.executable, *arguments])
        async with Client(server) as client:
            await client.call_tool("ask", {"question": "stories"})
            await client.call_tool("ask", {"question": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"})

    asyncio.run(main())
    lines = [line for line in trace.read_text().splitlines() if "AF_INET" in line or "connect(" in line]
    assert not lines, lines
