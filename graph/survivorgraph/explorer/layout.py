"""Deterministic node positions, computed before a browser opens the page.

Positions are in pixels of an unzoomed picture, x to the right and y downwards, centred on the origin and
rounded to whole numbers. Nothing here draws.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["place_nodes", "place_on_map", "place_path", "wrap_name"]

Node = TypeVar("Node", bound=Hashable)
Position: TypeAlias = tuple[int, int]
Points: TypeAlias = NDArray[np.float64]

NAME_WIDTH = 20
"""Characters in a line of a name; longer names are broken between words."""
CHARACTER_WIDTH, LINE_HEIGHT, NAME_GAP = 6.7, 15.0, 5.0
"""Pixels, for 13 px letters of the fonts of browsers. Only to keep names apart: browsers measure for themselves."""
SPACE = 14.0
"""Pixels kept free between the box of one node with its name and the next."""
EDGE_LENGTH = 84.0
"""Pixels between two neighbours that have no others."""
STRETCH = (0.7, 1.35)
"""Least and most that the height of a part is changed to fit the shape of the picture."""
CELL = 22.0
"""Pixels of a cell of the raster on which unconnected parts are packed."""
EXACT_UP_TO = 2500
"""Nodes of a connected part up to which stress is minimised; memory and time grow with the square."""
PIVOTS = 60
"""Nodes whose distances to all others give the first draft of a part."""


def wrap_name(name: str, *, width: int = NAME_WIDTH) -> str:
    """Break a name between words into lines of about `width` characters, at most four.

    >>> wrap_name("International Organization for Migration")
    'International\\nOrganization for\\nMigration'
    """
    lines = textwrap.wrap(" ".join(name.split()), width, break_long_words=True, break_on_hyphens=False)
    if len(lines) > 4:
        lines = [*lines[:3], lines[3][: width - 1].rstrip() + "…"]
    return "\n".join(lines)


def place_nodes(
    network: nx.Graph[Node],
    *,
    names: Mapping[Node, str],
    radii: Mapping[Node, float],
    aspect: float = 1.45,
) -> dict[Node, Position]:
    """Place the nodes so that distance on the picture follows distance in the network.

    Each connected part is laid out by minimising stress (Gansner, Koren, North 2004,
    doi:10.1007/978-3-540-31843-9_25), with longer edges at nodes of many neighbours, turned so that it is
    wider than high, freed of nodes and names that cover one another, and packed beside the others into a
    shape `aspect` times as wide as high. Direction and weight do not move anything: parallel edges count once.
    """
    simple: nx.Graph[Node] = nx.Graph()
    simple.add_nodes_from(network.nodes)
    simple.add_edges_from((a, b) for a, b, *_ in network.edges if a != b)
    parts = sorted((list(part) for part in _ordered_components(simple)), key=len, reverse=True)
    laid = []
    for part in parts:
        boxes = np.array([_box(names[node], radii[node]) for node in part])
        points = _separate(_turn(_spread(simple, part), aspect), boxes)
        laid.append((part, points - (points.min(axis=0) + points.max(axis=0)) / 2, boxes))
    offsets = _pack([_raster(simple, *item) for item in laid], aspect)
    placed = {
        node: point + offset
        for (part, points, _), offset in zip(laid, offsets, strict=True)
        for node, point in zip(part, points, strict=True)
    }
    return _centred({node: placed[node] for node in network.nodes})


def place_path(nodes: Iterable[Node], *, names: Mapping[Node, str]) -> dict[Node, Position]:
    """Place the stops of a journey from left to right in the order of the first visit, in a shallow wave.

    >>> place_path("abca", names={"a": "A", "b": "B", "c": "C"})
    {'a': (-190, -26), 'b': (0, 26), 'c': (190, -26)}
    """
    order = list(dict.fromkeys(nodes))
    step = max([190.0, *(_box(names[node], 12.0)[0] + 70.0 for node in order)])
    return _centred({node: np.array([i * step, 52.0 * (i % 2)]) for i, node in enumerate(order)})


def place_on_map(
    coordinates: Mapping[Node, tuple[float, float]],
    *,
    names: Mapping[Node, str],
    radii: Mapping[Node, float],
    scale: float = 7.0,
) -> dict[Node, Position]:
    """Place nodes by (latitude, longitude) in degrees, `scale` pixels a degree at the equator.

    Equal Earth's parallels are nearly those used here: the latitude is drawn at 1.15 times its degrees and the
    longitude shortened towards the poles. Nodes that would cover one another are moved apart, so that the
    picture keeps who lies where from whom, but is no map to measure on.
    """
    order = list(coordinates)
    if not order:
        return {}
    degrees = np.array([coordinates[node] for node in order], dtype=np.float64)
    shrink = np.cos(np.radians(degrees[:, 0]) / 2)
    points = np.column_stack([degrees[:, 1] * shrink, -1.15 * degrees[:, 0]]) * scale
    boxes = np.array([_box(names[node], radii[node]) for node in order])
    return _centred(dict(zip(order, _separate(points, boxes), strict=True)))


def _ordered_components(simple: nx.Graph[Node]) -> list[list[Node]]:
    """List the connected parts with nodes in the order of the network, which sets have lost."""
    rank = {node: i for i, node in enumerate(simple)}
    parts = [sorted(part, key=rank.__getitem__) for part in nx.connected_components(simple)]
    return sorted(parts, key=lambda part: rank[part[0]])


def _box(name: str, radius: float) -> tuple[float, float, float]:
    """Return width and height of a node with its name below, and how far the middle lies below the node."""
    lines = wrap_name(name).split("\n")
    text_height = NAME_GAP + LINE_HEIGHT * len(lines)
    width = max(2 * radius, CHARACTER_WIDTH * max(map(len, lines)))
    return width, 2 * radius + text_height, text_height / 2


def _spread(simple: nx.Graph[Any], part: Sequence[Hashable]) -> Points:
    """Lay out one connected part: ideal distance is the shortest path over edges that grow with degree."""
    from scipy.sparse.csgraph import shortest_path

    if len(part) == 1:
        return np.zeros((1, 2))
    sub = simple.subgraph(part)
    lengths: nx.Graph[Any] = nx.Graph()
    lengths.add_nodes_from(part)
    for a, b in sub.edges:
        lengths.add_edge(a, b, length=(math.sqrt(sub.degree(a)) + math.sqrt(sub.degree(b))) / 2)
    matrix = nx.to_scipy_sparse_array(lengths, nodelist=part, weight="length")
    pivots = np.unique(np.linspace(0, len(part) - 1, PIVOTS).astype(int))
    to_pivots = np.asarray(shortest_path(matrix, directed=False, indices=pivots), dtype=np.float64)
    start = _project(np.square(to_pivots.T))
    if len(part) > EXACT_UP_TO:
        return start * EDGE_LENGTH
    distances = np.asarray(shortest_path(matrix, directed=False))
    tries = [start]
    if len(part) <= 300 and sub.number_of_edges() < 4 * len(part):
        size = distances.max()
        tries += [np.random.default_rng(seed).normal(0, size / 3, (len(part), 2)) for seed in range(5)]
    results = [_minimise_stress(distances, start) for start in tries]
    return min(results, key=lambda result: round(result[0], 6))[1] * EDGE_LENGTH


def _project(squared: Points) -> Points:
    """Project squared distances to pivots to the two directions in which they differ most.

    Brandes and Pich 2007, doi:10.1007/978-3-540-70904-6_6.
    """
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean())
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    count = min(2, len(values))
    points = np.zeros((len(squared), 2))
    points[:, :count] = left[:, :count] * np.sqrt(values[:count])
    jitter = np.random.default_rng(2).normal(0, 0.05, points.shape)
    return _signed(points) + jitter


def _signed(points: Points) -> Points:
    """Flip each direction so that its largest coordinate is positive: eigenvectors have no sign of their own."""
    for axis in range(points.shape[1]):
        column = points[:, axis]
        if column[int(np.argmax(np.abs(column).round(6)))] < 0:
            points[:, axis] = -column
    return points


def _minimise_stress(distances: Points, start: Points) -> tuple[float, Points]:
    """Return the stress and the points after majorisation: Gansner, Koren, North 2004, equation 8."""
    count = len(distances)
    with np.errstate(divide="ignore"):
        weights = np.where(distances > 0, distances**-2.0, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1.0 / count)
    points, stress = start - start.mean(axis=0), math.inf
    for _ in range(min(250, 60_000 // count)):
        gaps = points[:, None, :] - points[None, :, :]
        lengths = np.maximum(np.hypot(gaps[..., 0], gaps[..., 1]), 1e-9)
        now = float((weights * (lengths - distances) ** 2).sum() / 2)
        if stress - now < 1e-5 * now:
            break
        stress = now
        pull = -weights * distances / lengths
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        points = inverse @ (pull @ points)
    return stress, points


def _turn(points: Points, aspect: float) -> Points:
    """Turn a part so that its longest extent lies across, and bring its height nearer to the picture's."""
    if len(points) < 2:
        return points
    middle = points - points.mean(axis=0)
    _, _, directions = np.linalg.svd(middle, full_matrices=False)
    turned: Points = middle @ directions.T
    width, height = np.maximum(np.ptp(turned, axis=0), 1.0)
    return _signed(turned) * (1.0, min(max(width / height / aspect, STRETCH[0]), STRETCH[1]))


