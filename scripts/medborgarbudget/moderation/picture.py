"""What a picture file says of itself, read from its bytes: kind, and what it carries unseen.

No picture is decoded: the markers alone tell, and a file made to harm a decoder harms nobody.
Sources: JPEG, ITU-T T.81 annex B; PNG, W3C PNG (third edition) 5; WebP, RFC 9649 part 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Kind = Literal["JPEG", "PNG", "WebP"]

ENDINGS: dict[Kind, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WebP": (".webp",),
}
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_UNSEEN = {b"eXIf": "EXIF", b"tEXt": "text", b"zTXt": "text", b"iTXt": "text"}
WEBP_UNSEEN = {b"EXIF": "EXIF", b"XMP ": "XMP"}
SIGNS = {b"Exif\0\0": "EXIF", b"http://ns.adobe.com/xap/": "XMP"}
APP1, APP13, COMMENT, SCAN, END = 0xE1, 0xED, 0xFE, 0xDA, 0xD9
WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))


def kind(data: bytes) -> Kind | None:
    """Which kind of picture the bytes begin as; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(PNG_START):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    return None


def unseen(data: bytes) -> tuple[str, ...]:
    """What the picture carries besides itself, sorted: ``EXIF`` (place and camera), ``XMP``, text.

    Where the segments do not add up, or something follows the picture, the whole file is searched
    for the signs themselves: other programs read on there too.
    """
    found = kind(data)
    if found is None:
        return ()
    segments = {"JPEG": _in_jpeg, "PNG": _in_png, "WebP": _in_webp}
    signs = {name for sign, name in SIGNS.items() if sign in data}
    return tuple(sorted(signs.union(segments[found](data))))


def _in_jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in WITHOUT_LENGTH:
            at += 2
            continue
        if marker in (SCAN, END):
            return
        length = int.from_bytes(data[at + 2 : at + 4])
        if marker == APP1:
            yield "EXIF" if data[at + 4 : at + 8] == b"Exif" else "XMP"
        elif marker == APP13:
            yield "IPTC"
        elif marker == COMMENT:
            yield "text"
        at += 2 + length


def _in_png(data: bytes) -> Iterator[str]:
    at = len(PNG_START)
    while at + 8 <= len(data):
        name = data[at + 4 : at + 8]
        if name in PNG_UNSEEN:
            yield PNG_UNSEEN[name]
        at += 12 + int.from_bytes(data[at : at + 4])


def _in_webp(data: bytes) -> Iterator[str]:
    at = 12
    while at + 8 <= len(data):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name in WEBP_UNSEEN:
            yield WEBP_UNSEEN[name]
        at += 8 + length + length % 2
