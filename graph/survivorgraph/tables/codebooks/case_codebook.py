"""Layouts of case tables: the columns of origin, destination, year, sex, age, form, sector and means.

Sources: the CTDC codebooks of the synthetic data set (2024) and of the k-anonymised one (2018 to 2021), the
picklists of HTCDS 2.0. A flag that groups several things (``meansThreats``) maps to one broader concept,
never for several narrower ones. A flag that is not set says nothing: unknown is not no.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from survivorgraph.tables.codebooks.choice_columns import QUESTION_LABELS, find_choices
from survivorgraph.tables.codebooks.codebook_versions import Release, find_spelling
from survivorgraph.tables.codebooks.picklists import Concepts, Picklist
from survivorgraph.tables.reading.names import index_columns

__all__ = [
    "ABSENT", "DIMENSIONS", "MISSING", "NOT_STATED", "SET", "SEVERAL", "UNRESOLVED", "Flag", "Layout", "Values",
    "get_layout",
]  # fmt: skip

DIMENSIONS: Final = ("origin", "destination", "year", "form", "sex", "age-group", "sector", "means")
NOT_STATED: Final = "not-stated"
UNRESOLVED: Final = "unresolved"
SEVERAL: Final = "several"
MISSING: Final = ("", "-99", "-99.0", "NULL", "null")
"""Cells that mean unknown in any column; ``NA`` is not among them, since it is Namibia."""
ABSENT: Final = ("NA", "<NA>", "NaN", "nan", "None")
"""What R and pandas write for unknown, in columns that are not of countries."""
SET: Final = ("1", "1.0", "true", "True", "TRUE")
"""What a flag that is set holds."""
PROXY: Final = (
    "The country of exploitation is a proxy: usually the country where the person was first identified or assisted."
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A column that marks a concept: set where it holds `value`, or where its list holds it."""

    concept: str
    column: str
    value: str = "1"
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """A column whose values are mapped to concepts; any other value than these and `MISSING` is unexpected."""

    column: str
    concepts: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """The columns of each dimension in a table.

    `year` is a column of years or dates. `only` keeps the rows where a column, if the table has it, holds one
    of some values. `count` is a column with the number of people of a row, of whole numbers; without it a row is one
    person. `picklists` are those of the columns that hold names or labels, lists of them where flags read them.
    `strange` are columns of choices that a picklist does not have, by dimension. `note` is added to every cell made
    from the table.
    """

    origin: str
    destination: str
    year: str | None
    values: Mapping[str, Values] = field(default_factory=dict)
    flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str | None = None
    count: str | None = None
    picklists: Mapping[str, Picklist] = field(default_factory=dict)
    strange: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """List the dimensions that the table has, in the order of `DIMENSIONS`."""
        have = {*self.values, *self.flags}
        have |= {name for name in ("origin", "destination", "year") if getattr(self, name)}
        return tuple(name for name in DIMENSIONS if name in have)

    @property
    def columns(self) -> tuple[str, ...]:
        """List the columns of the table that are read, each once."""
        flags = (flag.column for flags in self.flags.values() for flag in flags)
        values = (one.column for one in self.values.values())
        every = (self.origin, self.destination, self.year, self.count, *values, *flags, *self.only)
        return tuple(dict.fromkeys(one for one in every if one))

    def list_columns(self, by: Collection[str]) -> tuple[str, ...]:
        """List the columns that are read for some dimensions; those of the ends, the year and the count always are."""
        values = {name: one for name, one in self.values.items() if name in by}
        flags = {name: one for name, one in self.flags.items() if name in by}
        return replace(self, values=values, flags=flags).columns


def _flags(stem: str, concepts: str, **kind: object) -> tuple[Flag, ...]:
    """Read lines of `column-or-value concept`."""
    pairs = (line.split() for line in concepts.strip().splitlines())
    if "column" in kind:
        return tuple(Flag(concept, str(kind["column"]), value, is_list=True) for value, concept in pairs)
    return tuple(Flag(concept, stem + column) for column, concept in pairs)


_OTHER = "transgender-or-nonconforming"
_FORMS = """
ForcedLabour forced-labor
SexualExploit sex-trafficking
OtherExploit other-exploitation
"""
_MEANS = """
DebtBondageEarnings debt-or-earnings-control
Threats threats
AbusePsyPhySex abuse
FalsePromises false-promise
DrugsAlcohol forced-drug-use
DenyBasicNeeds denial-of-basic-needs
ExcessiveWorkHours excessive-working-hours
WithholdDocs withholding-documents
"""
_SECTORS = """
LabourAgriculture agriculture-forestry-fishing
LabourConstruction construction
LabourDomesticWork households-as-employers
LabourHospitality accommodation-and-food
"""
_SEXES = {
    **{"Woman": "female", "Man": "male", "Female": "female", "Male": "male", "Unknown": NOT_STATED},
    **dict.fromkeys(("Trans/Transgender/NonConforming", "Transgender"), _OTHER),
}
_AGES = {"0--8": "child", "9--17": "child", "09--17": "child"} | dict.fromkeys(
    ("18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"), "adult"
)