def _separate(points: Points, boxes: Points, *, rounds: int = 400) -> Points:
    """Push apart boxes that cover one another, along the way that is shorter, until none does."""
    from scipy.spatial import cKDTree

    half = (boxes[:, :2] + SPACE) / 2
    middle = points + np.column_stack([np.zeros(len(points)), boxes[:, 2]])
    reach = 2 * float(np.hypot(half[:, 0], half[:, 1]).max())
    for _ in range(rounds):
        pairs = cKDTree(middle).query_pairs(reach, output_type="ndarray")
        a, b = pairs[:, 0], pairs[:, 1]
        gap = middle[b] - middle[a]
        over = half[a] + half[b] - np.abs(gap)
        hit = (over > 1e-6).all(axis=1)
        if not hit.any():
            break
        a, b, gap, over = a[hit], b[hit], gap[hit], over[hit]
        across = over[:, 0] < over[:, 1]
        push = np.where(np.column_stack([across, ~across]), over, 0.0) * np.where(gap < 0, -1.0, 1.0) * 0.28
        np.add.at(middle, a, -push)
        np.add.at(middle, b, push)
    return middle - np.column_stack([np.zeros(len(points)), boxes[:, 2]])


def _raster(simple: nx.Graph[Any], part: Sequence[Hashable], points: Points, boxes: Points) -> NDArray[np.bool_]:
    """Mark the cells that a part covers with nodes, names and edges; the middle cell is the part's origin."""
    size = np.abs(points).max(axis=0) + boxes[:, :2].max(axis=0) + SPACE
    reach = np.ceil(size / CELL).astype(int)
    cells = np.zeros(tuple(2 * reach[::-1] + 1), dtype=bool)
    index = {node: i for i, node in enumerate(part)}
    for point, (width, height, below) in zip(points, boxes, strict=True):
        middle = point + np.array([0.0, below])
        half = np.array([width, height]) / 2 + SPACE
        low = np.floor((middle - half) / CELL).astype(int) + reach
        high = np.ceil((middle + half) / CELL).astype(int) + reach
        cells[max(low[1], 0) : high[1] + 1, max(low[0], 0) : high[0] + 1] = True
    for a, b in simple.subgraph(part).edges:
        ends = points[[index[a], index[b]]]
        steps = np.linspace(0, 1, 2 + int(np.hypot(*(ends[1] - ends[0])) / (CELL / 2)))[:, None]
        along = np.rint((ends[0] + steps * (ends[1] - ends[0])) / CELL).astype(int) + reach
        cells[along[:, 1], along[:, 0]] = True
    return cells


