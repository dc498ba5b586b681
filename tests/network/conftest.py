import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from survivorgraph.network.graphs.journeys import Journey, JourneyExploitation, JourneyLeg


class SmallDataset:
    """Answer SELECT queries over one Turtle file, in the shape in which the real dataset does."""

    def __init__(self, file: Path) -> None:
        self.store = pyoxigraph.Store()
        self.store.load(path=str(file), format=pyoxigraph.RdfFormat.TURTLE)

    def rows(self, sparql: str) -> Iterator[dict[str, Any]]:
        answer = self.store.query(sparql, use_default_graph_as_union=True)
        for solution in answer:
            yield {
                variable.value: None if solution[variable] is None else solution[variable].value
                for variable in answer.variables
            }


@pytest.fixture(scope="session")
def dataset() -> SmallDataset:
    return SmallDataset(Path(__file__).with_name("invented.ttl"))


def _make_journey(key: str, *places: str | None, stage: str = "transit", source: str = "one", **fields: Any) -> Journey:
    steps = tuple(
        JourneyLeg(start, end, stage, order=number)
        for number, (start, end) in enumerate(itertools.pairwise(places), start=1)
    )
    defaults: dict[str, Any] = {
        "name": key.title(),
        "origin": places[0] if places else None,
        "steps": steps,
        "exploitations": (JourneyExploitation("forced-labor", places[-1]),) if places else (),
        "sources": (source,),
    }
    return Journey(key, **(defaults | fields))


@pytest.fixture(scope="session")
def journey() -> Callable[..., Journey]:
    """Return a function of a key and places: legs join the places in order, exploitation is in the last."""
    return _make_journey
