"""What people read off paper and screens: the codes as a camera sees them, the trustees' words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

DOTS = 150
"""Dots to the inch: less than any office printer prints."""


def pictures(path: Path) -> list[Image.Image]:
    """The pages of a PDF as they come out of a printer."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.render(scale=DOTS / 72).to_pil() for page in document]
    finally:
        document.close()


def qr_codes(picture: Image.Image | bytes) -> list[str]:
    """What a camera reads in a picture; PNG or a page of `pictures`."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def trustees_words(path: Path) -> list[str]:
    """What stands on each trustee's sheet, to be typed."""
    document = pypdfium2.PdfDocument(path)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [" ".join(re.findall(r"^\s*(?:\d+\.\s*)?([a-z]{4,8})\s*$", one, re.M)) for one in texts]