def _pack(parts: Sequence[NDArray[np.bool_]], aspect: float) -> list[Points]:
    """Return an offset in pixels for each part: the free place nearest to the middle, the largest part first."""
    taken = np.zeros((1, 1), dtype=bool)
    origin = np.array([0, 0])
    offsets = []
    for cells in parts:
        reach = np.array(cells.shape) // 2
        room = np.pad(taken, [(2 * r + 1, 2 * r + 1) for r in reach])
        origin = origin + 2 * reach + 1
        covered = _correlate(room, cells) > 0.5
        rows, columns = np.indices(room.shape)
        cost = ((rows - origin[0]) * aspect) ** 2 + (columns - origin[1]) ** 2
        edge = np.zeros_like(covered)
        edge[reach[0] : -reach[0] or None, reach[1] : -reach[1] or None] = True
        row, column = np.unravel_index(int(np.argmin(np.where(covered | ~edge, np.inf, cost))), cost.shape)
        top, left = row - reach[0], column - reach[1]
        room[top : top + cells.shape[0], left : left + cells.shape[1]] |= cells
        offsets.append(np.array([column - origin[1], row - origin[0]]) * CELL)
        used_rows, used_columns = np.flatnonzero(room.any(axis=1)), np.flatnonzero(room.any(axis=0))
        taken = room[used_rows[0] : used_rows[-1] + 1, used_columns[0] : used_columns[-1] + 1]
        origin = origin - (used_rows[0], used_columns[0])
    return offsets


def _correlate(room: NDArray[np.bool_], cells: NDArray[np.bool_]) -> Points:
    """Count, for each cell of the room, how many taken ones the part would cover with its middle there."""
    shape = room.shape[0] + cells.shape[0] - 1, room.shape[1] + cells.shape[1] - 1
    product = np.fft.rfft2(room.astype(float), shape) * np.fft.rfft2(cells[::-1, ::-1].astype(float), shape)
    top, left = cells.shape[0] // 2, cells.shape[1] // 2
    counts: Points = np.fft.irfft2(product, shape)[top : top + room.shape[0], left : left + room.shape[1]]
    return counts


def _centred(placed: Mapping[Node, Points]) -> dict[Node, Position]:
    if not placed:
        return {}
    points = np.array(list(placed.values()))
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    whole = np.rint(points - middle).astype(int)
    return {node: (int(x), int(y)) for node, (x, y) in zip(placed, whole, strict=True)}
