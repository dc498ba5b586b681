"""Retrieval of the quoted words of facts from a reader's own copies of the documents.

The graph contains no words of a source. A page made with them is for readers who have the documents, and says so.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from survivorgraph.network.graphs.queries import Rows, read_key
from survivorgraph.sources.evidence import normalize, read_documents
from survivorgraph.wording.sentences import CITATIONS, Quotes

__all__ = ["find_quotes", "read_quotes"]


def read_quotes(dataset: Rows, folder: Path) -> Quotes:
    """Read the words of every citation of a dataset from a folder with KEY.txt for each source.

    Words that are not found, and documents that are not there, are left out. EvidenceError for no document.
    """
    documents = read_documents(folder)
    wanted: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for row in dataset.rows(CITATIONS):
        wanted[str(read_key(row["document"]))].add((int(str(row["words"])), str(row["sha256"])))
    return {
        (source, *place): quote
        for source, places in wanted.items()
        if source in documents
        for place, quote in find_quotes(documents[source], places).items()
    }


def find_quotes(text: str, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Return the words of a text by (number of words, digest), as they are set, in one line.

    A word that a printer broke at the end of a line is found joined; where the hyphen was part of the word, it
    is not found, and its quote is left out.

    >>> digest = hashlib.sha256(b"she worked at the mill").hexdigest()
    >>> find_quotes("Once, she worked\\nat the “mill”. Then", {(5, digest)})[5, digest]
    'she worked at the “mill'
    """
    composed = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    composed = re.sub(r"(?<=[^\W_])[-\u2010\u00ac]+\s*\n\s*(?=[a-z])", "", composed)
    pieces = [(match.start(), match.end()) for match in re.finditer(r"[^\W_]+", composed)]
    words = [normalize(composed[start:end])[0] if start < end else "" for start, end in pieces]
    found: dict[tuple[int, str], str] = {}
    lengths: Mapping[int, set[str]] = _group(wanted)
    for length, digests in lengths.items():
        for start in range(len(words) - length + 1):
            digest = hashlib.sha256(" ".join(words[start : start + length]).encode()).hexdigest()
            if digest in digests and (length, digest) not in found:
                quote = composed[pieces[start][0] : pieces[start + length - 1][1]]
                found[length, digest] = " ".join(quote.split())
    return found


def _group(wanted: set[tuple[int, str]]) -> dict[int, set[str]]:
    grouped: defaultdict[int, set[str]] = defaultdict(set)
    for words, digest in sorted(wanted):
        grouped[words].add(digest)
    return grouped
