"""SHA-256 inside table engines, by the functions of each."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from survivorgraph.errors import DatasetError

if TYPE_CHECKING:
    from ibis.expr.types import StringValue

__all__ = ["Digest", "make_digest_function"]

Digest = Callable[["StringValue"], "StringValue"]


def make_digest_function(dialect: str) -> Digest:
    """Return a function from a text in an engine to its SHA-256 in hexadecimal; raise DatasetError if none is known.

    Ibis knows that of DuckDB and Spark; the others are called by their names.
    """
    if dialect in ("duckdb", "pyspark"):
        return lambda text: text.hexdigest("sha256")
    to_hex, sha256 = _call("to_hex", bytes, returns=str), _call("sha256", bytes, returns=bytes)
    if dialect == "trino":
        to_utf8 = _call("to_utf8", str, returns=bytes)
        return lambda text: to_hex(sha256(to_utf8(text))).lower()
    if dialect == "bigquery":
        return lambda text: to_hex(text.hashbytes("sha256"))
    if dialect == "postgres":
        to_bytes, encode = _call("convert_to", str, str, returns=bytes), _call("encode", bytes, str, returns=str)
        return lambda text: encode(sha256(to_bytes(text, "UTF8")), "hex")
    if dialect == "snowflake":
        sha2 = _call("sha2", str, int, returns=str)
        return lambda text: sha2(text, 256)
    raise DatasetError("cells are drawn by SHA-256, and it is not known how this engine computes it", where=dialect)


def _call(name: str, *given: type, returns: type) -> Any:
    """Return a function of an engine that Ibis does not know, by its name and types."""
    from ibis import udf

    def function() -> None: ...

    parameters = [Parameter(f"x{n}", Parameter.POSITIONAL_OR_KEYWORD, annotation=one) for n, one in enumerate(given)]
    function.__name__ = name
    function.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": returns}
    function.__signature__ = Signature(parameters, return_annotation=returns)  # type: ignore[attr-defined]
    return udf.scalar.builtin(function)
