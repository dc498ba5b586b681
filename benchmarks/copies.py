"""Make a build that holds the shipped graph many times over, for measuring what size does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox

from survivorgraph.schema.vocabulary import GRAPH, ID

__all__ = ["multiply"]

SHARED = tuple(GRAPH + name for name in ("ontology", "reference"))
KEPT = ("country/", "locality/", "rule/")
TOGETHER = 25  # copies loaded at once, about a gigabyte
NUMBER, DIGITS = b"{number}", b"{digits}"  # no character of an IRI, and in no text
_OWN = re.compile(rb"(<%b(?!%b)[^>]*)>" % (ID.encode(), b"|".join(name.encode() for name in KEPT)))
_DIGEST = re.compile(rb'"[0-9a-f]{6}([0-9a-f]{58}")')  # of a copy, or the same words would stand in all


def multiply(source: Path, out: Path, copies: int) -> int:
    """Make a build whose store has the graph so many times; return the number of triples in its named graphs.

    A copy has all stories, organizations and facts again under keys of their own, so that the answers grow with it;
    countries, localities and rules are the same in all.
    """
    (out / "store").parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "report.json", out)
    shutil.copytree(source / "store", out / "store")
    named = [quad for quad in ox.Store.read_only(str(source / "store")) if isinstance(quad.graph_name, ox.NamedNode)]
    own = [quad for quad in named if quad.graph_name.value not in SHARED]
    text = ox.serialize([*own, *{ox.Quad(*quad.triple) for quad in own}], format=ox.RdfFormat.N_QUADS)
    assert text is not None
    text = _DIGEST.sub(rb'"' + DIGITS + rb"\1", _OWN.sub(rb"\1" + NUMBER + b">", text))
    store = ox.Store(str(out / "store"))
    for first in range(1, copies, TOGETHER):
        numbers = range(first, min(first + TOGETHER, copies))
        some = b"".join(text.replace(NUMBER, b"--%d" % number).replace(DIGITS, b"%06x" % number) for number in numbers)
        store.bulk_load(some, format=ox.RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    (count,) = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } }")  # type: ignore[misc]
    return int(count[0].value)
