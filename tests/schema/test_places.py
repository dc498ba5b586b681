"""Names resolve exactly, to the right place, or not at all."""

import pytest

from survivorgraph.errors import UnknownPlaceError
from survivorgraph.schema.places import Gazetteer, Territory, read_gazetteer

# The 188 names of the tier tables of tip-2023, each after its ISO alpha-3 code (XKX: Kosovo).
TIER_TABLE_NAMES = """
ABW ARUBA; AFG AFGHANISTAN; AGO ANGOLA; ALB ALBANIA; ARE UNITED ARAB EMIRATES; ARG ARGENTINA; ARM ARMENIA;
ATG ANTIGUA AND BARBUDA; AUS AUSTRALIA; AUT AUSTRIA; AZE AZERBAIJAN; BDI BURUNDI; BEL BELGIUM; BEN BENIN;
BFA BURKINA FASO; BGD BANGLADESH; BGR BULGARIA; BHR BAHRAIN; BHS BAHAMAS, THE; BIH BOSNIA AND HERZEGOVINA;
BLR BELARUS; BLZ BELIZE; BOL BOLIVIA; BRA BRAZIL; BRB BARBADOS; BRN BRUNEI; BTN BHUTAN; BWA BOTSWANA;
CAF CENTRAL AFRICAN REPUBLIC; CAN CANADA; CHE SWITZERLAND; CHL CHILE; CHN CHINA, PEOPLE'S REPUBLIC OF;
CIV CÔTE D'IVOIRE; CMR CAMEROON; COD CONGO, DEMOCRATIC REPUBLIC OF THE; COG CONGO, REPUBLIC OF THE;
COL COLOMBIA; COM COMOROS; CPV CABO VERDE; CRI COSTA RICA; CUB CUBA; CUW CURAÇAO; CYP CYPRUS;
CZE CZECH REPUBLIC (CZECHIA); DEU GERMANY; DJI DJIBOUTI; DNK DENMARK; DOM DOMINICAN REPUBLIC; DZA ALGERIA;
ECU ECUADOR; EGY EGYPT; ERI ERITREA; ESP SPAIN; EST ESTONIA; ETH ETHIOPIA; FIN FINLAND; FJI FIJI;
FRA FRANCE; FSM MICRONESIA, FEDERATED STATES OF; GAB GABON; GBR UNITED KINGDOM; GEO GEORGIA; GHA GHANA;
GIN GUINEA; GMB GAMBIA, THE; GNB GUINEA-BISSAU; GNQ EQUATORIAL GUINEA; GRC GREECE; GTM GUATEMALA;
GUY GUYANA; HKG HONG KONG S.A.R.; HND HONDURAS; HRV CROATIA; HTI HAITI; HUN HUNGARY; IDN INDONESIA;
IND INDIA; IRL IRELAND; IRN IRAN; IRQ IRAQ; ISL ICELAND; ISR ISRAEL; ITA ITALY; JAM JAMAICA; JOR JORDAN;
JPN JAPAN; KAZ KAZAKHSTAN; KEN KENYA; KGZ KYRGYZSTAN; KHM CAMBODIA; KOR KOREA, REPUBLIC OF; KWT KUWAIT;
LAO LAOS; LBN LEBANON; LBR LIBERIA; LBY LIBYA; LCA SAINT LUCIA; LKA SRI LANKA; LSO LESOTHO; LTU LITHUANIA;
LUX LUXEMBOURG; LVA LATVIA; MAC MACAU S.A.R.; MAR MOROCCO; MDA MOLDOVA; MDG MADAGASCAR; MDV MALDIVES;
MEX MEXICO; MHL MARSHALL ISLANDS; MKD NORTH MACEDONIA; MLI MALI; MLT MALTA; MMR BURMA; MNE MONTENEGRO;
MNG MONGOLIA; MOZ MOZAMBIQUE; MRT MAURITANIA; MUS MAURITIUS; MWI MALAWI; MYS MALAYSIA; NAM NAMIBIA;
NER NIGER; NGA NIGERIA; NIC NICARAGUA; NLD NETHERLANDS; NOR NORWAY; NPL NEPAL; NZL NEW ZEALAND; OMN OMAN;
PAK PAKISTAN; PAN PANAMA; PER PERU; PHL PHILIPPINES; PLW PALAU; PNG PAPUA NEW GUINEA; POL POLAND;
PRK KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF; PRT PORTUGAL; PRY PARAGUAY; QAT QATAR; ROU ROMANIA; RUS RUSSIA;
RWA RWANDA; SAU SAUDI ARABIA; SDN SUDAN; SEN SENEGAL; SGP SINGAPORE; SLB SOLOMON ISLANDS; SLE SIERRA LEONE;
SLV EL SALVADOR; SOM SOMALIA; SRB SERBIA; SSD SOUTH SUDAN; SUR SURINAME; SVK SLOVAKIA; SVN SLOVENIA;
SWE SWEDEN; SWZ ESWATINI; SXM SINT MAARTEN; SYC SEYCHELLES; SYR SYRIA; TCD CHAD; TGO TOGO; THA THAILAND;
TJK TAJIKISTAN; TKM TURKMENISTAN; TLS TIMOR-LESTE; TON TONGA; TTO TRINIDAD AND TOBAGO; TUN TUNISIA;
TUR TÜRKIYE (TURKEY); TWN TAIWAN; TZA TANZANIA; UGA UGANDA; UKR UKRAINE; URY URUGUAY;
USA UNITED STATES OF AMERICA; UZB UZBEKISTAN; VCT ST. VINCENT AND THE GRENADINES; VEN VENEZUELA;
VNM VIETNAM; VUT VANUATU; XKX KOSOVO; YEM YEMEN; ZAF SOUTH AFRICA; ZMB ZAMBIA; ZWE ZIMBABWE
"""

