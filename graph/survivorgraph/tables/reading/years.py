"""Find the year in a cell: a year, or a date in which the year has four digits, in any order of day and month.

The patterns are of the kind that Python, DuckDB, Spark and the other engines read alike, so that all of them find the
same years. A range such as ``2019/20`` has two years and is none, nor is ``01/05/19`` or a serial number of Excel.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["FIRST_YEAR", "HAS_YEAR", "TWO_YEARS", "YEAR_HINT", "find_year"]

_YEAR: Final = "(19|20)[0-9]{2}"
_DAY: Final = "[0-9]{1,2}(st|nd|rd|th|er)?"
_MONTH_NUMBER: Final = "(0?[1-9]|1[0-2])"
_TIME: Final = r"([T ,]+[0-9]{1,2}[:h.][0-9].*)?"
_MONTH: Final = (
    "(jan|ene|feb|fev|fév|mar|mär|apr|abr|avr|may|mai|jun|juin|jul|juil|aug|ago|aou|aoû|sep|set|oct|okt|nov|dec|dez|déc"
    "|dic)[^0-9 .,/-]{0,8}"
)
"""The names of months in English, French, German and Spanish, by how they begin."""
_FISCAL: Final = "|".join(f"{year:02d}/{year + 1:02d}" for year in range(12))
_MARK: Final = r"( ?[*†‡¹²³]+| ?[(\[]?(p|r|e|prov\.?|provisional|prel\.?|preliminary|rev\.?|revised|est\.?)[)\]]?)?"
_FORMS: Final = (
    rf"{_YEAR}(\.0+)?{_MARK}",
    rf"{_YEAR}[-/.]{_MONTH_NUMBER}([-/.][0-9]{{1,2}}{_TIME})?",
    rf"{_YEAR}(0[1-9]|1[0-2])([0-3][0-9])?",
    rf"{_YEAR}[ -]?[qths][1-4]",
    rf"[qths][1-4][ /-]*{_YEAR}",
    rf"[0-9]{{1,2}}[-/. ]+[0-9]{{1,2}}[-/. ]+{_YEAR}{_TIME}",
    rf"{_MONTH_NUMBER}[-/.]{_YEAR}",
    rf"({_DAY}\.?[ /-]*(de )?)?{_MONTH}\.?[ ,/-]*(de |del )?({_DAY},? )?{_YEAR}{_TIME}",
)
HAS_YEAR: Final = rf"(?i)^({'|'.join(_FORMS)})$"
"""What a cell with one year looks like."""
TWO_YEARS: Final = rf"^((19|20)({_FISCAL}))$"
"""What looks like a month and is as likely two years: ``2009/10``."""
FIRST_YEAR: Final = r"(^|[^0-9])((19|20)[0-9]{2})"
"""Where the year of such a cell is: its second group."""
YEAR_HINT: Final = (
    "A year has four digits, alone or in a date (2019-05-31, 31/05/2019, May 2019). What has two years (2019/20), two "
    "digits (31/05/19) or is a serial number of Excel (43616) is no year; write years in a column"
)


def find_year(text: str) -> str | None:
    """Return the year of a cell; None for one that has none, or more than one.

    >>> find_year("31/05/2019"), find_year("May 5, 2019"), find_year("2019-05"), find_year("2019/20")
    ('2019', '2019', '2019', None)
    """
    text = text.strip()
    if not re.search(HAS_YEAR, text) or re.search(TWO_YEARS, text):
        return None
    found = re.search(FIRST_YEAR, text)
    return found[2] if found else None
