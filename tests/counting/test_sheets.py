"""Counting sheets: all that three people with pencils need, tagged, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from medborgarbudget.counting.hand_rules import BY_HAND, rule_words
from medborgarbudget.counting.sheets import direction_of, sheets_of, sheets_page
from medborgarbudget.pb.round import RuleChoice
from medborgarbudget.pb.rules import RULES
from medborgarbudget.pb.ties import TieBreaking
from medborgarbudget.records.digest import file_digest
from medborgarbudget.records.pdf import PdfMissingError, pdf_bytes
from medborgarbudget.records.tree import read_tree

VOTES = [(number, "vote", "1") for number in range(1, 121)]


@pytest.fixture
def bundled(opened):
    """Lillby with a bundle of 120 slips from Norr."""
    opened.batch("norr-1", "norr", VOTES)
    return opened


def written(town, *words: str) -> dict[str, PdfReader]:
    """The sheets that `sheets` writes, by pot."""
    out = town.root.parent / "out"
    town.play("sheets", "2026", "--out", str(out), *words)
    return {file.stem.removeprefix("2026-"): PdfReader(file) for file in sorted(out.iterdir())}


def text_of(reader: PdfReader) -> str:
    """All text of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def page_of(town, pot: str, language: str) -> str:
    """The sheets of a pot as HTML."""
    tree = read_tree(town.root)
    said = sheets_of(tree, tree.rounds["2026"], pot, language)
    return sheets_page(said, "SEK", language)


def test_the_files_are_tagged_and_say_their_language_and_title(bundled):
    """What a screen reader needs, as PDF/UA-1 has it."""
    readers = written(bundled)

    assert ["norr", "soder"] == list(readers)
    for pot, name in (("norr", "North"), ("soder", "South")):
        catalogue = readers[pot].root_object
        assert True is catalogue["/MarkInfo"]["/Marked"].value
        assert "en" == catalogue["/Lang"]
        assert f"Counting sheets: {name} – Participatory budget 2026" == readers[pot].metadata.title
        assert b"pdfuaid" in readers[pot].xmp_metadata.stream.get_data()
        assert readers[pot].metadata.creation_date is None


def test_the_cover_says_what_is_counted_and_by_what_rule(bundled):
    """Round, pot, money, slips, rule in plain words, and the frozen ballot's fingerprint."""
    first = " ".join(written(bundled)["norr"].pages[0].extract_text().split())

    assert "SEK\u00a0300,000" in first.replace("SEK 300,000", "SEK\u00a0300,000")
    assert "Slips expected 120" in first
    assert "Crosses for 1 to 3 projects." in first
    assert "The project with most votes goes first." in first
    assert "First counter" in first and "Second counter" in first
    digest = file_digest(bundled.root, "rounds/2026/manifest.yaml")
    assert digest in first.replace(" ", "")


def test_each_project_has_its_line_in_each_bundle(bundled):
    """By the number that stands on the ballot, with its cost; as many boxes as slips may need."""
    page = page_of(bundled, "norr", "sv")
    bundle = page.split("Röster i bunt norr-1")[1].split("</section>")[0]

    assert ["1", "2", "3"] == re.findall(r'<td class="no">(\d+)</td>', bundle)
    assert 3 * 3 == bundle.count("<div></div>")
    assert "180\u00a0000\u00a0kr" in bundle


def test_greedy_can_be_worked_out_on_the_last_sheet(bundled):
    """A line per project, and the money to begin with."""
    last = " ".join(written(bundled)["norr"].pages[-1].extract_text().split())

    assert "Rank Project Total Cost Money left before Fits? Money left after" in last
    assert 3 == last.count("yes")


def test_equal_shares_is_said_to_need_a_machine(bundled):
    """And which command does it."""
    last = " ".join(written(bundled)["soder"].pages[-1].extract_text().split())

    assert "This rule cannot be worked out by hand" in last
    assert "mb tally 2026 --check" in last


def test_the_sheets_tell_nothing_of_the_result(counted):
    """Who counts again must not know what it should come to."""
    page = page_of(counted, "norr", "en")

    assert not re.search(r">\s*44\s*<", page)
    assert "287" not in re.sub(r"[0-9a-f]{8}", "", page)