# Names that are easily taken for one another, that changed, or that are written in many ways.
EASILY_CONFUSED_NAMES = """
NER Niger; NER NIGER; NER Republic of the Niger; NGA Nigeria; NGA Federal Republic of Nigeria;
COD Democratic Republic of the Congo; COD Congo, The Democratic Republic of the; COD DRC; COD the DRC;
COD DR Congo; COD Congo-Kinshasa; COG Republic of the Congo; COG Congo; COG Congo-Brazzaville;
PRK North Korea; PRK Democratic People's Republic of Korea; PRK DPRK; PRK Korea, North; KOR South Korea;
KOR Republic of Korea; KOR Korea, Republic of; KOR Korea, South; GIN Guinea; GIN Guinea Conakry;
GNB Guinea-Bissau; GNB Guinea Bissau; GNQ Equatorial Guinea; PNG Papua New Guinea; GUY Guyana;
GUF French Guiana; DMA Dominica; DOM Dominican Republic; DOM República Dominicana; GEO Georgia;
SGS South Georgia and the South Sandwich Islands; JOR Jordan; TCD Chad; MMR Burma; MMR Myanmar; TUR Türkiye;
TUR Turkey; TUR Turkiye; TUR TÜRKİYE; SWZ Eswatini; SWZ eSwatini; SWZ Swaziland; CZE Czechia;
CZE Czech Republic; CPV Cabo Verde; CPV Cape Verde; OMN Oman; MLI Mali; SOM Somalia; SDN Sudan;
SSD South Sudan; MRT Mauritania; MUS Mauritius; AUS Australia; AUT Austria; SVK Slovakia; SVN Slovenia;
LBY Libya; LBR Liberia; WSM Samoa; ASM American Samoa; CHN China; CHN PRC; CHN People's Republic of China;
TWN Taiwan; TWN Taiwan, Province of China; HKG Hong Kong; HKG China, Hong Kong SAR; MAC Macau; MAC Macao;
XKX Kosovo; XKX Kosovo under UNSCR 1244; SRB Serbia; MKD North Macedonia; MNE Montenegro; LAO Laos;
LAO Lao People's Democratic Republic; VNM Vietnam; VNM Viet Nam; CIV Côte d’Ivoire; CIV Cote d'Ivoire;
CIV Ivory Coast; GMB The Gambia; GMB Gambia; BHS Bahamas; ZMB Zambia; SXM Sint Maarten; MAF Saint Martin;
VIR Virgin Islands, U.S.; VGB Virgin Islands (British); GBR UK; GBR U.K.; GBR the United Kingdom; USA USA;
USA U.S.; USA United States; USA United States of America; PSE State of Palestine; VAT Holy See;
FSM Micronesia
"""

