"""Recognise what stands in tables beside their data: notes, and names of regions among those of countries."""

from __future__ import annotations

import re
from typing import Final

from survivorgraph.tables.reading.names import make_column_key

__all__ = ["NOTE", "REGIONS", "is_note", "is_region"]

NOTE: Final = (
    r"(?i)^((notes?|notas?|sources?|quellen?|fuentes?|fontes?|remarks?|remarques?|anmerkung(en)?|observaciones|nb|n\.b\.)"
    r"( ?:|\b)|\*|†|‡|§|©|¹|²|³|\([0-9a-z]{1,2}\)|[a-z]\)|[0-9]{1,2}[.)]? +[^0-9 ])"
)
"""How a note begins; of the kind of pattern that engines read like Python."""
_REGION_NAMES: Final = """
Africa; Americas; America; Asia; Europe; Oceania; Europa; Afrika; Asien; Amerika; Ozeanien; África; América
Oceanía; Afrique; Amérique; Amériques; Asie; Océanie; European Union; EU; EU27; EU28; Union européenne; Unión Europea
Europäische Union; North America; South America; Central America; Latin America; Latin America and the Caribbean
Latin America & Caribbean; Caribbean; Northern America; Middle East; Middle East and North Africa
Middle East & North Africa; North Africa and the Middle East; MENA; Sub-Saharan Africa; Northern Africa; North Africa
Eastern Africa; East Africa; Western Africa; West Africa; Middle Africa; Central Africa; Southern Africa; South Asia
Southern Asia; Eastern Asia; East Asia; South-Eastern Asia; South-East Asia; Southeast Asia; Central Asia; Western Asia
West Asia; East Asia and the Pacific; East Asia & Pacific; East Asia and Pacific; Asia and the Pacific; Asia Pacific
Pacific; South Asia, East Asia and Pacific; Europe & Central Asia; Europe and Central Asia; Eastern Europe
Western Europe; Northern Europe; Southern Europe; Central Europe; Central and South-Eastern Europe
Western and Southern Europe; Eastern Europe and Central Asia; Central and Eastern Europe; Balkans; Western Balkans
Australia and New Zealand; Melanesia; Polynesia; North America, Central America and the Caribbean
Central America and the Caribbean; North and Central America; Amérique latine; Amérique du Nord; Amérique du Sud
América Latina; América del Sur; América del Norte; Afrique subsaharienne; Moyen-Orient; Naher Osten
Africa and Middle East; EU countries; Non-EU countries; Third countries; OECD; High income; Low income
Upper middle income; Lower middle income; Middle income
"""
REGIONS: Final = frozenset(
    make_column_key(name) for line in _REGION_NAMES.strip().splitlines() for name in line.split(";")
)
"""The names of regions and groups of countries, as keys of columns."""
_SUM_OF: Final = re.compile(r"(?i)(sub)?total\b[ :-]*(.+)|(.+?)[ ,:(-]*\b(sub)?total\)?")


def is_note(text: str) -> bool:
    """Return whether a text begins as a note does.

    >>> is_note("Source : our office"), is_note("1 Provisional."), is_note("Nepal")
    (True, True, False)
    """
    return re.search(NOTE, text) is not None


def is_region(text: str) -> bool:
    """Return whether a text names a region or the sum of one, whose people are those of its countries.

    >>> is_region("Sub-Saharan Africa"), is_region("Total Asia"), is_region("South Africa")
    (True, True, False)
    """
    found = _SUM_OF.fullmatch(text.strip())
    name = (found[2] or found[3]) if found else text
    return make_column_key(name) in REGIONS
