"""Find the columns into which KoBo and ODK split a question with several answers: one a choice, which holds 0 or 1.

They are named ``question/choice``, with groups before, by names or labels (``Type of Exploitation/Forced labour``);
R writes points in place of the other signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from survivorgraph.tables.reading.names import make_column_key

__all__ = ["QUESTION_LABELS", "find_choices"]

QUESTION_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "prs_Citizenship": ("Citizenship",),
    "prs_Gender": ("Gender",),
    "vic_TraffickingStatus": ("Trafficking Status",),
    "vic_TypeOfExploitation": ("Type of Exploitation",),
    "vic_MethodsOfControl": ("Methods of Control",),
    "vic_ForcedLabourIndustry": ("Forced Labour Industry",),
}
"""The labels of questions in the form of HTCDS 2.0, which KoBo writes in place of names if asked to."""


def find_choices(header: Iterable[str], question: str) -> dict[str, str]:
    """Map each column of a choice of the question to the choice.

    >>> find_choices(["a/vic_TypeOfExploitation/ForcedLabour", "Type.of.Exploitation.Other"], "vic_TypeOfExploitation")
    {'a/vic_TypeOfExploitation/ForcedLabour': 'ForcedLabour', 'Type.of.Exploitation.Other': 'Other'}
    """
    pattern = _match_any((question, *QUESTION_LABELS.get(question, ())))
    return {name: found[1] for name in header if (found := pattern.fullmatch(name))}


def _match_any(questions: Sequence[str]) -> re.Pattern[str]:
    spelt = "|".join(r"[\W_]*".join(map(re.escape, make_column_key(one))) for one in questions)
    return re.compile(rf"(?:.*[/.:])?(?:{spelt})\s*[/.:]\s*(.*\w.*)", re.IGNORECASE)
