"""The built graph opens in three RDF tools, in three formats, with the same quads in each.

Beside pyoxigraph and rdflib these are Raptor (Debian: raptor2-utils) for TriG and N-Quads, and PyLD for
JSON-LD, which Raptor does not read.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from pyld import jsonld
from pyoxigraph import RdfFormat
from rdflib import Dataset

FORMATS = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS, "json-ld": RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def quads(built: Path) -> set[pyoxigraph.Quad]:
    found = list(pyoxigraph.parse(path=str(built / "graph.trig")))
    assert len(found) == len(set(found)) > 0
    return set(found)


@pytest.fixture(scope="module", params=FORMATS)
def written(
    request: pytest.FixtureRequest, quads: set[pyoxigraph.Quad], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    file = tmp_path_factory.mktemp("formats") / f"graph.{request.param}"
    # An array of JSON-LD grows with each run of one graph, so the quads stand together by graph.
    ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad.subject)))
    pyoxigraph.serialize(ordered, str(file), format=FORMATS[request.param])
    return request.param, file


def test_pyoxigraph_reads_the_same_quads(written: tuple[str, Path], quads: set[pyoxigraph.Quad]) -> None:
    name, file = written
    assert set(pyoxigraph.parse(path=str(file), format=FORMATS[name])) == quads


# rdflib 7 warns of its own parsers.
@pytest.mark.filterwarnings("ignore:(Dataset.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning")
def test_rdflib_reads_as_many_quads(written: tuple[str, Path], quads: set[pyoxigraph.Quad]) -> None:
    name, file = written
    dataset = Dataset()
    dataset.parse(data=file.read_bytes(), format=name)
    assert sum(1 for _ in dataset.quads()) == len(quads)


def test_a_third_tool_reads_as_many_quads(written: tuple[str, Path], quads: set[pyoxigraph.Quad]) -> None:
    name, file = written
    if name == "json-ld":
        graphs = jsonld.to_rdf(json.loads(file.read_bytes()))
        assert sum(map(len, graphs.values())) == len(quads)
        return
    rapper = shutil.which("rapper")
    if rapper is None:
        pytest.skip("rapper is not installed (Debian: raptor2-utils)")
    run = subprocess.run([rapper, "-c", "-i", name, str(file)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    counted = re.search(r"returned (\d+) triples", run.stderr)
    assert counted is not None
    assert int(counted[1]) == len(quads)
