"""What a picture's bytes tell without decoding them."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.moderation import picture

PNG = b"\x89PNG\r\n\x1a\n"


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A JPEG's markers up to its scan, with the given segments."""
    middle = b"".join(
        b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
        for marker, data in ((0xE0, b"JFIF\0"), *segments)
    )
    return b"\xff\xd8" + middle + b"\xff\xda\x00\x02" + b"\xff\xe1Exif" + b"\xff\xd9"


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP of these chunks."""
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (jpeg(), "JPEG"),
        (PNG, "PNG"),
        (webp((b"VP8 ", b"")), "WebP"),
        (b"GIF89a", None),
        (b"<svg onload='x'/>", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_the_kind(data: bytes, kind: str | None) -> None:
    """Whatever the file is called."""
    assert kind == picture.kind(data)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (jpeg(), ()),
        (jpeg((0xE1, b"Exif\0\0MM")), ("EXIF",)),
        (jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0"), (0xFE, b"Hej")), ("XMP", "text")),
        (jpeg((0xED, b"Photoshop 3.0\0")), ("IPTC",)),
        (PNG + chunk(b"IHDR", b"0" * 13) + chunk(b"IEND", b""), ()),
        (PNG + chunk(b"IHDR", b"0" * 13) + chunk(b"eXIf", b"MM"), ("EXIF",)),
        (PNG + chunk(b"iTXt", b"XML:com.adobe.xmp\0"), ("text",)),
        (webp((b"VP8 ", b"abc"), (b"EXIF", b"MM")), ("EXIF",)),
        (webp((b"VP8 ", b"abc"), (b"XMP ", b"<x/>")), ("XMP",)),
        (jpeg() + b"\xff\xe1\0\x08Exif\0\0", ("EXIF",)),
        (b"\xff\xd8\xff\xe0\0\x01" + jpeg((0xE1, b"Exif\0\0MM"))[2:], ("EXIF",)),
        (webp() + b"http://ns.adobe.com/xap/1.0/\0", ("XMP",)),
    ],
)
def test_what_is_carried_unseen_is_told(data: bytes, found: tuple[str, ...]) -> None:
    """Place and camera, notes and comments; also behind the picture and in broken ones."""
    assert found == picture.unseen(data)


@given(st.sampled_from([b"\xff\xd8\xff", PNG, webp()]), st.binary(max_size=400))
def test_any_bytes_can_be_asked(start: bytes, rest: bytes) -> None:
    """A broken picture is no reason to stop."""
    assert set(picture.unseen(start + rest)) <= {"EXIF", "XMP", "IPTC", "text"}
