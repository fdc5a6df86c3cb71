"""Refuses a body that is larger than any of our forms before a byte of it is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

FIELDS_BYTES = 1024 * 1024


class SizeLimit(FileUploadHandler):
    """First in the row of upload handlers: what is declared too large is refused, the rest passes on."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > settings.EVIDENCE_MAX_BYTES + FIELDS_BYTES:
            raise RequestDataTooBig(f"A form of {content_length:,} bytes was refused.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
