"""Keyword options that several functions pass on: filled up with their defaults, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["fill_options"]


def fill_options(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Return the options that are given with the defaults of the others; raise TypeError for an unknown one.

    >>> fill_options({"seed": 0, "level": 0.95}, {"seed": 7})
    {'seed': 7, 'level': 0.95}
    """
    for name in given:
        if name not in defaults:
            raise TypeError(f"unexpected keyword argument '{name}'; there are: {', '.join(defaults)}")
    return {**defaults, **given}
