"""What the graph holds of the report's tables and legal chapters; the figures are public statistics."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest

from survivorgraph.builds.inputs import Input, read_input
from survivorgraph.reference.section_coverage import check_section_coverage, describe_coverage
from survivorgraph.schema.vocabulary import CONCEPT, GRAPH, ID, PREFIXES

YEARS = range(2016, 2023)
MEASURES = [
    "prosecutions",
    "labor-prosecutions",
    "convictions",
    "labor-convictions",
    "victims-identified",
    "labor-victims-identified",
    "new-legislation",
]
REGIONS = [
    "africa",
    "east-asia-and-pacific",
    "europe-and-eurasia",
    "near-east",
    "south-and-central-asia",
    "western-hemisphere",
]
# The report prints these; its regional tables give another sum. Both stay.
SUMS_THAT_DIFFER = {
    ("prosecutions", 2017): (17_471, 17_472),
    ("prosecutions", 2018): (11_096, 11_090),
    ("victims-identified", 2017): (96_960, 96_884),
    ("labor-convictions", 2018): (259, 318),
}
Ask = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def given() -> Input:
    return read_input()


@pytest.fixture(scope="module")
def ask(given: Input) -> Ask:
    store = pyoxigraph.Store()
    # One copy of each triple, since a label may stand in the graphs of two sources.
    store.bulk_extend(
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
        for quad in given.quads()
        if quad.graph_name.value in {GRAPH + "tip-2023", GRAPH + "ontology", GRAPH + "reference"}
    )
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

    def run(query: str) -> list[tuple[str, ...]]:
        answer = store.query(head + query)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        return [tuple(getattr(value, "value", "").rpartition("/")[2] for value in row) for row in answer]

    return run


@pytest.fixture(scope="module")
def figures(ask: Ask) -> dict[tuple[str, str, int], int]:
    rows = ask(
        "SELECT ?measure ?region ?year ?value WHERE { ?o a sg:Observation ; qb:dataSet ?table ;"
        " sg:hasMeasure ?measure ; sg:hasRegion ?region ; sg:year ?year ; sg:value ?value }"
    )
    return {(measure, region, int(year)): int(value) for measure, region, year, value in rows}


def test_every_measure_region_and_year_has_one_figure(figures: dict[tuple[str, str, int], int]) -> None:
    wanted = {(m, r, y) for m in MEASURES for r in ["global", *REGIONS] for y in YEARS}
    assert figures.keys() == wanted


def test_victims_identified_worldwide_and_how_many_of_them_for_labor(figures: dict[tuple[str, str, int], int]) -> None:
    found = {y: [figures[m, "global", y] for m in ("victims-identified", "labor-victims-identified")] for y in YEARS}
    assert found == {
        2016: [68_453, 17_465],
        2017: [96_960, 23_906],
        2018: [85_613, 11_009],
        2019: [118_932, 13_875],
        2020: [109_216, 14_448],
        2021: [90_354, 21_219],
        2022: [115_324, 24_340],
    }


def test_the_regions_add_up_to_the_global_figure_but_for_four_that_are_printed_otherwise(
    figures: dict[tuple[str, str, int], int],
) -> None:
    differ = {}
    for measure in MEASURES:
        for year in YEARS:
            printed = figures[measure, "global", year]
            added = sum(figures[measure, region, year] for region in REGIONS)
            if printed != added:
                differ[measure, year] = (printed, added)
    assert differ == SUMS_THAT_DIFFER


def test_the_note_of_the_table_names_the_four_sums(ask: Ask) -> None:
    [(note,)] = ask("SELECT ?note WHERE { ?table a sg:FigureTable ; sg:note ?note }")
    for printed, added in SUMS_THAT_DIFFER.values():
        assert f"{added} against {printed}" in note


def test_prosecutions_of_2022_add_up_and_a_sixth_is_for_labor(figures: dict[tuple[str, str, int], int]) -> None:
    assert figures["prosecutions", "global", 2022] == 15_159
    assert sum(figures["prosecutions", region, 2022] for region in REGIONS) == 15_159
    share = figures["labor-prosecutions", "global", 2022] / figures["prosecutions", "global", 2022]
    assert round(share, 3) == 0.176


@pytest.mark.parametrize("measure", ["prosecutions", "convictions", "victims-identified"])
def test_labor_figures_are_part_of_the_figures(measure: str, figures: dict[tuple[str, str, int], int]) -> None:
    for region in ["global", *REGIONS]:
        for year in YEARS:
            assert figures[f"labor-{measure}", region, year] <= figures[measure, region, year]


def test_a_region_that_the_page_does_not_name_is_inferred(ask: Ask) -> None:
    rows = ask(
        "SELECT DISTINCT ?region ?certainty WHERE { ?o qb:dataSet ?table ;"
        " sg:hasRegion ?region ; sg:hasCertainty ?certainty }"
    )
    assert dict(rows) == {"global": "stated", **dict.fromkeys(REGIONS, "inferred")}


def test_the_states_that_became_party_to_the_un_protocol_in_2022_and_2023(ask: Ask) -> None:
    rows = ask(
        "SELECT ?country ?year WHERE { ?a a sg:TreatyAction ; sg:isTakenBy/rdfs:label ?country ; sg:year ?year ;"
        f" sg:actsOn <{ID}instrument/un-tip-protocol> ; sg:hasTreatyActionKind/skos:broader"
        f" <{CONCEPT}treaty-action/consent-to-be-bound> . FILTER(?year >= 2022) }}"
    )
    assert dict(rows) == {"Andorra": "2022", "Pakistan": "2022", "Bhutan": "2023"}


def test_entries_into_force_have_their_day(ask: Ask) -> None:
    rows = ask(
        "SELECT ?country ?instrument ?date WHERE { ?a a sg:TreatyAction ; sg:isTakenBy ?country ;"
        " sg:actsOn ?instrument ; sg:date ?date }"
    )
    assert sorted(rows) == [
        ("CHN", "ilo-convention-105", "2023-08-12"),
        ("CHN", "ilo-convention-29", "2023-08-12"),
        ("ESP", "ilo-convention-189", "2024-02-28"),
        ("JPN", "ilo-convention-105", "2023-07-19"),
    ]


def test_the_entry_of_china_under_the_ilo_protocol_is_kept_out_and_that_is_said(given: Input, ask: Ask) -> None:
    rows = ask(f"SELECT ?c WHERE {{ ?a sg:actsOn <{ID}instrument/ilo-protocol-29> ; sg:isTakenBy ?c }}")
    assert rows == [("ESP",)]
    [bundle] = [each for each in given.bundles if each.source.key == "tip-2023"]
    assert "row of China" in (bundle.source.note or "")


def test_waivers_of_2022_and_the_assistance_that_they_allow(ask: Ask) -> None:
    rows = ask(
        "SELECT ?country ?kind WHERE { ?w a sg:Waiver ; sg:exemptsCountry ?country ; sg:allowsAssistance ?kind ;"
        ' sg:date "2022-10-03"^^xsd:date }'
    )
    found: dict[str, set[str]] = {}
    for country, kind in rows:
        found.setdefault(country, set()).add(kind)
    first, second = (
        {"imet", "pko", "direct-commercial-sales"},
        {"imet", "pko", "direct-commercial-sales", "section-333"},
    )
    assert found == {"CAF": first, "COD": first, "SOM": second, "YEM": second, "RUS": {"direct-commercial-sales"}}


def test_amounts_obligated_under_the_waivers(ask: Ask) -> None:
    rows = ask(
        f"SELECT ?country ?kind ?value WHERE {{ ?o sg:hasMeasure <{CONCEPT}measure/obligated-amount> ;"
        " sg:hasPlace ?country ; sg:value ?value ; sg:isAbout ?kind ; sg:fiscalYear 2023 ; sg:date ?date ."
        ' ?kind a skos:Concept . FILTER(STR(?date) = "2023-04-20") }'
    )
    assert {(country, kind): str(Decimal(value).quantize(Decimal("0.01"))) for country, kind, value in rows} == {
        ("CAF", "imet"): "159739.39",
        ("COD", "imet"): "128014.00",
        ("COD", "pko"): "142741.85",
        ("SOM", "imet"): "153250.68",
        ("SOM", "pko"): "40552358.14",
        ("SOM", "section-333"): "16735151.00",
        ("YEM", "imet"): "85427.37",
    }


def test_of_the_governments_identified_in_2022_eight_were_planned_no_assistance(ask: Ask) -> None:
    listed = ask(
        "SELECT ?c WHERE { ?l a sg:Listing ; sg:listsCountry ?c ; sg:reportYear 2022 ;"
        " sg:isOnList <https://w3id.org/survivorgraph/concept/list/cspa> }"
    )
    none = ask(
        "SELECT ?c WHERE { ?o sg:hasPlace ?c ; sg:value 0.0 ; sg:hasMeasure"
        " <https://w3id.org/survivorgraph/concept/measure/planned-assistance> }"
    )
    assert len(listed) == 12
    assert len(none) == 8
    assert {c for (c,) in listed} - {c for (c,) in none} == {"CAF", "COD", "SOM", "YEM"}


@pytest.mark.parametrize(
    ("ground", "kinds"),
    [
        ("tier/tier-3", {"foreign-assistance", "educational-and-cultural-exchange", "multilateral-loans"}),
        ("list/cspa", {"imet", "fmf", "excess-defense-articles", "pko", "direct-commercial-sales"}),
    ],
)
def test_what_a_tier_or_a_list_entails(ground: str, kinds: set[str], ask: Ask) -> None:
    rows = ask(
        "SELECT DISTINCT ?kind WHERE { ?r a sg:Restriction ; sg:restrictsAssistance ?kind ; sg:fiscalYear 2024 ;"
        f" sg:followsFrom <https://w3id.org/survivorgraph/concept/{ground}> }}"
    )
    assert {kind for (kind,) in rows} == kinds


def test_the_watch_list_has_three_rules_of_time(ask: Ask) -> None:
    rows = ask(
        "SELECT ?r WHERE { ?r a sg:Restriction ;"
        " sg:followsFrom <https://w3id.org/survivorgraph/concept/tier/tier-2-watch-list> }"
    )
    assert len(rows) == 3


def test_four_standards_and_twelve_indicia_each_with_evidence(ask: Ask) -> None:
    rows = ask(
        "SELECT DISTINCT ?number WHERE { ?d a sg:Definition ; sg:definesConcept ?standard ; sg:hasEvidence ?e ."
        " ?standard skos:notation ?number ; skos:inScheme <https://w3id.org/survivorgraph/concept/minimum-standard> }"
    )
    assert sorted(n for (n,) in rows) == sorted([*"1234", *(f"4.{number}" for number in range(1, 13))])


def test_the_articles_on_non_punishment_belong_to_their_treaties(ask: Ask) -> None:
    rows = ask(
        "SELECT ?article ?treaty WHERE { ?article a sg:Instrument ; dcterms:isPartOf ?treaty ;"
        " ^sg:describesInstrument/sg:hasEvidence/sg:standsIn/dcterms:title ?title"
        " FILTER(CONTAINS(?title, 'Non-Punishment')) }"
    )
    assert set(rows) == {
        ("coe-convention-2005-article-26", "coe-convention-2005"),
        ("asean-convention-2015-article-14-7", "asean-convention-against-trafficking-2015"),
    }


def test_no_section_is_empty_without_a_reason(given: Input) -> None:
    assert [str(problem) for problem in check_section_coverage(given.bundles, given.gazetteer)] == []


def test_the_shipped_coverage_is_that_of_the_data(given: Input) -> None:
    shipped = (Path(given.folder) / "COVERAGE.md").read_text(encoding="utf-8")
    assert shipped == describe_coverage(given.bundles, given.gazetteer), "out of date; run `make coverage`"
