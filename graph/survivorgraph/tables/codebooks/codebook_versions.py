"""Recognise a published table and its release by the header of a file.

The columns are those of the CTDC codebooks (synthetic data sets of 2021 and 2024, and the renaming of ``typeOf`` to
``sectorOf``; k-anonymised data set of 2018 to 2021), of UNODC's GLOTIP workbook and of HTCDS 2.0. Names are compared
without case, blanks and signs, and a name of 32 characters may be the beginning of a longer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.reading.names import LONGEST_CUT, index_columns, make_column_key

__all__ = ["RELEASES", "TABLE_KINDS", "Release", "find_release", "recognize"]

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Release:
    """A form in which a kind of table is published; a table is of it if it has all its `columns`.

    `names` gives columns of it that may be spelt otherwise, with those spellings. `beside` are columns of which the
    table has one at least, or a choice of one.
    """

    kind: str
    key: str
    title: str
    columns: tuple[str, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    beside: tuple[str, ...] = ()

    def find_columns(self, header: Iterable[str]) -> dict[str, str]:
        """Return which column of the header holds which column of the release, as far as it is there."""
        present = index_columns(header)
        others = dict(self.names)
        found = {}
        for column in self.columns:
            match = find_spelling(present, (column, *others.get(column, ())))
            if match is not None:
                found[column] = match
        return found

    def is_of(self, header: Sequence[str]) -> bool:
        """Return whether a header has all columns of the release."""
        if len(self.find_columns(header)) < len(self.columns):
            return False
        beside = [make_column_key(column) for column in self.beside]
        return not beside or any(one in key for key in index_columns(header) for one in beside)


def find_spelling(present: Mapping[str, str], spellings: Iterable[str]) -> str | None:
    """Return the column, among those of `index_columns`, that bears the first of some names; or None."""
    for name in spellings:
        found = present.get(make_column_key(name))
        if found is None and len(name) > LONGEST_CUT:
            found = present.get(make_column_key(name[:LONGEST_CUT]))
        if found is not None:
            return found
    return None


def _suffixed(stem: str, *names: str) -> tuple[str, ...]:
    return tuple(stem + name for name in names)


_SYNTHETIC = (
    *("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation", "traffickMonths"),
    *_suffixed("means", "DebtBondageEarnings", "Threats", "AbusePsyPhySex", "FalsePromises", "DrugsAlcohol"),
    *_suffixed("means", "DenyBasicNeeds", "ExcessiveWorkHours", "WithholdDocs"),
    *("isForcedLabour", "isSexualExploit", "isOtherExploit"),
    *_suffixed("recruiterRelation", "IntimatePartner", "Friend", "Family", "Other"),
)
_SECTORS = ("LabourAgriculture", "LabourConstruction", "LabourDomesticWork", "LabourHospitality")
_SEX_SECTORS = ("SexProstitution", "SexPornography")
_K_ANONYMISED = (
    *("yearOfRegistration", "gender", "ageBroad", "majorityStatus", "citizenship", "CountryOfExploitation"),
    *_suffixed("meansOfControl", "DebtBondage", "TakesEarnings", "RestrictsFinancialAccess", "Threats"),
    *_suffixed("meansOfControl", "PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse", "FalsePromises"),
    *_suffixed("meansOfControl", "PsychoactiveSubstances", "RestrictsMovement", "RestrictsMedicalCare"),
    *_suffixed("meansOfControl", "ExcessiveWorkingHours", "UsesChildren", "ThreatOfLawEnforcement"),
    *_suffixed("meansOfControl", "WithholdsNecessities", "WithholdsDocuments"),
    *_suffixed("is", "ForcedLabour", "SexualExploit", "OtherExploit", "ForcedMarriage", "ForcedMilitary"),
    *_suffixed("is", "OrganRemoval", "SlaveryAndPractices"),
    *_suffixed("typeOfLabour", "Agriculture", "Aquafarming", "Construction", "DomesticWork", "Hospitality"),
    *_suffixed("typeOfLabour", "Manufacturing", "MiningOrDrilling", "Peddling", "Transportation"),
)
_SYNTHETIC_2021 = (
    *("yearOfRegistration", "gender", "ageBroad", "majorityStatusAtExploit", "citizenship", "CountryOfExploitation"),
    *_suffixed("meansOfControl", "DebtBondage", "TakesEarnings", "Threats", "PsychologicalAbuse", "PhysicalAbuse"),
    *_suffixed("meansOfControl", "SexualAbuse", "FalsePromises", "PsychoactiveSubstances", "RestrictsMovement"),
    *_suffixed("meansOfControl", "RestrictsMedicalCare", "ExcessiveWorkingHours", "ThreatOfLawEnforcement"),
    *_suffixed("meansOfControl", "WithholdsNecessities", "WithholdsDocuments"),
    *_suffixed("is", "ForcedLabour", "SexualExploit", "OtherExploit"),
    *_suffixed("typeOf", *_SECTORS),
)
_GLOTIP = ("Iso3_code", "Country", "Indicator", "Dimension", "Category", "Sex", "Age", "Year", "txtVALUE")
_HTCDS = (
    *("hte_Date", "hte_Type", "prs_Gender", "prs_FirstName", "prs_First_Name"),
    *_suffixed("vic_", "TraffickingStatus", "TypeOfExploitation", "MethodsOfControl", "ForcedLabourIndustry"),
)

RELEASES: Final = (
    Release(
        "ctdc",
        "synthetic",
        "CTDC Global Synthetic Dataset (columns typeOf…)",
        (*_SYNTHETIC, *_suffixed("typeOf", *_SECTORS, *_SEX_SECTORS)),
    ),
    Release(
        "ctdc",
        "synthetic-sectors",
        "CTDC Global Synthetic Dataset (columns sectorOf…)",
        (*_SYNTHETIC, *_suffixed("sectorOf", *_SECTORS, *_SEX_SECTORS)),
    ),
    Release("ctdc", "synthetic-2021", "CTDC Global Synthetic Dataset (2021)", _SYNTHETIC_2021),
    Release("ctdc", "k-anonymized", "CTDC Global Dataset, k-anonymised", _K_ANONYMISED),
    Release("ctdc", "subset", "some columns of a CTDC data set", ("citizenship", "CountryOfExploitation")),
    Release("glotip", "glotip", "UNODC GLOTIP data", _GLOTIP),
    Release("htcds", "htcds-2.0", "case export with the columns of HTCDS 2.0", ("prs_Citizenship", "hte_Country")),
    Release(
        "htcds",
        "htcds-2.0-template",
        "case export with the columns of HTCDS 2.0, without the country of exploitation",
        ("prs_Citizenship",),
        beside=_HTCDS,
    ),
    Release(
        "htcds",
        "htcds-2.0-labels",
        "case export with the labels of HTCDS 2.0 over its columns",
        ("prs_Citizenship",),
        (("prs_Citizenship", ("Citizenship",)),),
        beside=("Trafficking Status", "Type of Exploitation", "Methods of Control", "Forced Labour Industry"),
    ),
    Release(
        "edges",
        "edges",
        "edge list",
        ("origin", "destination"),
        (
            (
                "origin",
                (
                    *("source", "from", "origin country", "country of origin", "src", "from country", "orig", "iso3_o"),
                    *("origin iso3", "origin iso", "origin code", "origin country code", "origin name", "iso_o"),
                    *("country of origin (ISO)", "coo_iso", "citizenship", "country of citizenship", "nationality"),
                    *("country of nationality", "victim nationality", "nationalité", "staatsangehörigkeit"),
                    *("nacionalidad", "ciudadanía", "citoyenneté"),
                    *("pays d'origine", "origine", "herkunftsland", "herkunft", "ursprungsland", "país de origen"),
                    *("pais de origen", "origen"),
                ),
            ),
            (
                "destination",
                (
                    *("target", "to", "destination country", "country of destination", "dst", "to country", "dest"),
                    *("destination iso3", "destination iso", "destination code", "destination country code"),
                    *("destination name", "dest iso3", "dest iso", "dest code", "dest country", "dest name", "iso3_d"),
                    *("iso_d", "country of asylum (ISO)", "coa_iso", "country of exploitation", "reporting country"),
                    *("country of detection", "detecting country", "country of identification", "host country"),
                    *("pays d'exploitation", "pays de détection", "país de explotación", "país de detección"),
                    *(
                        "pays de destination",
                        "pays d'accueil",
                        "zielland",
                        "bestimmungsland",
                        "país de destino",
                        "pais de destino",
                    ),
                    *("destino",),
                ),
            ),
        ),
    ),
)
TABLE_KINDS: Final = tuple(dict.fromkeys(release.kind for release in RELEASES))


def find_release(header: Sequence[str], kind: str | None = None) -> Release | None:
    """Return the release whose columns are all in a header, the one with most columns; or None."""
    complete = [release for release in RELEASES if kind in (None, release.kind) and release.is_of(header)]
    return max(complete, key=lambda release: len(release.columns), default=None)


def recognize(header: Sequence[str], *, file: Path | str, kind: str | None = None) -> Release:
    """Return the release that a header is of; raise RecordError that names the nearest one and what it lacks.

    Only names of columns that the codebooks have are in the message, never other content of the file.
    """
    found = find_release(header, kind)
    if found is not None:
        return found
    other = find_release(header)
    if other is not None:
        raise RecordError(
            f"this is the header of '{other.kind}' ({other.title}), not of '{kind}'; import it as {other.kind}",
            file=file,
        )
    if any("perpetrator" in name.casefold() for name in header):
        raise RecordError(
            "this looks like CTDC's victim-perpetrator data set, which names regions and no countries: no corridor can "
            "be counted from it",
            file=file,
        )
    near, missing = _find_nearest(header, kind)
    if len(missing) == len(near.columns):
        raise RecordError(
            f"no column of a table known here ({', '.join(TABLE_KINDS)}) is in the header. If the table has "
            "countries of origin and destination, name their columns: "
            "import edges FILE --origin COLUMN --destination COLUMN",
            file=file,
        )
    shown = ", ".join(missing[:_MOST_NAMED]) + (
        f" and {len(missing) - _MOST_NAMED} more" * (len(missing) > _MOST_NAMED)
    )
    have = len(near.columns) - len(missing)
    raise RecordError(
        f"the header is of no table known here ({', '.join(TABLE_KINDS)}). The nearest is '{near.kind}', {near.title}: "
        f"{have} of its {len(near.columns)} columns are there; missing: {shown}",
        file=file,
    )


def _find_nearest(header: Sequence[str], kind: str | None) -> tuple[Release, list[str]]:
    def missing(release: Release) -> list[str]:
        found = release.find_columns(header)
        return [column for column in release.columns if column not in found]

    def share(release: Release) -> tuple[bool, float]:
        return release.kind == kind, 1 - len(missing(release)) / len(release.columns)

    near = max(RELEASES, key=share)
    if not near.find_columns(header):
        other = max(RELEASES, key=lambda release: share(release)[1])
        near = other if other.find_columns(header) else near
    return near, missing(near)
