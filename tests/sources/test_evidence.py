"""Quote digests: made from words, found again in any rendition of a document. The texts are invented."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survivorgraph.errors import EvidenceError
from survivorgraph.sources.evidence import (
    Citation,
    QuoteDigest,
    cite,
    find_digests,
    make_digest,
    normalize,
    read_documents,
    verify,
)

STORY = (
    "Lira, a weaver from a hill-side village, answered an on-line offer of well-paid kitchen work abroad. "
    "A self-styled recruiter met her at the bus-station, took her papers and drove her across two borders. "
    "For eighteen months she cooked, cleaned and cared for three grandchildren without one day of rest. "
    "A neighbour heard her story, telephoned a hot-line and waited outside the courtyard until help arrived; "
    "today she runs a half-day sewing class for forty-two women and speaks at the co-operative every spring."
)


def set_lines(text: str, width: int, rng: random.Random, newline: str = "\n") -> str:
    """Set a text in lines, breaking words with a hyphen, and compounds at their own, wherever one ends."""
    lines, line = [], ""
    for word in text.split():
        left = word
        while len(line) + len(left) + 1 > width:
            room = width - len(line) - 2
            letters = re.match(r"\w*", left)
            inner = letters.end() if letters else 0
            own = [m.end() for m in re.finditer(r"(?<=\w)-(?=\w)", left) if m.end() <= room + 1]
            if own and rng.random() < 0.7:
                line, left = f"{line} {left[: own[-1]]}", left[own[-1] :]
            elif 2 <= room <= inner - 2 and rng.random() < 0.7:
                line, left = f"{line} {left[:room]}" + rng.choice("-\u2010\u00ad"), left[room:]
            elif not line:
                break
            lines.append(line)
            line = ""
        line = f"{line} {left}" if line else left
    return newline.join([*lines, line])


def test_normal_words_are_runs_of_letters_and_digits_case_folded() -> None:
    assert normalize("“Straße” Nº 12-B, co\u00adworker_s ﬁve\u2003SIX") == [
        "strasse", "no", "12", "b", "coworker", "s", "five", "six",
    ]  # fmt: skip


def test_a_digest_does_not_depend_on_how_the_words_are_set() -> None:
    assert make_digest("Lira, a WEAVER\r\n from a hill-side") == make_digest("lira a weaver from a hill side")


@pytest.mark.parametrize("words", ["two words", " ".join(["word"] * 61), "", "…"])
def test_a_quote_too_short_or_too_long_is_refused(words: str) -> None:
    with pytest.raises(EvidenceError, match="it must have 3 to 60"):
        make_digest(words)


@pytest.mark.parametrize("sha256", ["", "abc", "G" * 64, "A" * 64])
def test_a_digest_that_is_not_hexadecimal_is_refused(sha256: str) -> None:
    with pytest.raises(EvidenceError, match="64 lower-case hex"):
        QuoteDigest(5, sha256)


@given(st.integers(24, 100), st.integers(0, 2**32), st.data())
def test_no_setting_of_the_lines_loses_a_digest(width: int, seed: int, data: st.DataObject) -> None:
    words = STORY.split()
    rng = random.Random(seed)
    quotes = set()
    for _ in range(8):
        start = data.draw(st.integers(0, len(words) - 6))
        end = data.draw(st.integers(start + 5, min(len(words), start + 45)))
        quotes.add(make_digest(" ".join(words[start:end])))
    newline = data.draw(st.sampled_from(["\n", "\r\n", "\f", " \n\t", "\u2028", "\r", "\n\n", " "]))
    assert find_digests(set_lines(STORY, width, rng, newline), quotes) == quotes


@given(st.integers(30, 90), st.integers(0, 2**32), st.data())
def test_changed_words_are_lost(width: int, seed: int, data: st.DataObject) -> None:
    words = normalize(STORY)
    start = data.draw(st.integers(0, len(words) - 10))
    changed = words[start : start + 9]
    changed[data.draw(st.integers(0, 8))] += data.draw(st.sampled_from(["x", "7", "s"]))
    kept = make_digest(" ".join(words[start : start + 9]))
    text = set_lines(STORY, width, random.Random(seed))
    assert find_digests(text, [make_digest(" ".join(changed)), kept]) == {kept}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("they were traf-\nficking people there", "were trafficking people"),
        ("in a cyber-\nscam compound there", "a cyber-scam compound"),
        ("a cyber-\nscam ring was traf-\r\nficking people", "cyber-scam ring was trafficking"),
        ("was traf-\n\n  ficking at a self-\nstyled mother-\nin-law house", "ficking at a self-styled mother"),
        ("the mother-\nin-\nlaw house", "mother in law house"),
        ("the mo-\nther-\nin-\nlaw house", "the mother in law house"),
        ("one scam-\nring leader fled", "ring leader fled"),
        ("he met the re-\ncruiter", "met the recruiter"),
        ("he met the re-\n", "met the re"),
        ("he met the re\u00ad\ncruiter again", "the recruiter again"),
        ("he met the re\u00adcruiter again", "the recruiter again"),
        ("they were traf- ficking people", "were trafficking people"),
    ],
)  # fmt: skip
def test_a_hyphen_at_a_line_end_is_read_both_ways(text: str, quote: str) -> None:
    assert find_digests(text, [make_digest(quote)])


def test_the_words_elsewhere_in_the_document_do_not_hide_the_unlikely_reading() -> None:
    text = "recover and re cover and recover again. They re-\ncover the old roof."
    digests = {make_digest("they re cover the"), make_digest("they recover the old")}
    assert find_digests(text, digests) == digests


def test_words_that_only_stand_apart_are_not_a_quote() -> None:
    assert not find_digests("the first line\nthe second line", [make_digest("the line second")])
    assert not find_digests("without a hyphen traf\nficking there", [make_digest("hyphen trafficking there")])
    assert not find_digests("", [make_digest("the line second")])


def test_a_page_of_broken_lines_is_read() -> None:
    text = "-\n".join(["ab"] * 500)
    assert not find_digests(text, [make_digest("not in this text at all")])


def test_1500_digests_of_a_long_document_are_found() -> None:
    rng = random.Random(7)
    words = [f"{rng.choice(['mo', 'ta', 'ri'])}{rng.randrange(4000)}" for _ in range(34_000)]
    digests = set()
    for _ in range(1500):
        start = rng.randrange(len(words) - 45)
        digests.add(make_digest(" ".join(words[start : start + rng.randint(5, 44)])))
    text = "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12))
    assert find_digests(text, digests) == digests


def test_documents_are_read_by_the_key_of_their_source(tmp_path: Path) -> None:
    (tmp_path / "invented.txt").write_bytes("\ufeffa line\r\nand another".encode())
    (tmp_path / "README.md").write_text("not a document")
    assert read_documents(tmp_path) == {"invented": "a line\r\nand another"}


def test_a_folder_without_readable_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="is not a folder"):
        read_documents(tmp_path / "nothing")
    with pytest.raises(EvidenceError, match="has no document"):
        read_documents(tmp_path)
    (tmp_path / "latin.txt").write_bytes("a café".encode("latin-1"))
    with pytest.raises(EvidenceError, match=r"latin\.txt is not UTF-8 at byte 5"):
        read_documents(tmp_path)


def test_verify_says_what_is_found_lost_and_not_checked() -> None:
    here, gone = make_digest("she cooked, cleaned and cared"), make_digest("she painted and sang all day")
    cited = [
        Citation("report", "box-lira", gone, ("exploitation/lira-2",)),
        Citation("report", "box-lira", here, ("exploitation/lira-1",)),
        Citation("report", "box-lira", gone, ("exploitation/lira-1",)),
        Citation("article", "body", here, ("organization/x",)),
    ]
    result = verify(cited, {"report": STORY})
    assert [each.digest for each in result.found] == [here]
    assert result.lost == (Citation("report", "box-lira", gone, ("exploitation/lira-1", "exploitation/lira-2")),)
    assert [each.source for each in result.unchecked] == ["article"]
    assert result.missing_documents == ("article",)


def test_cite_gives_the_line_of_yaml() -> None:
    digest = make_digest("she cooked, cleaned and cared")
    line = f'words: 5, sha256: "{digest.sha256}"}}'
    assert cite("report", "she cooked cleaned and cared") == "- {" + line
    assert cite("report", "she cooked cleaned and cared", section="box", documents={"report": STORY}) == (
        "- {section: box, " + line
    )


def test_cite_refuses_words_that_are_not_in_the_document() -> None:
    with pytest.raises(EvidenceError, match=r"these 5 words are not in report\.txt") as caught:
        cite("report", "she painted every single day", documents={"report": STORY})
    assert "painted" not in str(caught.value)
    with pytest.raises(EvidenceError, match=r"there is no document other\.txt; found: report"):
        cite("other", "she cooked cleaned and cared", documents={"report": STORY})
