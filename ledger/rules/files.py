"""What a file is, by its own bytes, and whether it is one of the few kinds that are taken as evidence.

Nothing here decodes pictures or unpacks archives, so nothing can blow up: sizes are read from headers.
"""

import json
import re
import unicodedata
from collections.abc import Iterator

from ledger import errors

TAKEN = "a PDF, PNG, JPEG or WebP file, or UTF-8 text as CSV or JSON"
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/json": "json",
    "text/csv": "csv",
}
MOST_PIXELS = 25_000_000
LONGEST_NAME = 200
ZIP_MARKS = (b"PK\x05\x06", b"PK\x03\x04")
# An archive is found by its end, wherever it begins: within 64 KiB of the last byte.
ZIP_TAIL = 66_000
JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xDA)}
JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_name(name: str) -> str:
    """The file's name without folders. Raises FileRefused on what could deceive a reader or break a header."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not 0 < len(base) <= LONGEST_NAME or base in (".", ".."):
        raise errors.FileRefused("name", name, f"1 to {LONGEST_NAME} characters")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in name):
        raise errors.FileRefused("name", name, "a name without control, line break or direction characters")
    return base


def media_type(content: bytes) -> str:
    """The media type of the file. Raises FileRefused on every other kind, and on a file that is two kinds at once."""
    if not content:
        raise errors.FileRefused("file", "an empty file", TAKEN)
    for mark, kind, check in (
        (b"%PDF-", "application/pdf", _pdf),
        (b"\x89PNG\r\n\x1a\n", "image/png", _png),
        (b"\xff\xd8\xff", "image/jpeg", _jpeg),
        (b"RIFF", "image/webp", _webp),
    ):
        if content.startswith(mark):
            check(content)
            _refuse_archive(content)
            return kind
    return _text(content)


def _refuse_archive(content: bytes) -> None:
    if ZIP_MARKS[0] in content[-ZIP_TAIL:]:
        raise errors.FileRefused("file", "a file with an archive inside", TAKEN)


def _pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-1024:]:
        raise errors.FileRefused("file", "a PDF that is cut off, or goes on after its end", "a whole PDF")


def _png(content: bytes) -> None:
    chunks = list(_png_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or chunks[-1][1] != len(content):
        raise errors.FileRefused("file", "a PNG that is cut off, or goes on after its end", "a whole PNG")
    _check_pixels(int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Each chunk's type, and where it ends; up to IEND."""
    at = 8
    while at + 12 <= len(content):
        kind, end = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4], "big")
        yield kind, end
        if kind == b"IEND":
            return
        at = end


def _jpeg(content: bytes) -> None:
    size = _jpeg_size(content)
    if size is None or not content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        raise errors.FileRefused("file", "a JPEG that is cut off, or goes on after its end", "a whole, plain JPEG")
    _check_pixels(*size)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height, from the first frame header."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 1 if marker == 0xFF else 2
        if marker != 0xFF and marker not in JPEG_WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2], "big")
    return None


def _webp(content: bytes) -> None:
    length = 8 + int.from_bytes(content[4:8], "little")
    size = _webp_size(content)
    if content[8:12] != b"WEBP" or len(content) not in (length, length + 1) or size is None:
        raise errors.FileRefused("file", "no whole WebP", TAKEN)
    _check_pixels(*size)


def _webp_size(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        size = content[26:28], content[28:30]
        return int.from_bytes(size[0], "little") & 0x3FFF, int.from_bytes(size[1], "little") & 0x3FFF
    return None


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise errors.FileRefused("file", f"{width} by {height} pixels", f"a picture of at most {MOST_PIXELS:,} pixels")


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        kind = "an archive: add the files in it one by one" if content.startswith(ZIP_MARKS) else "another kind of file"
        raise errors.FileRefused("file", kind, TAKEN) from None
    if content.startswith(ZIP_MARKS):
        raise errors.FileRefused("file", "an archive: add the files in it one by one", TAKEN)
    if NOT_TEXT.search(text):
        raise errors.FileRefused("file", "text with control characters", TAKEN)
    if text.lstrip()[:1] in ("{", "["):
        return _json(text)
    first = text.split("\n", 1)[0]
    if first.lstrip().startswith("<") or not any(mark in first for mark in ",;\t"):
        raise errors.FileRefused("file", "text that is neither CSV nor JSON", TAKEN)
    return "text/csv"


def _json(text: str) -> str:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise errors.FileRefused("file", "JSON that cannot be read", "whole JSON, not nested too deeply") from None
    return "application/json"
