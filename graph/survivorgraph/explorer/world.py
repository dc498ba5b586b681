"""Map projection: outlines of the land, and positions from latitude and longitude.

The projection is Equal Earth (Šavrič, Patterson, Jenny 2019, doi:10.1080/13658816.2018.1504949), which shows
areas in their true proportion. Positions are in pixels of an unzoomed picture, y downwards, (0, 0) at 0° N 0° E.
"""

from __future__ import annotations

import json
import math
from functools import cache

from survivorgraph.resources import data_dir

__all__ = ["EQUAL_EARTH", "MAP_SCALE", "project", "read_land"]

MAP_SCALE = 430.0
"""Pixels of one radian along the equator, before the projection's own factor: the world is some 2,300 wide."""
EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
"""The four coefficients of the projection; the script of the page projects routes with the same."""
_A = EQUAL_EARTH


def project(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the place of a point on the map.

    >>> project(0, 0), project(45, 90), project(-45, -90)
    ((0, 0), (499, -370), (-499, 370))
    """
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * slope)
    y = angle * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return round(x * MAP_SCALE), round(-y * MAP_SCALE)


@cache
def read_land() -> tuple[tuple[int, ...], ...]:
    """Read the outlines of the land, each as x, y, x, y, … on the map; see ``data/reference/README.md``."""
    rings = json.loads((data_dir() / "reference" / "land-110m.json").read_text(encoding="utf-8"))
    drawn = []
    for ring in rings:
        points = [project(ring[i + 1] / 10, ring[i] / 10) for i in range(0, len(ring), 2)]
        drawn.append(tuple(number for point in points for number in point))
    return tuple(drawn)
