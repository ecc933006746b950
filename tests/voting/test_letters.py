"""Letters and cards hold the code, its picture and all that a voter must know, for everyone."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import segno
from pypdf import PdfReader
from tests.browser.way.papers import pictures, qr_codes

from medborgarbudget.records.pdf import pdf_bytes
from medborgarbudget.records.tree import read_tree
from medborgarbudget.voting import letters
from medborgarbudget.voting.letters import letters_page, trustees_page, vote_address

CODES = ("0000-0000-0000-0001-01", "0000-0000-0000-0002-02", "ZZZZ-0000-0000-0003-03")
ADDRESS = "https://medborgarbudget.lillby.example/2026/vote/"


@pytest.fixture(scope="module")
def lillby(tmp_path_factory):
    """Lillby, read whole."""
    folder = tmp_path_factory.mktemp("letters") / "lillby"
    shutil.copytree(Path(__file__).parents[1] / "towns" / "lillby", folder)
    return read_tree(folder)


def page(lillby, kind, codes=CODES, pots=("norr",)):
    """The HTML of letters or cards."""
    return letters_page(lillby.town, lillby.rounds["2026"], pots, codes, kind)


def read(html):
    """The PDF of a page."""
    return PdfReader(BytesIO(pdf_bytes(html)))


def elements(reader, node=None):
    """All elements of the tags of a PDF: their kinds, languages and alternative texts."""
    node = reader.trailer["/Root"]["/StructTreeRoot"] if node is None else node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from elements(reader, kid)


def test_a_letter_is_one_page_with_its_own_code_and_no_other(lillby):
    """Who folds the letters must not be able to mix them."""
    pages = read(page(lillby, "letters")).pages
    assert len(CODES) == len(pages)
    for code, its in zip(CODES, pages, strict=True):
        text = its.extract_text()
        assert [code] == [one for one in CODES if one in text]


@pytest.mark.parametrize(
    "said",
    ["Lillby kommun", "300 000", "4 maj", "24 maj", "0999-10 00 00", "May", "North"],
)
def test_a_letter_says_when_where_for_how_much_and_whom_to_ask(lillby, said):
    """In both languages of the town."""
    text = read(page(lillby, "letters")).pages[0].extract_text()
    assert said in " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(("kind", "times"), [("letters", 2), ("cards", 1)])
def test_the_address_is_printed_as_one_types_it(lillby, kind, times):
    """In each language, or once below both; a long one may go over two lines."""
    text = read(page(lillby, kind, CODES[:1])).pages[0].extract_text()
    assert times == "".join(text.split()).count(ADDRESS.removeprefix("https://"))
    assert "https" not in text


@pytest.mark.parametrize(
    "said", ["Lillby kommun", "Norr", "4 maj", "4 May", "Visa den inte för", "to nobody", "0999-10"]
)
def test_a_card_says_whose_it_is_what_for_and_that_it_is_secret(lillby, said):
    """Handed out in a school it has no letter around it, and cards of other pots lie beside it."""
    text = read(page(lillby, "cards", CODES[:1])).pages[0].extract_text()
    assert said in " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("kind", ["letters", "cards"])
def test_the_picture_is_of_the_address_with_the_code_behind_the_hash(lillby, kind, monkeypatch):
    """So the camera opens the page, and no server ever gets the code."""
    drawn = []

    def make(text, **options):
        drawn.append((text, options["error"]))
        return segno.make(text, **options)

    monkeypatch.setattr(letters, "segno", type("S", (), {"make": staticmethod(make)}))
    html = page(lillby, kind)
    assert [(f"{ADDRESS}#{code}", "m") for code in CODES] == drawn
    assert len(CODES) == html.count("data:image/svg+xml;base64,")


@pytest.mark.parametrize("kind", ["letters", "cards"])
def test_a_screen_reader_gets_tags_a_language_and_words_for_pictures(lillby, kind):
    """PDF/UA: also on paper that somebody reads as a file first."""
    reader = read(page(lillby, kind))
    root = reader.trailer["/Root"]
    found = list(elements(reader))
    kinds = {str(one["/S"]) for one in found}
    figures = [one for one in found if one["/S"] == "/Figure"]
    assert ("sv", True) == (root["/Lang"], root["/MarkInfo"]["/Marked"])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] and reader.metadata.title
    assert {"/Figure", "/P"} <= kinds
    assert len(CODES) == len(figures) and all(one.get("/Alt") for one in figures)


@pytest.mark.parametrize("language", letters.spoken())
@pytest.mark.parametrize("kind", ["letters", "cards"])
def test_in_every_language_a_camera_reads_the_code_and_a_screen_reader_the_rest(
    lillby, kind, language, tmp_path
):
    """Printed at 150 dots to the inch; one page, tagged, in its own language."""
    town = replace(lillby.town, languages=(language,))
    html = letters_page(town, lillby.rounds["2026"], ("norr",), CODES[:1], kind)
    path = tmp_path / "printed.pdf"
    path.write_bytes(pdf_bytes(html))
    (printed,) = pictures(path)
    root = PdfReader(path).trailer["/Root"]
    assert [f"{ADDRESS}#{CODES[0]}"] == qr_codes(printed)
    assert (language, True) == (root["/Lang"], root["/MarkInfo"]["/Marked"])
    assert CODES[0] in PdfReader(path).pages[0].extract_text()


def test_every_language_says_all_that_the_others_say():
    """With the same gaps: a date missing in one language would be missed by its readers only."""
    words = letters._words()
    gaps = {
        language: {key: sorted(re.findall(r"{\w+}", text)) for key, text in its.items()}
        for language, its in words.items()
    }
    assert {"sv", "en"} < set(words)
    assert [gaps["sv"]] * len(words) == list(gaps.values())


def test_a_language_that_reads_leftwards_leaves_codes_and_addresses_as_they_are(lillby):
    """And the languages below it read in their own direction."""
    town = replace(lillby.town, languages=("ar", "sv"))
    html = letters_page(town, lillby.rounds["2026"], ("norr",), CODES[:1], "letters")
    assert '<html dir="rtl" lang="ar">' in html
    assert '<div class="other" dir="ltr" lang="sv">' in html
    assert f'<p class="code" dir="ltr">{CODES[0]}</p>' in html
    assert f'<span class="address" dir="ltr">{ADDRESS.removeprefix("https://")}</span>' in html


def test_with_many_languages_each_letter_is_one_sheet(lillby, tmp_path):
    """Front and back, both with its own code: a folding machine takes two pages at a time."""
    town = replace(lillby.town, languages=letters.spoken())
    html = letters_page(town, lillby.rounds["2026"], ("norr",), CODES, "letters")
    pages = [one.extract_text() for one in read(html).pages]
    assert 2 * len(CODES) == len(pages)
    for number, text in enumerate(pages):
        assert [CODES[number // 2]] == [one for one in CODES if one in text]


def test_the_second_language_is_marked_as_such_in_the_page(lillby):
    """The library does not carry it into the tags of the PDF yet; the page is ready."""
    html = page(lillby, "letters", CODES[:1])
    _, _, second = html.partition('<div class="other" dir="ltr" lang="en">')
    assert "Participatory budget 2026" in second.partition("</div>")[0]


@pytest.mark.parametrize(("pots", "said"), [(("norr",), True), ((), False)])
def test_a_letter_counts_proposals_only_where_there_are_some(lillby, pots, said):
    """Codes may be printed before the ballot is known; nobody shall read of 0 proposals."""
    html = page(lillby, "letters", CODES[:1], pots)
    assert said is ("Du väljer bland" in html)
    assert said is ("You choose among" in html)


def test_a_code_stands_on_one_line_of_its_card(lillby):
    """A code that is broken is typed wrong."""
    text = read(page(lillby, "cards")).pages[0].extract_text()
    assert set(CODES) <= {line.strip() for line in text.splitlines()}


def test_a_page_of_cards_has_eight(lillby):
    """For schools and libraries."""
    codes = [f"0000-0000-0000-{number:04}-00" for number in range(9)]
    pages = read(page(lillby, "cards", codes)).pages
    counted = [sum(code in one.extract_text() for code in codes) for one in pages]
    assert [8, 1] == counted


def test_letters_are_the_same_bytes_whenever_they_are_made(lillby):
    """A reprint after a paper jam is the same letter."""
    html = page(lillby, "letters", CODES[:1])
    assert pdf_bytes(html) == pdf_bytes(html)


def test_a_code_for_two_pots_speaks_of_both(lillby):
    """With the money of both."""
    text = read(page(lillby, "letters", CODES[:1], ("norr", "soder"))).pages[0].extract_text()
    plain = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert "Norr och Söder" in plain and "500 000" in plain


def test_a_language_without_words_gets_the_others(lillby):
    """And where there are none at all, Swedish."""
    html = trustees_page(("so",), "lillby-2026", "key", ["academic acid"])
    assert '<html dir="ltr" lang="sv">' in html and "academic" in html


def test_nothing_of_a_town_is_taken_for_markup(lillby):
    """Its words are text."""
    html = trustees_page(("en",), "<b>town</b>", "key", ["<i>academic</i>"])
    assert "<b>town" not in html and "<i>academic" not in html


def test_the_address_has_one_slash(lillby):
    """However the town wrote its own."""
    assert ADDRESS == vote_address(lillby.town, "2026")