def _synthetic(stem: str) -> Layout:
    """Return the layout of the synthetic releases of 2024 and later; `stem` begins the names of sectors."""
    return Layout(
        origin="citizenship",
        destination="CountryOfExploitation",
        year="yearOfRegistration",
        values={
            "sex": Values("gender", _SEXES),
            "age-group": Values("ageBroad", _AGES),
        },
        flags={"form": _flags("is", _FORMS), "sector": _flags(stem, _SECTORS), "means": _flags("means", _MEANS)},
        note=PROXY,
    )


_K_ANONYMIZED = Layout(
    origin="citizenship",
    destination="CountryOfExploitation",
    year="yearOfRegistration",
    values={
        "sex": Values("gender", _SEXES),
        "age-group": Values("majorityStatus", {"Adult": "adult", "Minor": "child", "Unknown": NOT_STATED}),
    },
    flags={
        "form": _flags(
            "is",
            _FORMS
            + """ForcedMarriage forced-marriage
ForcedMilitary forced-military-service
OrganRemoval organ-removal
SlaveryAndPractices slavery-or-servitude
""",
        ),
        "sector": _flags(
            "typeOf",
            _SECTORS
            + """LabourAquafarming agriculture-forestry-fishing
LabourManufacturing manufacturing
LabourMiningOrDrilling mining
LabourPeddling trade
LabourTransportation transport
""",
        ),
        "means": _flags(
            "meansOfControl",
            """
DebtBondage debt-bondage
TakesEarnings taking-earnings
RestrictsFinancialAccess restricted-financial-access
Threats threats
PsychologicalAbuse psychological-abuse
PhysicalAbuse physical-violence
SexualAbuse sexual-violence
FalsePromises false-promise
PsychoactiveSubstances forced-drug-use
RestrictsMovement confinement
RestrictsMedicalCare denial-of-medical-care
ExcessiveWorkingHours excessive-working-hours
UsesChildren use-of-children
ThreatOfLawEnforcement threat-of-deportation
WithholdsNecessities deprivation-of-necessities
WithholdsDocuments withholding-documents
""",
        ),
    },
    note=PROXY,
)

_NARROW_2021 = frozenset(f"meansOfControl{name}" for name in ("RestrictsFinancialAccess", "UsesChildren"))
_SYNTHETIC_2021 = replace(
    _synthetic("typeOf"),
    flags={
        **_synthetic("typeOf").flags,
        "means": tuple(flag for flag in _K_ANONYMIZED.flags["means"] if flag.column not in _NARROW_2021),
    },
)

_ISIC = """
A_AgricultureForestryAndFishing agriculture-forestry-fishing
B_MiningAndQuarrying mining
C_Manufacturing manufacturing
D_ElectricityGasSteamAndAirConditioningSupply energy
E_WaterSupplySewerageWasteManagement water-and-waste
F_Construction construction
G_WholesaleAndRetailTradeRepairOfMotorVehicles trade
H_TransportationAndStorage transport
I_AccommodationAndFoodServiceActivities accommodation-and-food
J_InformationAndCommunication information-and-communication
K_FinancialAndInsuranceActivities finance
L_RealEstateActivities real-estate
M_ProfessionalScientificAndTechnicalActivities professional-services
N_AdministrativeAndSupportServiceActivities administrative-services
O_PublicAdministrationAndDefence public-administration
P_Education education
Q_HumanHealthAndSocialWorkActivities health-and-social-work
R_ArtsEntertainmentAndRecreation arts-and-recreation
S_OtherServiceActivities other-services
T_ActivitiesOfHouseholdsAsEmployers households-as-employers
U_ActivitiesOfExtraterritorialOrganizations extraterritorial-organizations
"""

_STATUSES = ("ActualVictimOfTrafficking", "PossibleVictimOfTrafficking", "NotAVictimOfTrafficking")
_INDUSTRY_LABELS = {
    "Water supply; sewerage, waste management and remediation": "E_WaterSupplySewerageWasteManagement",
    "Wholesale and retail trade; repair of motor vehicles and motorcycles": (
        "G_WholesaleAndRetailTradeRepairOfMotorVehicles"
    ),
    "Public administration and defence; compulsory social security": "O_PublicAdministrationAndDefence",
    "Activities of households as employers; undifferentiated goods- and services- producing activities of households "
    "for own use": "T_ActivitiesOfHouseholdsAsEmployers",
    "Activities of extraterritorial organizations and bodies": "U_ActivitiesOfExtraterritorialOrganizations",
}

