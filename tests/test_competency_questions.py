"""Each competency question is answered from the shipped data as expected, every row with its evidence.

The keys are those of the questions that the graph was made for; the expected answers were read in the documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from survivorgraph.store.answers import Answer, Value, shorten_iris
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.questions import get_question, list_questions

DIGESTS = re.compile(r"[0-9a-f]{64}( [0-9a-f]{64})*")
HOSTS = ["Burma", "Cambodia", "Ghana", "Laos", "Malaysia", "Philippines", "Türkiye"]


@pytest.fixture(scope="module")
def dataset(built: Path) -> Dataset:
    return open_dataset(built)


def column(answer: Answer, name: str) -> list[Value]:
    """Return the different values of a column, sorted, IRIs in short."""
    return sorted({shorten_iris(v) if isinstance(v, str) else v for v in answer.get_column(name)}, key=str)


def gather(answer: Answer, key: str, *columns: str) -> dict[Value, list[object]]:
    """Return what stands in the columns for each value of the key, in order, concepts by their key."""
    found: dict[Value, list[object]] = defaultdict(list)
    for row in answer:
        values = [v.rsplit("/", 1)[-1] if isinstance(v, str) and "/concept/" in v else v for v in map(row.get, columns)]
        found[row[key]].append(values[0] if len(values) == 1 else tuple(values))
    return dict(found)


@pytest.mark.parametrize("key", sorted(key for question in list_questions() for key in question.answers))
def test_every_row_of_an_answer_has_evidence_that_stands_in_the_data(key: str, dataset: Dataset) -> None:
    answer = dataset.ask(key)
    assert len(answer)
    assert answer.columns == get_question(key).columns
    known = set(dataset.rows("SELECT DISTINCT ?hash { ?digest sg:sha256 ?hash }").get_column("hash"))
    sections = set(dataset.rows("SELECT DISTINCT ?section { ?section a sg:Section }").get_column("section"))
    for row in answer:
        assert DIGESTS.fullmatch(str(row["digest"]))
        assert set(str(row["digest"]).split()) <= known
        assert set(str(row["section"]).split()) <= sections
        assert str(row["source"]).startswith("https://w3id.org/survivorgraph/id/source/")


NAMES = {
    "S01": ["Jamshid", "Sonith", "unnamed woman from the Philippines held in Sihanoukville"],
    "S04": ["Abbey", "Feba", "Kali", "Miriam", "Neema", "Yihana"],
    "S06": ["Kali", "Yihana"],
    "S08": ["Feba", "Rafi", "Renato"],
    "P01": ["Amazon", "British Telecommunications", "Microsoft", "Salesforce"],
    "P02": ["Global Business Coalition Against Human Trafficking", "RESPECT Initiative", "UN Global Compact"],
}
COUNTRIES = {
    "S12": ["Philippines", "Uzbekistan", "Venezuela"],
    "C01": HOSTS,
    "C03": ["Cambodia", "Laos", "Malaysia", "Philippines", "Türkiye"],
    "T02": ["Burma", "Cambodia"],
    "T03": [
        "Afghanistan", "Burma", "China", "Cuba", "Eritrea", "Iran", "North Korea", "Russia", "South Sudan", "Syria",
        "Turkmenistan",
    ],
    "T04": ["Egypt", "Eritrea", "Libya", "Rwanda", "Türkiye"],
    "P05": ["Burma", "Cambodia", "Malaysia", "Nepal", "Thailand"],
    "P06": [
        "Bulgaria", "Cambodia", "Greece", "Mexico", "South Africa", "Spain", "Thailand", "United Kingdom",
        "United States",
    ],
}  # fmt: skip


@pytest.mark.parametrize("key", NAMES)
def test_the_names_of_an_answer(key: str, dataset: Dataset) -> None:
    assert column(dataset.ask(key), "name") == NAMES[key]


@pytest.mark.parametrize("key", COUNTRIES)
def test_the_countries_of_an_answer(key: str, dataset: Dataset) -> None:
    assert column(dataset.ask(key), "country") == COUNTRIES[key]


# Stories


def test_s02_the_route_leads_there_and_back_in_order(dataset: Dataset) -> None:
    legs = list(dataset.ask("S02"))
    countries = [legs[0]["departureCountry"], *(leg["arrivalCountry"] for leg in legs)]
    assert countries == ["Uzbekistan", "Thailand", "Burma", "Thailand", "Uzbekistan"]
    assert [leg["order"] for leg in legs] == [1, 2, 3, 4]
    stages = [str(leg["stage"]).rpartition("/")[2] for leg in legs]
    assert stages == ["transit", "exploitation", "return", "return"], "a return is not a trafficking leg"


def test_s03_a_heading_is_not_a_route(dataset: Dataset) -> None:
    answer = dataset.ask("S03")
    assert gather(answer, "name", "originName", "transitName") == {"Sonith": [("Philippines", "Thailand")]}


def test_s04_what_is_inferred_is_marked(dataset: Dataset) -> None:
    certainty = gather(dataset.ask("S04"), "name", "certainty")
    assert certainty["Yihana"] == ["inferred"]
    assert certainty["Kali"] == ["stated"]


def test_s05_forms_follow_each_other_in_the_order_of_the_story(dataset: Dataset) -> None:
    assert gather(dataset.ask("S05"), "name", "form") == {
        "Neema": ["forced-begging", "domestic-servitude"],
        "Miriam": ["domestic-servitude", "child-sex-trafficking"],
        "Yihana": ["domestic-servitude", "sex-trafficking"],
    }


def test_s07_a_teenager_is_ambiguous(dataset: Dataset) -> None:
    certainty = gather(dataset.ask("S07"), "name", "certainty")
    assert {name for name, said in certainty.items() if said == ["ambiguous"]} == {"Alexia"}
    assert sorted(map(str, certainty.keys() - {"Alexia"})) == ["Abbey", "Daria", "Miriam", "Neema", "Rafi"]


def test_s09_a_journey_by_way_of_india(dataset: Dataset) -> None:
    answer = dataset.ask("S09")
    columns = ("name", "originName", "transitName", "destinationName")
    assert [tuple(row[name] for name in columns) for row in answer] == [("Feba", "Nepal", "India", "Kuwait")]


def test_s10_sums_of_money_and_what_for(dataset: Dataset) -> None:
    assert gather(dataset.ask("S10"), "name", "amount", "currency", "purpose") == {
        "Alexia": [(Decimal(215), "USD", "sale-price")],
        "Jamshid": [(Decimal(3000), "USD", "price-of-freedom")],
    }


def test_s11_who_helped(dataset: Dataset) -> None:
    assert gather(dataset.ask("S11"), "name", "helper") == {
        "Jamshid": ["international-organization"],
        "Adanna": ["government-agency", "anti-trafficking-organization"],
        "Yihana": ["ngo"],
        "Feba": ["anti-trafficking-organization"],
        "Ariela": ["police", "local-organization"],
        "Alexia": ["law-enforcement", "ngo"],
        "Miriam": ["police", "non-profit-organization"],
        "Daria": ["police"],
        "Salomao": ["healthcare-worker", "social-worker"],
        "Kali": ["private-individual"],
        "Neema": ["police", "shelter"],
    }


# Patterns, tiers, figures and law


def test_c02_recruitment_countries_are_counted_and_not_paired(dataset: Dataset) -> None:
    assert dataset.ask("C02").get_column("countries") == [35]
    assert len(dataset.ask("corridors")) < 35


def test_c04_who_brought_people_home(dataset: Dataset) -> None:
    (row,) = dataset.ask("C04")
    assert (row["government"], row["country"], row["year"]) == ("Government of Taiwan", "Cambodia", 2022)
    assert (row["people"], shorten_iris(str(row["bound"]))) == (None, "bound:hundreds")


def test_c05_survivors_and_the_countries_they_came_from(dataset: Dataset) -> None:
    assert gather(dataset.ask("C05"), "measure", "value", "bound") == {
        "https://w3id.org/survivorgraph/concept/measure/survivors-assisted": [(60, "more-than")],
        "https://w3id.org/survivorgraph/concept/measure/countries-of-origin": [(7, "exact")],
    }


def test_t01_countries_in_each_tier(dataset: Dataset) -> None:
    assert gather(dataset.ask("T01"), "name", "countries") == {
        "Tier 1": [30],
        "Tier 2": [105],
        "Tier 2 Watch List": [26],
        "Tier 3": [24],
        "Special Case": [3],
    }


def test_t03_none_of_them_is_elsewhere_than_on_tier_3(dataset: Dataset) -> None:
    assert set(dataset.ask("T03").get_column("onTier3")) == {True}


def test_l01_victims_by_year(dataset: Dataset) -> None:
    assert gather(dataset.ask("L01"), "year", "victims", "laborVictims") == {
        2016: [(68453, 17465)],
        2017: [(96960, 23906)],
        2018: [(85613, 11009)],
        2019: [(118932, 13875)],
        2020: [(109216, 14448)],
        2021: [(90354, 21219)],
        2022: [(115324, 24340)],
    }


def test_l02_the_regions_add_up(dataset: Dataset) -> None:
    (row,) = dataset.ask("L02")
    assert (row["global"], row["sumOfRegions"], row["difference"]) == (15159, 15159, 0)


def test_l03_the_share_of_labor_trafficking(dataset: Dataset) -> None:
    assert dataset.ask("L03").get_column("share") == [Decimal("0.176")]


def test_v01_new_parties(dataset: Dataset) -> None:
    assert gather(dataset.ask("V01"), "country", "year") == {"Andorra": [2022], "Pakistan": [2022], "Bhutan": [2023]}


def test_v02_a_date_of_entry_into_force(dataset: Dataset) -> None:
    assert dataset.ask("V02").get_column("date") == ["2024-02-28"]


def test_v03_sources_disagree_and_both_stay(dataset: Dataset) -> None:
    assert gather(dataset.ask("V03"), "source", "value", "bound") == {
        "https://w3id.org/survivorgraph/id/source/overview-article": [(177, "exact")],
        "https://w3id.org/survivorgraph/id/source/tip-2023": [(180, "more-than")],
    }


def test_o01_documents_before_2005(dataset: Dataset) -> None:
    answer = dataset.ask("O01")
    expected = {"asean", "commit", "ecowas", "osce", "bali-process", "nato"}
    assert expected <= {str(iri).rpartition("/")[2] for iri in answer.get_column("organization")}
    assert all(isinstance(year, int) and year < 2005 for year in answer.get_column("year"))


# Organizations, partnerships and people


def test_p03_partners_are_direct_or_by_way_of_a_membership(dataset: Dataset) -> None:
    through = gather(dataset.ask("P03"), "name", "through")
    direct = {name for name, ways in through.items() if None in ways}
    assert {
        "Tech Against Trafficking", "Microsoft", "British Telecommunications", "Salesforce", "Amazon",
        "Babson College Initiative on Human Trafficking", "Global Initiative Against Transnational Organized Crime",
        "Quizrr", "Government of Niger",
    } <= direct  # fmt: skip
    for name in ("Global Business Coalition Against Human Trafficking", "UN Global Compact"):
        assert through[name] == ["RESPECT Initiative"]


def test_p04_who_secured_a_return(dataset: Dataset) -> None:
    keys = {str(iri).rpartition("/")[2] for iri in dataset.ask("P04").get_column("organization")}
    assert keys == {
        "center-for-human-trafficking-research-and-outreach", "free-the-slaves", "authorities-in-senegal", "naptip",
    }  # fmt: skip


def test_p07_who_trained_together_and_how_many(dataset: Dataset) -> None:
    answer = dataset.ask("P07")
    assert column(answer, "partner") == [
        "Homeland Security Investigations",
        "OAG Human Trafficking Litigation Department",
    ]
    assert set(answer.get_column("trained")) == {26}


def test_h01_heroes_and_their_countries(dataset: Dataset) -> None:
    assert gather(dataset.ask("H01"), "name", "inCountry") == {
        "Pureza Lopes Loyola": ["Brazil"],
        "Mech Dara": ["Cambodia"],
        "Basim Abdulrazzaq Jebur": ["Iraq"],
        "Iman Al Sailawi": ["Iraq"],
        "Zaheer Ahmed": ["Pakistan"],
        "Paola Hittscher": ["Peru"],
        "Eumelis Moya Goitte": ["Venezuela"],
        "R. Evon Benson-Idahosa": ["Nigeria"],
    }


def test_x01_corridors_and_the_partnerships_that_touch_one_end(dataset: Dataset) -> None:
    answer = dataset.ask("X01")
    corridors = {row[0] for row in dataset.ask("corridors").rows}
    uncovered = {row["corridor"] for row in answer}
    assert uncovered <= corridors
    assert {shorten_iris(str(one)) for one in corridors - uncovered} == {"corridor:NGA-SEN"}, (
        "only for the return from Senegal does a partnership join both ends"
    )
    for row in answer:
        assert (row["partnership"] is None) == (row["end"] is None) == (not row["partnershipDigest"])
    ends = gather(answer, "originName", "end", "partnershipName")
    assert ("origin", "Approval for the return of 19 women and children from Senegal to Nigeria") in ends["Nigeria"]
    assert ends["Ghana"] == [(None, None)]


# The general questions


def test_a_parameter_narrows_an_answer(dataset: Dataset) -> None:
    for name, params in {
        "people-in-a-public-role": {"country": "Iraq", "role": "practitioner"},
        "organizations-in-a-country": {"country": "Thailand", "service": "legal-aid"},
        "actions": {"country": "Greece", "kind": "service-provision"},
        "tier-of-a-country": {"country": "Türkiye"},
        "outcomes-of-stories": {"story": "Jamshid", "outcome": "recovery"},
        "facts-of-a-source": {"from": "resource-list"},
    }.items():
        question = get_question(name)
        required = {one.name for one in question.params if one.is_required}
        narrow = dataset.ask(question, **params)
        wide = dataset.ask(question, **{key: value for key, value in params.items() if key in required})
        assert len(narrow) > 0
        assert len(narrow) < len(wide) or set(params) == required


def test_the_evidence_of_a_story_is_that_of_its_parts(dataset: Dataset) -> None:
    answer = dataset.ask("evidence-of-a-resource", resource="story/jamshid")
    kinds = {shorten_iris(str(iri)) for iri in answer.get_column("class")}
    assert {"sg:Origin", "sg:Leg", "sg:Exploitation", "sg:Payment"} <= kinds
    assert {shorten_iris(str(iri)) for iri in answer.get_column("section")} == {"section:tip-2023-box-jamshid"}


def test_durations_are_those_that_the_stories_give(dataset: Dataset) -> None:
    assert gather(dataset.ask("durations-in-stories"), "name", "duration", "bound", "hoursPerDay", "hoursBound") == {
        "Abbey": [("P14Y", "nearly", None, None)],
        "Adanna": [("P1Y", "exact", None, None)],
        "Feba": [("P4Y", "exact", None, None)],
        "Kali": [(None, None, 18, "exact")],
        "Neema": [("P6Y", "exact", None, None)],
        "Salomao": [("P40Y", "exact", None, None)],
        "Sonith": [("P1Y", "exact", 16, "up-to")],
    }


def test_the_steps_of_a_country_to_a_treaty_are_in_order(dataset: Dataset) -> None:
    found = dataset.ask("treaty-actions", country="China", instrument="ilo-convention-29")
    assert gather(found, "name", "kind", "year", "date") == {
        "Forced Labour Convention (ILO C29)": [
            ("ratification", 2022, None),
            ("entry-into-force", 2023, "2023-08-12"),
        ]
    }


def test_a_means_is_counted_once_a_story(dataset: Dataset) -> None:
    counted = dict(zip(*map(dataset.ask("means-in-stories").get_column, ("means", "stories")), strict=True))
    for means in ("withholding-documents", "confinement"):
        iri = f"https://w3id.org/survivorgraph/concept/means/{means}"
        stories = {row["story"] for row in dataset.ask("stories-of-a-means", means=means) if row["used"] == iri}
        assert counted[iri] == len(stories) > 0


# Asked of imported data sets, of which none is shipped.
IMPORTED = {"corridors-in-numbers", "largest-corridors-into-a-tier"}
FIGURES = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
KHM,Cambodia,Asia,Eastern,Detected trafficking victims,by citizenship,Philippines,Total,Total,2021,Counts,12,CTS
KHM,Cambodia,Asia,Eastern,Detected trafficking victims,by citizenship,Philippines,Total,Total,2022,Counts,<5,CTS
KHM,Cambodia,Asia,Eastern,Detected trafficking victims,by citizenship,Kenya,Total,Total,2022,Counts,7,CTS
ESP,Spain,Europe,Southern,Detected trafficking victims,by citizenship,Kenya,Total,Total,2022,Counts,90,CTS
"""


