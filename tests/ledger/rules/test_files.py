"""What is taken as evidence, by its bytes alone."""

import io
import json
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import errors
from ledger.rules import files
from tests.factories.files import jpeg, pdf, png, webp


def archive(size: int = 1000) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("zeros", b"\0" * size)
    return packed.getvalue()


class TestMediaType:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (pdf(), "application/pdf"),
            (png(), "image/png"),
            (jpeg(), "image/jpeg"),
            (webp(), "image/webp"),
            (b"day,kwh\n2025-01-01,3.2\n", "text/csv"),
            ("﻿day;kWh\n1;2\n".encode(), "text/csv"),
            (b'{"kwh": [1, 2]}', "application/json"),
        ],
    )
    def test_is_seen_from_the_bytes(self, content, expected):
        assert files.media_type(content) == expected

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            archive(),
            archive(20_000_000),
            b"\x1f\x8b" + b"\0" * 100,
            b"GIF89a" + b"\0" * 100,
            b"MZ" + b"\x90" * 100,
            b"\x7fELF" + b"\0" * 100,
            b"<html><script>alert(1)</script>",
            b"<svg onload='alert(1)'>,",
            b"just words",
            b"a,b\x00c",
            b"a,b\x1b[31m",
            "a,b".encode("utf-16"),
            b"[" * 100_000,
            b'{"half": ',
            pdf()[:-20],
            png()[:-5],
            jpeg()[:-4],
            webp()[:-4],
        ],
    )
    def test_refuses_every_other_kind(self, content):
        with pytest.raises(errors.FileRefused):
            files.media_type(content)

    @pytest.mark.parametrize("first", [pdf(), png(), jpeg(), webp()])
    def test_refuses_what_is_an_archive_as_well(self, first):
        with pytest.raises(errors.FileRefused):
            files.media_type(first + archive())

    def test_refuses_an_archive_hidden_in_a_pictures_comment(self):
        hidden = archive()
        chunk = struct.pack(">I", len(hidden)) + b"tEXt" + hidden + struct.pack(">I", zlib.crc32(b"tEXt" + hidden))
        picture = png()
        content = picture[:33] + chunk + picture[33:]

        with pytest.raises(errors.FileRefused):
            files.media_type(content)

    @pytest.mark.parametrize("make", [png, jpeg, webp])
    def test_refuses_more_pixels_than_can_be_decoded_safely(self, make):
        assert files.media_type(make(5_000, 5_000))
        with pytest.raises(errors.FileRefused, match="pixels"):
            files.media_type(make(13_000, 13_000))

    @given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"]))
    def test_answers_or_refuses_whatever_comes(self, content, start):
        try:
            answer = files.media_type(start + content)
        except errors.FileRefused:
            answer = None

        assert answer is None or answer in files.EXTENSIONS

    @given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=10))
    def test_takes_all_json_that_is_a_list(self, value):
        content = json.dumps([value], ensure_ascii=True).encode()

        assert files.media_type(content) == "application/json"


class TestCleanName:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("bill.pdf", "bill.pdf"),
            ("C:\\fakepath\\bill.pdf", "bill.pdf"),
            ("../../etc/bill", "bill"),
            ("電気.csv", "電気.csv"),
        ],
    )
    def test_leaves_folders_out(self, given, expected):
        assert files.clean_name(given) == expected

    @pytest.mark.parametrize("given", ["", "  ", "..", "a\x00b", "a\r\nb", "bill\u202efdp.exe", "a\u2066b", "x" * 300])
    def test_refuses_what_deceives_or_breaks(self, given):
        with pytest.raises(errors.FileRefused) as refusal:
            files.clean_name(given)

        assert refusal.value.field == "name"