_HTCDS = Layout(
    origin="prs_Citizenship",
    destination="hte_Country",
    year="hte_Date",
    values={
        "sex": Values(
            "prs_Gender",
            {"Feminine": "female", "Masculine": "male", "NonSpecifiedUnknown": NOT_STATED}
            | {"Not Specified/Unknown": NOT_STATED}
            | dict.fromkeys(("TransgenderFeminine", "TransgenderMasculine", "NonConforming"), _OTHER),
        )
    },
    flags={
        "form": _flags(
            "",
            """
ForcedLabour forced-labor
SexualExploitation sex-trafficking
ChildLabour forced-child-labor
ForcedMarriage forced-marriage
Servitude slavery-or-servitude
ForcedMilitaryByNonStateActors forced-military-service
OrganRemoval organ-removal
ForcedBegging forced-begging
ForcedAdoption forced-adoption
Surrogacy surrogacy-and-egg-trade-exploitation
ForcedCriminality forced-criminality
Other other-exploitation
""",
            column="vic_TypeOfExploitation",
        ),
        "sector": _flags("", _ISIC, column="vic_ForcedLabourIndustry"),
        "means": _flags(
            "",
            """
PhysicalThreats threat-of-harm
ThreatsLawEnforcement threat-of-deportation
ThreatensChildrenFamily threat-to-family
DebtBondage debt-bondage
FalsePromises false-promise
PhysicalAbuse physical-violence
SexualAbuse sexual-violence
TakesEarnings taking-earnings
RestrictsFinancialAccess restricted-financial-access
RestrictsMedicalCare denial-of-medical-care
RestrictsMovement confinement
WithholdsNecessities deprivation-of-necessities
PsychologicalAbuse psychological-abuse
PsychoactiveSubstance forced-drug-use
ExcessiveWorkingHours excessive-working-hours
UsesChildren use-of-children
WithholdsDocuments withholding-documents
""",
            column="vic_MethodsOfControl",
        ),
    },
    only={
        "hte_Type": ("Exploitation",),
        "vic_TraffickingStatus": _STATUSES[:2],
    },
)
_HTCDS = replace(
    _HTCDS,
    picklists={
        "hte_Type": Picklist(("Recruitment", "Transit", "Exploitation")),
        "vic_TraffickingStatus": Picklist(_STATUSES),
        "vic_TypeOfExploitation": Picklist(flag.value for flag in _HTCDS.flags["form"]),
        "vic_ForcedLabourIndustry": Picklist((flag.value for flag in _HTCDS.flags["sector"]), _INDUSTRY_LABELS),
        "vic_MethodsOfControl": Picklist(
            (*(flag.value for flag in _HTCDS.flags["means"]), "Other"),
            {"Threats of law enforcement": "ThreatsLawEnforcement"},
        ),
    },
)

_LAYOUTS: Final[Mapping[str, Layout]] = {
    "synthetic": _synthetic("typeOf"),
    "synthetic-sectors": _synthetic("sectorOf"),
    "synthetic-2021": _SYNTHETIC_2021,
    "k-anonymized": _K_ANONYMIZED,
    "htcds-2.0": _HTCDS,
    "htcds-2.0-template": _HTCDS,
    "htcds-2.0-labels": _HTCDS,
    "edges": Layout(origin="origin", destination="destination", year="year"),
}
_OF_SUBSET: Final = ("synthetic", "synthetic-sectors", "synthetic-2021", "k-anonymized")


def get_layout(release: Release, header: tuple[str, ...]) -> Layout:
    """Return the layout of a release for a table with this header; dimensions it lacks columns for fall away.

    Of some columns of a CTDC data set, the layout is that of the release with most of these dimensions. Where there
    is no column of the origin or destination, it is empty.
    """
    if release.key == "subset":
        found = [_fit(_LAYOUTS[key], release, header) for key in _OF_SUBSET]
        return max(found, key=lambda layout: len(layout.dimensions))
    return _fit(_LAYOUTS[release.key], release, header)


def _fit(layout: Layout, release: Release, header: tuple[str, ...]) -> Layout:
    present = index_columns(header)

    def find(column: str) -> str:
        return find_spelling(present, (column, *QUESTION_LABELS.get(column, ()))) or ""

    found = release.find_columns(header)
    flags, strange = {}, {}
    for key, every in layout.flags.items():
        if all(find(flag.column) for flag in every):
            flags[key] = tuple(replace(flag, column=find(flag.column)) for flag in every)
        elif every[0].is_list and (choices := find_choices(header, every[0].column)):
            flags[key], strange[key] = _split_choices(every, choices, layout.picklists[every[0].column])
    return replace(
        layout,
        origin=found.get(layout.origin) or find(layout.origin),
        destination=found.get(layout.destination) or find(layout.destination),
        year=(find(layout.year) or None) if layout.year else None,
        values={
            key: Values(find(one.column), Concepts(one.concepts))
            for key, one in layout.values.items()
            if find(one.column)
        },
        flags={key: one for key, one in flags.items() if one},
        strange=strange,
        only={find(column): values for column, values in layout.only.items() if find(column)},
        picklists={find(column): one for column, one in layout.picklists.items() if find(column)},
    )


def _split_choices(
    flags: tuple[Flag, ...], choices: Mapping[str, str], picklist: Picklist
) -> tuple[tuple[Flag, ...], tuple[str, ...]]:
    """Return the flags of a list whose choices have a column each, and the columns of choices that it does not have."""
    names = {column: picklist.find(choice) for column, choice in choices.items()}
    found = (Flag(flag.concept, column) for flag in flags for column, name in names.items() if name == flag.value)
    return tuple(found), tuple(column for column, name in names.items() if name is None)
