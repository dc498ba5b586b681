"""What answers and measures have in common: a table that is iterated, framed, written and shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Self

from survivorgraph.errors import QueryError, QuestionError
from survivorgraph.text_tables import LONGEST_LINE, write_text_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_SHOWN", "Table", "describe_rest", "drop_unprintable", "write_cell", "write_markdown"]

MOST_SHOWN = 5_000
"""How many rows a table on the screen shows."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]|~"})


class Table:
    """A table with named columns, of which `caption` says what it rests on and what it counts.

    Iteration gives each row as a dict. Subclasses provide `columns` and `rows`.
    """

    __slots__ = ()
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]

    @property
    def caption(self) -> str:
        """The line that belongs under the table wherever it is shown; empty where there is none."""
        return ""

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a value by column, in the order of the table."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[Any, ...]:
        """Return one column from top to bottom; raise KeyError for an unknown name."""
        if name not in self.columns:
            raise KeyError(f"no column '{name}'; there are: {', '.join(self.columns)}")
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)

    def select(self, *names: str) -> Self:
        """Return the table with these columns only, in this order; raise QuestionError for an unknown one."""
        for name in names:
            if name not in self.columns:
                raise QuestionError(f"the table has no column '{name}'; it has: {', '.join(self.columns)}")
        places = [self.columns.index(name) for name in names]
        rows = type(self.rows)(tuple(row[at] for at in places) for row in self.rows)  # type: ignore[call-arg]
        return replace(self, columns=names, rows=rows)  # type: ignore[type-var]

    def to_table(self, *, width: int | None = None) -> str:
        """Return an aligned table for people, with nothing in it that moves a terminal.

        With `width`, long texts are wrapped so that a line has at most so many characters; a table that does not fit
        is written in blocks, one a row. Without it, only a table wider than 1,000 characters is. It ends after
        `MOST_SHOWN` rows, and says how many are left out.
        """
        shown = self.rows[:MOST_SHOWN]
        rest = describe_rest(len(self.rows))
        text = self._write_rows(shown, width)
        return f"{text}\n{rest}" if rest else text

    def _write_rows(self, rows: Sequence[tuple[Any, ...]], width: int | None) -> str:
        numeric = [all(_is_number(row[at]) for row in rows) for at in range(len(self.columns))]
        cells = [[_UNPRINTABLE.sub(" ", self.show_cell(cell)) for cell in row] for row in rows]
        columns = [_UNPRINTABLE.sub(" ", column) for column in self.columns]
        text = write_text_table(columns, cells, numeric, width=width)
        if width is None and text.find("\n") > LONGEST_LINE:
            return write_text_table(columns, cells, numeric, width=LONGEST_LINE)
        return text

    def show_cell(self, cell: Any) -> str:
        """Return a cell as `to_table` shows it: a truth is `yes` or `no`, a number has six digits."""
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        return format(cell, "g") if isinstance(cell, float) else write_cell(cell)

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas data frame with the same columns; raise QueryError where pandas is not installed."""
        try:
            import pandas as pd
        except ImportError as error:
            raise QueryError(
                "a data frame needs pandas, which is not installed: pip install 'survivorgraph[notebook]'"
            ) from error
        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def to_csv(self) -> str:
        """Return CSV with a header; None is an empty field."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([write_cell(cell) if isinstance(cell, bool) else cell for cell in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> str:
        """Return a JSON list with one object a row; None is null."""
        return json.dumps(list(self), ensure_ascii=False, indent=2, default=_write_decimal) + "\n"

    def to_markdown(self) -> str:
        """Return a Markdown table with the caption below; what a text contains is shown and never interpreted."""
        text = [" | ".join(map(write_markdown, self.columns)), " | ".join(["---"] * len(self.columns))]
        text += [" | ".join(write_markdown(write_cell(cell)) for cell in row) for row in self.rows]
        caption = f"\n{write_markdown(self.caption)}\n" if self.caption else ""
        return "".join(f"| {line} |\n" for line in text) + caption

    def _repr_html_(self) -> str:
        """Return an HTML table for a notebook; all text is escaped."""
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        rows = ("".join(f"<td>{escape(write_cell(cell))}</td>" for cell in row) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def describe_rest(rows: int) -> str:
    """Return the line under a table on the screen that says how many rows it leaves out; empty where it shows all."""
    rest = rows - MOST_SHOWN
    return f"… and {rest:,} more {'row' if rest == 1 else 'rows'}; --format csv has all" if rest > 0 else ""


def write_cell(cell: object) -> str:
    """Return a cell as text: None is empty, a truth `true` or `false`, a list joined by "; "."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "; ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))


def drop_unprintable(text: str) -> str:
    """Return a text in one line, with nothing in it that moves a terminal or turns the direction of what is read.

    >>> drop_unprintable("red\\x1b[31m,\\n green")
    'red [31m, green'
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def write_markdown(text: str) -> str:
    """Return a text as Markdown that shows it, in one line, without interpreting it."""
    return escape(" ".join(text.split()), quote=False).translate(_MARKDOWN)


def _write_decimal(value: object) -> int | float:
    """Return a decimal as a JSON number."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is no value of a table")
    number = float(value)
    return int(number) if number.is_integer() else number
