"""The reference tables agree with ISO 3166 and UN M49, and a broken table is one clear error."""

from pathlib import Path

import pycountry
import pytest

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir
from survivorgraph.schema.places import Gazetteer, read_gazetteer

TABLES = data_dir() / "reference"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer()


def test_the_codes_are_those_of_iso_3166(gazetteer: Gazetteer) -> None:
    iso = {(entry.alpha_3, entry.alpha_2, entry.numeric) for entry in pycountry.countries}
    table = {(row.code, row.alpha2, row.numeric) for row in gazetteer.territories.values()}
    assert table - iso == {("XKX", "XK", "")}
    assert iso - table == set()


def test_every_iso_name_resolves_to_its_code(gazetteer: Gazetteer) -> None:
    for entry in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            name = getattr(entry, field, None)
            if name:
                assert gazetteer.get_territory(name).code == entry.alpha_3


def test_regions_are_those_of_un_m49(gazetteer: Gazetteer) -> None:
    subregions: dict[str, set[str]] = {}
    for territory in gazetteer.territories.values():
        subregions.setdefault(territory.region, set()).add(territory.subregion)
    assert subregions == {
        "Africa": {"Northern Africa", "Sub-Saharan Africa"},
        "Americas": {"Latin America and the Caribbean", "Northern America"},
        "Antarctica": {"Antarctica"},
        "Asia": {"Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia", "Western Asia"},
        "Europe": {"Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe"},
        "Oceania": {"Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"},
    }


@pytest.mark.parametrize(
    ("code", "south", "north", "west", "east"),
    [
        ("USA", 25, 49, -125, -67),
        ("FRA", 42, 51, -5, 9),
        ("NOR", 58, 71, 5, 31),
        ("FJI", -19, -16, 176, 180),
        ("KIR", -12, 5, -175, -150),
        ("RUS", 42, 78, 28, 180),
        ("NZL", -47, -34, 166, 179),
        ("REU", -22, -20, 55, 56),
        ("GUF", 2, 6, -55, -51),
    ],
)
def test_a_representative_point_lies_where_the_territory_lies(
    gazetteer: Gazetteer, code: str, south: int, north: int, west: int, east: int
) -> None:
    territory = gazetteer.territories[code]
    assert south < territory.latitude < north
    assert west < territory.longitude < east


@pytest.mark.parametrize("table", ["territories.csv", "localities.csv"])
def test_a_table_is_sorted_and_ends_its_lines_with_a_newline(table: str) -> None:
    text = (TABLES / table).read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    keys = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert keys == sorted(keys)


TERRITORY_HEADER = "code,alpha2,numeric,name,aliases,region,subregion,latitude,longitude"
LOCALITY_HEADER = "key,name,country,kind,aliases,geonames_id,latitude,longitude"
ALPHA = "QAA,QA,,Alphaland,Alpha | Alfa | Old Alpha,Europe,Northern Europe,10.5,-20"
BETA = "QAB,QB,,Betaland,,Europe,Northern Europe,0,0"
TOWN = "qaa-town,Town,QAA,city,,12,10,20"


def write_tables(folder: Path, territories: list[str], localities: list[str]) -> Path:
    (folder / "territories.csv").write_text("\n".join(territories) + "\n", encoding="utf-8")
    (folder / "localities.csv").write_text("\n".join(localities) + "\n", encoding="utf-8")
    return folder


def test_tables_of_another_folder_can_be_read(tmp_path: Path) -> None:
    folder = write_tables(tmp_path, [TERRITORY_HEADER, BETA, ALPHA], [LOCALITY_HEADER, TOWN])
    gazetteer = read_gazetteer(folder)
    assert list(gazetteer.territories) == ["QAA", "QAB"]
    assert gazetteer.get_territory("old alpha").aliases == ("Alpha", "Alfa", "Old Alpha")
    assert gazetteer.get_locality("Town, Alphaland").geonames_id == 12