def test_the_same_bytes_in_another_process_on_another_day(bundled, tmp_path):
    """No clock, no chance, no order of its own."""
    made = []
    for seed, epoch in (("1", "0"), ("2", "1700000000")):
        out = tmp_path / seed
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": epoch,
            "TZ": "UTC",
        }
        words = ["sheets", "2026", "--pot", "norr", "--root", str(bundled.root), "--out", str(out)]
        subprocess.run(
            [sys.executable, "-m", "medborgarbudget", *words], check=True, env=environment
        )
        made.append((out / "2026-norr.pdf").read_bytes())

    assert made[0] == made[1]


def test_what_residents_wrote_cannot_change_the_page(bundled):
    """A title is text, whatever it looks like."""
    file = bundled.path("manifest.yaml")
    text = file.read_text(encoding="utf-8")
    odd = text.replace("Bänkar vid ån", "<img src=https://example.org/x.png onerror=x>")
    file.write_text(odd, encoding="utf-8")

    assert "&lt;img src=https" in page_of(bundled, "norr", "sv")


def test_a_page_reads_nothing_outside_itself(tmp_path):
    """What the page holds is shown; what it asks the disk for is not read."""
    file = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(file)
    held = f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"
    shown = []
    for address in (held, file.as_uri()):
        page = f'<html lang="en"><title>t</title><img src="{address}" alt="A square"></html>'
        reader = PdfReader(BytesIO(pdf_bytes(page)))
        shown.append(len(reader.pages[0].images))

    assert [1, 0] == shown


def test_text_from_right_to_left_is_kept_in_its_direction(bundled):
    """In a title, and of the whole page where the language is written so."""
    file = bundled.path("manifest.yaml")
    text = file.read_text(encoding="utf-8").replace("Bänkar vid ån", "مقاعد عند النهر 2")
    file.write_text(text, encoding="utf-8")
    page = page_of(bundled, "norr", "ar")

    assert '<html lang="ar" dir="rtl">' in page
    assert '<span dir="rtl">مقاعد' in page
    assert 5 <= len(PdfReader(BytesIO(pdf_bytes(page))).pages)
    assert ("rtl", "ltr", "ltr") == tuple(map(direction_of, ("2 שלום", "2 abc", "17")))


def test_many_projects_flow_over_pages_with_their_heading(bundled):
    """Each page of a table says again what its columns are."""
    tree = read_tree(bundled.root)
    said = sheets_of(tree, tree.rounds["2026"], "norr", "en")
    object.__setattr__(said, "lines", said.lines * 30)
    pages = PdfReader(BytesIO(pdf_bytes(sheets_page(said, "SEK", "en")))).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]

    assert 5 < sum("No Project Strokes Sum" in text for text in texts)
    assert 3 <= sum("Rank Project Total" in text for text in texts)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", [*RULES, "something/new"])
def test_every_rule_has_its_plain_words(name, language):
    """A rule that came later is at least named."""
    words = " ".join(rule_words(RuleChoice(name, TieBreaking(), threshold=5), language))

    assert words and "{" not in words
    assert set(BY_HAND) <= set(RULES)


def test_ranks_and_points_have_sheets_of_their_own(bundled):
    """Ranked ballots have a line for each place; points are written as numbers."""
    text = bundled.path("round.yaml").read_text(encoding="utf-8")
    found = []
    for ballot in ("vote_type: ordinal, max_length: 3", "vote_type: cumulative"):
        kind = text.replace("vote_type: approval, min_length: 1, max_length: 3", ballot)
        bundled.path("round.yaml").write_text(kind, encoding="utf-8")
        found.append(page_of(bundled, "norr", "en"))

    assert "× 3 =" in found[0] and "Place 3" in found[0]
    assert "Write the points of each slip" in found[1]


def test_a_system_without_pango_is_told_what_to_install(bundled, monkeypatch):
    """The packages by name; nothing is written."""

    def no_pango(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return whole(name, *rest)

    import builtins

    whole = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", no_pango)
    with pytest.raises(PdfMissingError):
        pdf_bytes("<html></html>")
    result = bundled.run("sheets", "2026", "--out", str(bundled.root.parent / "none"))

    assert 1 == result.exit_code
    assert "[pdf-library-missing]" in result.stdout
    assert "apt install libpango-1.0-0" in result.stdout
    assert not (bundled.root.parent / "none").exists()


def test_an_unknown_pot_is_wrong_usage(bundled):
    """Those that there are, are named."""
    result = bundled.run("sheets", "2026", "--pot", "vast")

    assert 2 == result.exit_code
    assert "norr, soder" in result.output
