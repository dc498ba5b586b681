"""A kind of record is a class in a file: triples, checks, schemas and files follow from it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SCRIPT = '''
import json
import sys
from pathlib import Path
from typing import Annotated

from survivorgraph.schema.fields import CountryCode, Key, Text
from survivorgraph.schema.mapping import Property, Resource
from survivorgraph.schema.records.base import Fact


class Hotline(Fact):
    """A telephone line that people can call for help."""

    resource = Resource("sg:Hotline", "hotline")
    file = "hotlines.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    country: Annotated[CountryCode, Property("sg:servesCountry")]


from survivorgraph.builds.pipeline import build
from survivorgraph.schema.json_schema import make_json_schemas
from survivorgraph.store.dataset import open_dataset

data, out = map(Path, sys.argv[1:])
build(data, out)
query = "SELECT ?p ?o { ?hotline a sg:Hotline ; ?p ?o }"
rows = [[row["p"].rpartition("#")[2], row["o"].rpartition("/")[2]] for row in open_dataset(out).rows(query)]
print(json.dumps({"rows": rows, "schemas": sorted(make_json_schemas())}))
'''
HOTLINES = """\
- key: harbor-line
  name: Harbor Line
  country: {country}
  certainty: stated
  evidence: [{{section: harbors, words: 9, sha256: {digest}}}]
"""


def run(data: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Define the kind in a process of its own, so that no other test knows it."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(data), str(out)], capture_output=True, text=True, check=False
    )


def write(country: str) -> dict[str, str]:
    return {"lighthouse-almanac/hotlines.yaml": HOTLINES.format(country=country, digest="a" * 64)}


def test_a_new_kind_is_read_checked_and_written_as_its_class_says(
    make_data: Callable[..., Path], tmp_path: Path
) -> None:
    done = run(make_data(write("Norway")), tmp_path / "build")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert ["servesCountry", "NOR"] in found["rows"]
    assert ["hasCertainty", "stated"] in found["rows"]
    assert "hotlines" in " ".join(found["schemas"])


def test_a_record_of_a_new_kind_that_does_not_fit_is_named_with_its_line(
    make_data: Callable[..., Path], tmp_path: Path
) -> None:
    done = run(make_data(write("Narnia")), tmp_path / "build")
    assert done.returncode == 1
    assert "hotlines.yaml:3" in done.stderr
    assert "Narnia" in done.stderr
