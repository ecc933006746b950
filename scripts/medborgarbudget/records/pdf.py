"""PDF files for people: tagged for screen readers (PDF/UA-1), and the same bytes whenever made.

Source: ISO 14289-1 (PDF/UA-1), as WeasyPrint writes it.
"""

from __future__ import annotations

import hashlib


class PdfMissingError(Exception):
    """The system's libraries for text in PDF files are not there."""


def pdf_bytes(page: str) -> bytes:
    """The PDF of one HTML page that holds all that it shows, styles included.

    Title and language are those of the page. There is no date in it, and its identifier is the
    page's own hash. Nothing is fetched: an address in the page is passed over. Raises
    PdfMissingError.
    """
    try:
        from weasyprint import HTML, LOGGER  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
    except OSError as error:  # the library is ours; what it stands on is the system's
        raise PdfMissingError(str(error)) from error
    LOGGER.disabled = True  # beside Pelican, in one process, its warnings would be errors
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode()
    own = URLFetcher(allowed_protocols=("data",))
    made: bytes = HTML(string=page, url_fetcher=own).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=identifier
    )
    return made
