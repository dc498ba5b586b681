"""Limits on concurrent queries, so that short ones do not wait for long ones.

A query that runs for more than a second moves to one of a few long slots, and ends early if none
is free.
"""

from __future__ import annotations

import asyncio

__all__ = ["QuerySlot", "QuerySlots"]


class QuerySlots:
    """The limits on concurrent queries: `short` ones of up to a second, and `long` ones after that."""

    def __init__(self, short: int, long: int) -> None:
        self.short = asyncio.Semaphore(short)
        self.long_left = long

    async def enter(self, queue_timeout: float) -> QuerySlot:
        """Wait for a short slot and take it; raise TimeoutError if none gets free in time."""
        async with asyncio.timeout(queue_timeout if self.short.locked() else None):
            await self.short.acquire()
        return QuerySlot(self)


class QuerySlot:
    """The slot that one query has, a short one at first."""

    def __init__(self, slots: QuerySlots) -> None:
        self._slots = slots
        self._kind = "short"

    def promote(self) -> bool:
        """Exchange the short slot for a long one; return False, and keep the slot, if none is free."""
        if self._kind == "short" and self._slots.long_left > 0:
            self._slots.short.release()
            self._slots.long_left -= 1
            self._kind = "long"
        return self._kind == "long"

    def leave(self) -> None:
        """Release the slot; releasing it again has no effect."""
        if self._kind == "short":
            self._slots.short.release()
        elif self._kind == "long":
            self._slots.long_left += 1
        self._kind = ""
