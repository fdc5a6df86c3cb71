"""Small whole files of each kind that is taken as evidence, and of any stated size in pixels."""

import struct
import zlib

from django.core.files.base import ContentFile


def pdf(words: str = "A bill.") -> bytes:
    return f"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n% {words}\ntrailer <</Root 1 0 R>>\n%%EOF\n".encode()


def png(width: int = 1, height: int = 1) -> bytes:
    """A header that says so many pixels, and one grey pixel."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def jpeg(width: int = 1, height: int = 1) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame + b"\xff\xd9"


def webp(width: int = 1, height: int = 1) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def upload(content: bytes = pdf(), name: str = "bill.pdf") -> ContentFile:
    """A file as a form hands it over."""
    return ContentFile(content, name)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
