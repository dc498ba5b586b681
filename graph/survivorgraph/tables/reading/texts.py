"""Read the text of a file, gzipped or not, in its detected encoding.

A byte order mark decides; then UTF-8, if all of the file is; then UTF-16 without a mark; then what charset-normalizer
finds among the encodings that spreadsheets write. A file that is UTF-8 but for some bytes is an error with its line,
never another encoding.
"""

from __future__ import annotations

import gzip
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from survivorgraph.errors import RecordError

__all__ = ["MOST_TEXT_BYTES", "FileText", "read_text_file", "refuse_no_file"]

MOST_TEXT_BYTES: Final = 512 * 2**20
"""How much text is read into memory; larger tables of UTF-8 are left to the engine."""
MOST_UNPACKED: Final = 256 * 2**20
_MOST_RATIO: Final = 100
_SMALL: Final = 16 * 2**20
"""A gzipped file may unpack to so much, and beyond that to `_MOST_RATIO` times its size."""
_CHUNK: Final = 2**20
_MARKS: Final = (
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_LEGACY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850"),
    *("mac_roman", "gb18030", "big5", "shift_jis", "euc_kr", "cp949", "cp932"),
)
_SAMPLE: Final = 2**16
NO_TABLE: Final = "this is no text file; expected CSV, gzipped CSV, XLSX or Parquet"


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file and its encoding; `is_whole` is false where only the beginning was read."""

    text: str
    encoding: str
    is_whole: bool = True


def refuse_no_file(path: Path) -> None:
    """Raise RecordError for a folder, pipe, socket or device: to open a pipe would wait until somebody writes to it."""
    if path.exists() and not path.is_file():
        raise RecordError("this is no file but a folder, a pipe, a socket or a device", file=path)


def read_text_file(file: Path, *, most: int = MOST_TEXT_BYTES) -> FileText:
    """Read a file of text of up to `most` bytes, or of a longer one in UTF-8 its beginning.

    Raises RecordError for a file that cannot be opened, is damaged, unpacks to far more than its size, or is no
    text; for bytes that do not fit the encoding, with the line.
    """
    content, is_whole = _read_bytes(file, most)
    encoding = _find_encoding(content, file, is_whole)
    if not is_whole and encoding not in ("utf-8", "utf-8-sig"):
        raise RecordError(f"a file of this size is read in UTF-8 only; this one is in {encoding}", file=file)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if is_whole or error.start < len(content) - 4:
            raise _refuse(content, error, encoding, file) from None
        text = content[: error.start].decode(encoding)
    if "\0" in text:
        raise RecordError(NO_TABLE, file=file)
    return FileText(text, encoding.removesuffix("-sig"), is_whole)


def _read_bytes(file: Path, most: int) -> tuple[bytes, bool]:
    """Return the bytes of a file, unpacked, and whether these are all."""
    try:
        refuse_no_file(file)
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if not packed:
                content = raw.read(most + 1)
                return content[:most], len(content) <= most
            return _unpack(raw, file, min(most, MOST_UNPACKED))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise RecordError("the file is cut off or damaged; download it again", file=file) from None
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror})", file=file) from error


def _unpack(raw: object, file: Path, most: int) -> tuple[bytes, bool]:
    size = file.stat().st_size
    bound = _SMALL + _MOST_RATIO * size
    parts, length = [], 0
    with gzip.GzipFile(fileobj=raw) as stream:  # type: ignore[call-overload]
        while part := stream.read(_CHUNK):
            if length <= most:  # the rest is only counted
                parts.append(part)
            length += len(part)
            if length > bound:
                problem = f"this file of {size:,} bytes unpacks to more than {bound:,}: no table is so regular"
                raise RecordError(problem, file=file)
    return b"".join(parts)[:most], length <= most


def _find_encoding(content: bytes, file: Path, is_whole: bool) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if not is_whole and error.start >= len(content) - 4:
            return "utf-8"
        return _find_legacy(content, error, file)
    sample = content[:_SAMPLE]
    return _find_wide(sample) or "utf-8"


def _find_wide(sample: bytes) -> str | None:
    """Return UTF-16 without a mark: every second byte of most Latin text is zero."""
    pairs = len(sample) // 2
    if pairs and sample[1::2].count(0) > 0.4 * pairs and sample[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if pairs and sample[::2].count(0) > 0.4 * pairs and sample[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _find_legacy(content: bytes, error: UnicodeDecodeError, file: Path) -> str:
    if wide := _find_wide(content[:_SAMPLE]):
        return wide
    if b"\0" in content[:_SAMPLE]:
        raise RecordError(NO_TABLE, file=file)
    if any(byte > 0x7F for byte in content[: error.start]):
        raise _refuse(content, error, "utf-8", file)
    if b"\r" in content and b"\n" not in content:
        return "mac_roman"  # the old end of line of the Mac, in its old encoding
    # Lines with other letters than ASCII say most, and a file may have the first of them late.
    lines = [line for line in content.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    found = from_bytes(sample, cp_isolation=list(_LEGACY), enable_fallback=False).best()
    if found is None:
        raise RecordError("the encoding of this file is not known; save it as CSV in UTF-8", file=file)
    # What both encodings read is the same; cp1252 is what Excel writes in most of the world.
    is_western = _is_sparse(sample) or found.encoding in (
        "cp1250",
        "cp1254",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "mac_roman",
    )
    return "cp1252" if is_western and _is_western(sample) else str(found.encoding)


def _is_sparse(sample: bytes) -> bool:
    """Return whether few letters are beyond ASCII, as in words of Western Europe; a guess from few is often wrong."""
    return sum(byte > 0x7F for byte in sample) < 0.15 * len(sample)


def _is_western(sample: bytes) -> bool:
    """Return whether all letters beyond ASCII are those of Western European words, read as cp1252."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return {char for char in text if ord(char) > 0x7F} <= _WESTERN


_WESTERN: Final = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ’‘“”–—…«»°ºª¿¡ \u00a0")


def _refuse(content: bytes, error: UnicodeDecodeError, encoding: str, file: Path) -> RecordError:
    unit = {"utf-16": 2, "utf-16-le": 2, "utf-16-be": 2, "utf-32": 4}.get(encoding, 1)
    before = content[: error.start]
    line = (before.count(b"\n") if unit == 1 else before.decode(encoding, "ignore").count("\n")) + 1
    problem = f"this line is not {encoding.removesuffix('-sig').upper()} text, as the lines before it are"
    return RecordError(f"{problem}; save the file as CSV in UTF-8", file=file, line=line)
