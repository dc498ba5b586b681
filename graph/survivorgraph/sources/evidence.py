"""Evidence: link a fact to the words of a document that state it, by digest, without storing the words.

A *quote digest* is how many words a quote has, and the SHA-256 of those words normalised. Anyone with a
copy of the document can find the place again: the digest does not depend on line breaks, whitespace, case,
punctuation, or words that a printer broke at the end of a line.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survivorgraph.errors import EvidenceError, RecordError
from survivorgraph.sources.data_files import list_folder, read_bytes

__all__ = [
    "Citation",
    "QuoteDigest",
    "Verification",
    "check_documents",
    "cite",
    "find_digests",
    "make_digest",
    "normalize",
    "read_documents",
    "verify",
]

FEWEST_WORDS, MOST_WORDS = 3, 60
MOST_BYTES = 32 << 20
"""How large a document may be, in bytes: a report of ten thousand pages."""
MOST_PARTS = 4
"""The number of parts into which a word may be broken, at the ends of three lines."""
READINGS = 512
"""How many readings of one window are followed; enough for nine broken lines within one quote."""

_WORD = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\u00ad"
# A hyphen (also the soft hyphen, and the not sign that some converters write for it) before whitespace,
# between two word characters: the end of a line, whether it still is one or was joined with a space.
_JOINT = re.compile(r"(?<=[^\W_])[-\u2010\u00ac\u00ad]+\s+(?=[^\W_])")


@dataclass(frozen=True, order=True, slots=True)
class QuoteDigest:
    """The digest of a quote: its number of words (3 to 60) and their SHA-256 as 64 lower-case hex digits."""

    words: int
    sha256: str

    def __post_init__(self) -> None:
        """Reject values that cannot be the digest of a quote."""
        if not FEWEST_WORDS <= self.words <= MOST_WORDS:
            raise EvidenceError(
                f"a quote has {self.words} word{'' if self.words == 1 else 's'}; "
                f"it must have {FEWEST_WORDS} to {MOST_WORDS}: "
                "enough to be found in one place only, and no more than the fact needs"
            )
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise EvidenceError("the sha256 of a quote is not 64 lower-case hex digits")


@dataclass(frozen=True, order=True, slots=True)
class Citation:
    """A place in a source that facts cite: source and section by key, and the facts by IRI or `kind/key`."""

    source: str
    section: str
    digest: QuoteDigest
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of the verification of citations; each list is sorted and without duplicates.

    `found` are in their document; `lost` are not, though the document was there; `unchecked` belong to one
    of the `missing_documents`; `unreadable` has the errors of documents that cannot be read, by key.
    """

    found: tuple[Citation, ...]
    lost: tuple[Citation, ...]
    unchecked: tuple[Citation, ...]
    missing_documents: tuple[str, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return how many quotes were found, and a list of the missing ones with the facts that depend on them."""
        lines = [
            f"{lost.source}, section {lost.section}: {lost.digest.words} words ({lost.digest.sha256[:12]}…) "
            f"are not in the document; facts: {', '.join(lost.facts)}"
            for lost in self.lost
        ]
        unreadable = self.unreadable
        lines += unreadable.values()
        lines += [f"{key}: there is no {key}.txt" for key in self.missing_documents if key not in unreadable]
        unread = sum(one.source in unreadable for one in self.unchecked)
        total = len(self.found) + len(self.lost) + len(self.unchecked)
        lines.append(
            f"{len(self.found)} of {total} places found, {len(self.lost)} lost, "
            f"{len(self.unchecked) - unread} without their document"
            + (f", {unread} in documents that cannot be read" if unreadable else "")
        )
        return "\n".join(lines)


def normalize(text: str) -> list[str]:
    """Return the words of a text: NFKC, without soft hyphens, case-folded, runs of letters and digits.

    >>> normalize("The “3P” paradigm, co\\u00adoperation\\nand FIRST-class _help_")
    ['the', '3p', 'paradigm', 'cooperation', 'and', 'first', 'class', 'help']
    """
    return _words(unicodedata.normalize("NFKC", text))


def _words(composed: str) -> list[str]:
    return _WORD.findall(composed.replace(_SOFT_HYPHEN, "").casefold())


def make_digest(text: str) -> QuoteDigest:
    """Return the digest of a quote; raise EvidenceError where it has fewer than 3 or more than 60 words.

    >>> make_digest("She worked at\\n the mill.") == make_digest("she WORKED at the mill")
    True
    """
    words = normalize(text)
    return QuoteDigest(len(words), hashlib.sha256(" ".join(words).encode()).hexdigest())


def find_digests(text: str, digests: Iterable[QuoteDigest]) -> set[QuoteDigest]:
    """Return those of the digests whose words are in a document, whatever its layout.

    A hyphen at the end of a line does not show whether a word was broken there or a
    compound. The likelier reading is tried over the whole document first; then, for what is still lost,
    every combination of readings within a quote (the likelier ones, where there are more than 512).
    """
    wanted: dict[int, dict[bytes, QuoteDigest]] = defaultdict(dict)
    for digest in digests:
        wanted[digest.words][bytes.fromhex(digest.sha256)] = digest
    words, joints = _read_words(text)
    found = _find_in_likely_reading(words, joints, wanted)
    lost = {length: missing for length, at in wanted.items() if (missing := at.keys() - found)}
    if lost and joints:
        found |= _find_in_other_readings(words, joints, lost)
    return {digest for at in wanted.values() for key, digest in at.items() if key in found}


def _read_words(text: str) -> tuple[list[str], dict[int, bool]]:
    """Return the words, and for each word with a hyphenated line end after it whether to join it to the next.

    A joint is likely a broken word unless the document has the two parts, and not the whole, elsewhere.
    """
    words: list[str] = []
    ends: list[int] = []
    for piece in _JOINT.split(unicodedata.normalize("NFKC", text)):
        words += _words(piece)
        ends.append(len(words) - 1)
    at_joint = {index for end in ends[:-1] for index in (end, end + 1)}
    counts = Counter(word for index, word in enumerate(words) if index not in at_joint)
    return words, {end: _joins(words[end], words[end + 1], counts) for end in ends[:-1]}


def _joins(left: str, right: str, counts: Mapping[str, int]) -> bool:
    whole = counts.get(left + right, 0)
    return whole > 0 or not (counts.get(left, 0) and counts.get(right, 0))


def _find_in_likely_reading(
    words: list[str], joints: Mapping[int, bool], wanted: Mapping[int, Mapping[bytes, QuoteDigest]]
) -> set[bytes]:
    """Search the most likely reading of the document with a sliding window of each wanted length."""
    starts: list[int] = []
    ends: list[int] = []
    pieces: list[bytes] = []
    at = 0
    for index, word in enumerate(words):
        encoded = word.encode()
        if joints.get(index - 1):
            at -= 1
            pieces.pop()
            ends.pop()
        else:
            starts.append(at)
        at += len(encoded)
        ends.append(at)
        pieces += encoded, b" "
        at += 1
    line, sha256 = b"".join(pieces), hashlib.sha256
    found: set[bytes] = set()
    for length, targets in wanted.items():
        windows = zip(starts, ends[length - 1 :], strict=False)
        found.update(targets.keys() & {sha256(line[start:end]).digest() for start, end in windows})
    return found


def _find_in_other_readings(words: list[str], joints: Mapping[int, bool], lost: Mapping[int, set[bytes]]) -> set[bytes]:
    """Search all readings of the text near line breaks, while a digest is still missing."""
    remaining = {length: set(targets) for length, targets in lost.items()}
    longest, sha256 = max(remaining), hashlib.sha256
    found: set[bytes] = set()
    # The first joint within a window is not further from its start than the window has words; a window
    # that starts with the second part of a joined word has its only joint before it.
    near = {start for joint in joints for start in range(max(0, joint - longest + 1), joint + 2)}
    for start in sorted(near):
        for length, reading in _follow_readings(words, joints, start, remaining):
            if (digest := sha256(reading.encode()).digest()) in remaining[length]:
                found.add(digest)
                remaining[length].discard(digest)
        remaining = {length: targets for length, targets in remaining.items() if targets}
        if not remaining:
            break
    return found


def _follow_readings(
    words: list[str], joints: Mapping[int, bool], start: int, lengths: Collection[int]
) -> Iterator[tuple[int, str]]:
    """Yield every unlikely reading of so many words that starts at a word, as (words, text)."""
    # A reading is (departures from the likely reading, next word, text).
    readings = [(int(joints.get(start - 1) is True), start, "")]
    for length in range(1, max(lengths) + 1):
        longer: list[tuple[int, int, str]] = []
        for departures, first, text in readings:
            for index in range(first, min(first + MOST_PARTS, len(words))):
                text += words[index]
                joins = joints.get(index)
                if joins is None:
                    longer.append((departures, index + 1, text + " "))
                    break
                longer.append((departures + joins, index + 1, text + " "))
                departures += not joins
        readings = sorted(longer)[:READINGS] if len(longer) > READINGS else longer
        if length in lengths:
            yield from ((length, text[:-1]) for departures, _, text in readings if departures)


def read_documents(directory: Path) -> dict[str, str]:
    """Read a folder of `KEY.txt` files in UTF-8: a text for each source key.

    Raises EvidenceError where there is none, or one cannot be read.
    """
    documents, problems = check_documents(directory)
    if problems:
        raise EvidenceError(next(iter(problems.values())))
    return documents


def check_documents(directory: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Read like `read_documents`; return also the errors of documents that cannot be read, by key."""
    if not directory.is_dir():
        raise EvidenceError(f"{directory} is not a folder; give the one that holds the documents as KEY.txt")
    documents, problems = {}, {}
    try:
        paths = [path for path in list_folder(directory) if path.suffix == ".txt"]
    except RecordError as error:
        raise EvidenceError(str(error)) from error
    for path in paths:
        try:
            documents[path.stem] = read_bytes(path, most=MOST_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems[path.stem] = f"{path} is not UTF-8 at byte {error.start}; save the document as UTF-8 text"
        except RecordError as error:
            problems[path.stem] = str(error)
    if not documents and not problems:
        raise EvidenceError(f"{directory} has no document; name each KEY.txt after the key of its source")
    return documents, problems


def verify(citations: Iterable[Citation], documents: Mapping[str, str]) -> Verification:
    """Verify every citation in the document of its source; group the facts of one place."""
    facts: dict[tuple[str, str, QuoteDigest], set[str]] = defaultdict(set)
    for each in citations:
        facts[each.source, each.section, each.digest].update(each.facts)
    wanted: dict[str, set[QuoteDigest]] = defaultdict(set)
    for source, _, digest in facts:
        wanted[source].add(digest)
    present = {source: find_digests(documents[source], at) for source, at in wanted.items() if source in documents}
    found: list[Citation] = []
    lost: list[Citation] = []
    unchecked: list[Citation] = []
    for source, section, digest in sorted(facts):
        citation = Citation(source, section, digest, tuple(sorted(facts[source, section, digest])))
        if source not in present:
            unchecked.append(citation)
        else:
            (found if digest in present[source] else lost).append(citation)
    missing = tuple(sorted(wanted.keys() - documents.keys()))
    return Verification(tuple(found), tuple(lost), tuple(unchecked), missing)


def cite(source: str, words: str, *, section: str = "", documents: Mapping[str, str] | None = None) -> str:
    """Return the line of YAML that cites words of a source; with documents, check that they are there.

    >>> cite("invented-report", "She worked at the mill", section="box-lira")[:38]
    '- {section: box-lira, words: 5, sha256'
    """
    digest = make_digest(words)
    if documents is not None:
        if source not in documents:
            raise EvidenceError(f"there is no document {source}.txt; found: {', '.join(sorted(documents))}")
        if not find_digests(documents[source], [digest]):
            raise EvidenceError(
                f"these {digest.words} words are not in {source}.txt; copy them from one paragraph of it"
            )
    place = f"section: {section}, " if section else ""
    return f'- {{{place}words: {digest.words}, sha256: "{digest.sha256}"}}'