@pytest.fixture(scope="module")
def with_figures(built: Path, make_figures: Callable[..., Path]) -> Dataset:
    """Return the shipped graph with figures that nobody counted."""
    return open_dataset(make_figures(built, FIGURES))


def test_imported_corridors_stand_beside_the_stories(dataset: Dataset, with_figures: Dataset) -> None:
    found = with_figures.ask("corridors-in-numbers", origin="Philippines")
    assert gather(found, "year", "least", "most", "stories") == {
        2021: [(12, 12, 1)],
        2022: [(0, 4, 1)],
        None: [(12, 16, 1)],
    }
    assert {row["destinationName"] for row in found} == {"Cambodia"}
    assert all(DIGESTS.fullmatch(str(row["digest"])) for row in found)
    assert not len(dataset.ask("corridors-in-numbers"))


def test_the_largest_imported_corridors_into_a_tier_say_which_of_them_has_a_story(with_figures: Dataset) -> None:
    found = with_figures.ask("largest-corridors-into-a-tier")
    assert [
        (row["originName"], row["destinationName"], row["least"], row["most"], row["stories"]) for row in found
    ] == [
        ("Philippines", "Cambodia", 12, 16, 1),
        ("Kenya", "Cambodia", 7, 7, 0),
    ]
    assert all(DIGESTS.fullmatch(str(row["digest"])) for row in found)


def test_every_named_question_has_an_answer(dataset: Dataset) -> None:
    given = {"organization": "iom", "country": "Thailand", "resource": "organization/a21", "from": "tip-2023"}
    for question in list_questions():
        if question.name in IMPORTED:
            continue
        key = next(iter(question.answers), question.name)
        asked = get_question(key)
        params = {one.name: given[one.name] for one in asked.params if one.is_required}
        assert len(dataset.ask(asked, **params)), question.name