# Parts of words, demonyms, slips of the pen, names that stand for two places, names of no country.
UNRESOLVED_NAMES = """
woman; Somali; define; Romania and Bulgaria; women from Mali; Nigerian; Niger and Nigeria; Congolese; Korea;
Koreas; Virgin Islands; Georgia, United States; University of Georgia; Barcelona; Nigera; Columbia; Burmese;
Somaliland; Swasiland; Mumbai, India; us; uk; car; is; no; and; MLI; mli; TH; US citizen; Guinean; Guineas;
American; Africa; Sub-Saharan Africa; European Union; Nationals; Unknown; Abroad; Stateless;
former Yugoslavia; C�te d�Ivoire; C�TE D'IVOIRE; the; —; St.
"""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer()


def parse(table: str) -> list[tuple[str, str]]:
    entries = [entry.strip() for entry in table.split(";")]
    return [(entry[:3], entry[4:]) for entry in entries]


def names_of(territory: Territory) -> tuple[str, ...]:
    return (territory.name, *territory.aliases)


@pytest.mark.parametrize(("code", "name"), parse(TIER_TABLE_NAMES))
def test_a_name_of_the_tier_tables_resolves(gazetteer: Gazetteer, code: str, name: str) -> None:
    assert gazetteer.get_territory(name).code == code
    assert gazetteer.get_territory(name.title()).code == code


def test_the_tier_tables_name_188_territories(gazetteer: Gazetteer) -> None:
    assert len({gazetteer.get_territory(name).code for _, name in parse(TIER_TABLE_NAMES)}) == 188


@pytest.mark.parametrize(("code", "name"), parse(EASILY_CONFUSED_NAMES))
def test_a_name_stands_for_one_territory_only(gazetteer: Gazetteer, code: str, name: str) -> None:
    assert gazetteer.get_territory(name).code == code


