"""A Model Context Protocol server: find, about, ask and measure as the tools of an assistant, read only."""

from __future__ import annotations

from survivorgraph.service.assistant.server import run_server

__all__ = ["run_server"]