@pytest.mark.parametrize(
    ("rows", "line", "field", "words"),
    [
        ([BETA, "QAB,QC,,Gamma,,Europe,Northern Europe,0,0"], 3, "code", "is a duplicate of line 2"),
        ([BETA, "QAC,QB,,Gamma,,Europe,Northern Europe,0,0"], 3, "alpha2", "is a duplicate of line 2"),
        (
            [ALPHA, BETA, "QAC,QC,,ALPHA,,Europe,Northern Europe,0,0"],
            4,
            "name",
            "already names another place",
        ),
        ([ALPHA, "QAC,QC,,Gamma,G | the alpha,Europe,Northern Europe,0,0"], 3, "aliases", "in line 2"),
        ([ALPHA, BETA, "QAC,QC,,Gamma,ALFA,Europe,Northern Europe,0,0"], 4, "aliases", "in line 2"),
        ([ALPHA, "qac,QC,,Gamma,,Europe,Northern Europe,0,0"], 3, "code", "three capital letters"),
        ([ALPHA, "QAC,QC,7,Gamma,,Europe,Northern Europe,0,0"], 3, "numeric", "three digits"),
        ([ALPHA, "QAC,QC,,,,Europe,Northern Europe,0,0"], 3, "name", "not a text"),
        ([ALPHA, "QAC,QC,,Gamma,G |,Europe,Northern Europe,0,0"], 3, "aliases", "alias is empty"),
        ([ALPHA, "QAC,QC,,Gamma,,Europe,Northern Europe,north,0"], 3, "latitude", "not a number of degrees"),
        ([ALPHA, "QAC,QC,,Gamma,,Europe,Northern Europe,91,0"], 3, "latitude", "from -90 to 90"),
        ([ALPHA, "QAC,QC,,Gamma,,Europe,Northern Europe,0,nan"], 3, "longitude", "from -180 to 180"),
        ([ALPHA, "QAC,QC,,Gamma, the,,Europe,Northern Europe,0,0"], 3, "", "10 cells where 9 are expected"),
        ([ALPHA, 'QAC,QC,,"Gamma,,Europe,Northern Europe,0,0'], 3, "", "not a CSV row"),
        ([ALPHA, ""], 3, "", "0 cells"),
    ],
)
def test_a_broken_territory_is_one_error_with_its_line(
    tmp_path: Path, rows: list[str], line: int, field: str, words: str
) -> None:
    folder = write_tables(tmp_path, [TERRITORY_HEADER, *rows], [LOCALITY_HEADER])
    with pytest.raises(RecordError, match=words) as caught:
        read_gazetteer(folder)
    assert (caught.value.line, caught.value.field) == (line, field)
    assert str(caught.value).startswith(f"{folder / 'territories.csv'}:{line}: ")


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ("qaa-town,Village,QAA,city,,,,", "key", "is a duplicate of line 2"),
        ("QAA Hill,Hill,QAA,city,,,,", "key", "a key such as"),
        ("qaa-hill,Hill,QAZ,city,,,,", "country", "not a code of territories.csv"),
        ("qaa-hill,Hill,QAA,,,,,", "kind", "not a text"),
        ("qaa-hill,TOWN,QAA,city,,,,", "name", "already names another place"),
        ("qaa-hill,Hill,QAA,city,,no,,", "geonames_id", "a GeoNames number"),
        ("qaa-hill,Hill,QAA,city,,,10,", "longitude", "not a number of degrees"),
    ],
)
def test_a_broken_locality_is_one_error_with_its_line(tmp_path: Path, row: str, field: str, words: str) -> None:
    folder = write_tables(tmp_path, [TERRITORY_HEADER, ALPHA, BETA], [LOCALITY_HEADER, TOWN, row])
    with pytest.raises(RecordError, match=words) as caught:
        read_gazetteer(folder)
    assert (caught.value.line, caught.value.field) == (3, field)


def test_towns_of_one_name_may_lie_in_two_countries(tmp_path: Path) -> None:
    other = "qab-town,Town,QAB,city,,,,"
    gazetteer = read_gazetteer(write_tables(tmp_path, [TERRITORY_HEADER, ALPHA, BETA], [LOCALITY_HEADER, TOWN, other]))
    assert gazetteer.get_locality("Town, Alphaland").key == "qaa-town"
    assert gazetteer.get_locality("Town, Betaland").key == "qab-town"


def test_wrong_columns_a_missing_file_and_a_wrong_encoding_are_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        read_gazetteer(tmp_path)
    folder = write_tables(tmp_path, ["code,name", "QAA,Alphaland"], [LOCALITY_HEADER])
    with pytest.raises(RecordError, match="columns must be code, alpha2"):
        read_gazetteer(folder)
    (folder / "territories.csv").write_bytes(f"{TERRITORY_HEADER}\n{ALPHA}é\n".encode("latin-1"))
    with pytest.raises(RecordError, match="not UTF-8"):
        read_gazetteer(folder)