@pytest.mark.parametrize("name", ["", *(name.strip() for name in UNRESOLVED_NAMES.split(";"))])
def test_what_is_no_name_of_a_territory_stays_unresolved(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find_territory(name) is None
    with pytest.raises(UnknownPlaceError):
        gazetteer.get_territory(name)


def test_no_name_with_a_letter_changed_resolves_to_a_neighbour(gazetteer: Gazetteer) -> None:
    for territory in gazetteer.territories.values():
        for name in names_of(territory):
            for place in range(len(name)):
                other = gazetteer.find_territory(f"{name[:place]}ж{name[place + 1 :]}")
                assert other in (None, territory), (name, place)
            assert gazetteer.find_territory(f"{name} ж") is None
            assert gazetteer.find_territory(f"wo{name}") is None


def test_every_name_of_the_table_resolves_to_its_own_row(gazetteer: Gazetteer) -> None:
    for territory in gazetteer.territories.values():
        for name in names_of(territory):
            assert gazetteer.find_territory(name) is territory, name


@pytest.mark.parametrize(
    "name", ["St. Lucia", "Saint Lucia", "st lucia", "SAINT LUCIA", " Saint\u00a0Lucia ", "ＳＴ. Lucia"]
)
def test_saint_case_and_spaces_do_not_count(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.get_territory(name).code == "LCA"


@pytest.mark.parametrize("name", ["Curaçao", "Curacao", "CURAC\u0327AO", "Cura\u00adçao"])
def test_diacritics_may_be_left_out(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.get_territory(name).code == "CUW"


def test_a_name_without_its_diacritics_is_unresolved_where_it_would_fit_two() -> None:
    cells = ("", (), "Oceania", "Polynesia", 0.0, 0.0)
    gazetteer = Gazetteer(
        [Territory("QAA", "QA", "", "Möru", *cells[1:]), Territory("QAB", "QB", "", "Moru̯", *cells[1:])]
    )
    assert gazetteer.get_territory("Möru").code == "QAA"
    assert gazetteer.find_territory("Moru") is None


def test_an_abbreviation_resolves_in_capitals_only(gazetteer: Gazetteer) -> None:
    for name in ("US", "U.S.", "U. S.", "the US", "THE US"):
        assert gazetteer.get_territory(name).code == "USA"
    assert gazetteer.find_territory("us") is None
    assert gazetteer.get_territory("CAR").code == "CAF"
    assert gazetteer.find_territory("Car") is None


def test_a_code_is_found_as_a_code_and_not_as_a_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_territory_by_code("THA") is gazetteer.find_territory_by_code("TH")
    assert gazetteer.find_territory_by_code("THA") is gazetteer.territories["THA"]
    assert gazetteer.find_territory_by_code("tha") is None
    assert gazetteer.find_territory_by_code("") is None
    assert gazetteer.find_territory("THA") is None


def test_an_unknown_name_is_answered_with_names_near_it_as_a_hint(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        gazetteer.get_territory("Nigera")
    assert {"Niger", "Nigeria"} <= set(caught.value.near)
    with pytest.raises(UnknownPlaceError) as caught:
        gazetteer.get_territory("Korea")
    assert caught.value.near[:2] == ("South Korea", "North Korea")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ken-nairobi", "Nairobi, Kenya"),
        ("bol-santa-cruz", "Santa Cruz, Bolivia"),
        ("bol-santa-cruz", "Santa Cruz de la Sierra, Bolivia (Plurinational State of)"),
        ("bra-brasilia", "Brasilia, Brazil"),
        ("khm-sihanoukville", "SIHANOUKVILLE, CAMBODIA"),
        ("lao-golden-triangle-special-economic-zone", "Golden Triangle Special Economic Zone, Bokeo, Laos"),
        ("nga-edo", "Edo State, Nigeria"),
        ("usa-texas-dallas", "Dallas, Texas, USA"),
        ("ven-bolivar", "Bolívar, Venezuela"),
        ("ven-bolivar-ciudad-guayana", "Ciudad Guayana, Venezuela"),
    ],
)
def test_a_locality_resolves_with_its_country(gazetteer: Gazetteer, key: str, name: str) -> None:
    assert gazetteer.get_locality(name).key == key
    assert gazetteer.get_place(name) is gazetteer.localities[key]


@pytest.mark.parametrize(
    "name",
    [
        "Nairobi",
        "Dallas",
        "Nairobi, Nigeria",
        "Edo State, Niger",
        "Santa Cruz, Chile",
        "Nairobi,",
        ", Kenya",
        "Kenya",
    ],
)
def test_a_locality_without_its_country_stays_unresolved(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find_locality(name) is None
    with pytest.raises(UnknownPlaceError):
        gazetteer.get_locality(name)


def test_a_place_may_be_a_territory(gazetteer: Gazetteer) -> None:
    assert gazetteer.get_place("Kenya") is gazetteer.territories["KEN"]


def test_a_locality_that_lacks_its_country_is_hinted_at_with_it(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        gazetteer.get_place("Nairobi")
    assert "Nairobi, Kenya" in caught.value.near


def test_only_localities_without_a_verifiable_point_lack_one(gazetteer: Gazetteer) -> None:
    without = {row.key for row in gazetteer.localities.values() if row.latitude is None}
    assert without == {"lao-golden-triangle-special-economic-zone", "ven-orinoco-mining-arc"}
    assert without == {row.key for row in gazetteer.localities.values() if row.geonames_id is None}


def test_a_long_text_is_nobodys_name_and_is_not_looked_up(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []
    monkeypatch.setattr("survivorgraph.schema.names.normalize_name", looked_up.append)
    monkeypatch.setattr("survivorgraph.schema.places.normalize_name", looked_up.append)
    with pytest.raises(UnknownPlaceError):
        gazetteer.get_locality("Kenya, " * 500_000)
    with pytest.raises(UnknownPlaceError):
        gazetteer.get_territory("Kenya" * 500_000)
    assert looked_up == []
