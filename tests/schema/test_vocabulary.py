from __future__ import annotations

from pathlib import Path

import pytest

from survivorgraph.errors import RecordError, UnknownConceptError
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, PREFIXES, Concept, read_vocabulary

HEAD = f"PREFIX skos: <{PREFIXES['skos']}> PREFIX cargo: <{CONCEPT}cargo/> <{CONCEPT}cargo> a skos:ConceptScheme ."
FRUIT = (
    f'cargo:fruit a skos:Concept ; skos:inScheme <{CONCEPT}cargo> ; skos:prefLabel "fruit"@en ;'
    ' skos:definition "Fruit is cargo."@en .'
)


def write_scheme(folder: Path, text: str, name: str = "cargo.ttl") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_scheme_has_the_name_of_its_file() -> None:
    files = {file.stem for file in (ontology_dir() / "concepts").glob("*.ttl")}
    assert set(read_vocabulary().schemes) == files


def test_a_folder_is_read_once() -> None:
    assert read_vocabulary() is read_vocabulary(ontology_dir() / "concepts")


def test_a_concept_has_label_definition_and_broader_keys(tmp_path: Path) -> None:
    apples = FRUIT.replace("cargo:fruit", 'cargo:apples skos:broader cargo:fruit ; skos:notation "A" ;', 1)
    folder = write_scheme(tmp_path, f"{HEAD} {FRUIT} {apples}")
    assert read_vocabulary(folder).get_concept("cargo", "apples") == Concept(
        scheme="cargo",
        key="apples",
        label="fruit",
        definition="Fruit is cargo.",
        broader=("fruit",),
        iri=f"{CONCEPT}cargo/apples",
        notation="A",
    )


def test_concepts_are_sorted_by_key() -> None:
    for concepts in read_vocabulary().schemes.values():
        assert list(concepts) == sorted(concepts)


def test_an_unknown_key_is_refused_with_the_keys_that_are_allowed() -> None:
    with pytest.raises(UnknownConceptError, match="allowed: ambiguous, inferred, stated") as caught:
        read_vocabulary().get_concept("certainty", "sure")
    assert (caught.value.scheme, caught.value.found) == ("certainty", "sure")


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(UnknownConceptError, match="'colour' is not a concept of the scheme 'concept schemes'"):
        read_vocabulary().get_concept("colour", "red")


def test_has_answers_without_raising() -> None:
    vocabulary = read_vocabulary()
    assert vocabulary.has("form", "forced-labor")
    assert not vocabulary.has("form", "forced-leisure")
    assert not vocabulary.has("colour", "red")


def test_narrower_or_self_goes_down_to_any_depth() -> None:
    vocabulary = read_vocabulary()
    assert vocabulary.narrower_or_self("form", "forced-labor") == (
        "domestic-servitude",
        "forced-child-labor",
        "forced-labor",
    )
    assert "police" in vocabulary.narrower_or_self("helper", "organization")
    assert vocabulary.narrower_or_self("form", "forced-begging") == ("forced-begging",)


def test_sectors_are_the_sections_of_isic_in_order() -> None:
    notations = [concept.notation for concept in read_vocabulary().schemes["sector"].values()]
    assert sorted(notation for notation in notations if notation) == [chr(letter) for letter in range(65, 86)]


def test_a_cycle_does_not_hang(tmp_path: Path) -> None:
    looped = FRUIT.replace("a skos:Concept", "a skos:Concept ; skos:broader cargo:fruit")
    folder = write_scheme(tmp_path, f"{HEAD} {looped}")
    assert read_vocabulary(folder).narrower_or_self("cargo", "fruit") == ("fruit",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(f"{HEAD} cargo:fruit a ;", r"cargo\.ttl:1: not readable as Turtle", id="broken"),
        pytest.param(FRUIT.replace("cargo:fruit", f"<{CONCEPT}cargo/fruit>"), "not readable", id="prefix"),
        pytest.param(
            f"{HEAD} {FRUIT}".replace("ConceptScheme", "Collection"), "expected the concept scheme", id="head"
        ),
        pytest.param(f"{HEAD} {FRUIT}".replace("cargo:fruit", "skos:fruit"), "does not begin with", id="namespace"),
        pytest.param(f"{HEAD} {FRUIT}".replace("prefLabel", "altLabel"), "expected one skos:prefLabel", id="label"),
        pytest.param(f"{HEAD} {FRUIT}".replace("definition", "note"), "expected one skos:definition", id="definition"),
        pytest.param(
            f"{HEAD} {FRUIT}".replace(f"inScheme <{CONCEPT}cargo>", f"inScheme <{CONCEPT}boats>"),
            "not in the scheme 'cargo'",
            id="scheme",
        ),
        pytest.param(f"{HEAD} {FRUIT} cargo:fruit skos:related [] .", "blank node", id="blank node"),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RecordError, match=problem) as caught:
        read_vocabulary(write_scheme(tmp_path, text))
    assert caught.value.file == str((tmp_path / "cargo.ttl").resolve())


def test_a_folder_without_schemes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no concept scheme"):
        read_vocabulary(tmp_path)
