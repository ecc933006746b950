"""What the site says in each language: all of it, with the same gaps, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from medborgarbudget.site import languages

METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("site/**.py", "python")]
OPTIONS = {
    "templates/**.html": {
        "extensions": "jinja2.ext.do",
        "silent": "false",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
    }
}
GAP = re.compile(r"%\((\w+)\)s|</?(\w+)")
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module")
def swedish(repository: Path) -> Catalog:
    """The Swedish catalogue."""
    path = repository / "theme/locale/sv/LC_MESSAGES/site.po"
    with path.open("rb") as file:
        return read_po(file, locale="sv")


def said(repository: Path) -> dict[str, str | tuple[str, ...]]:
    """Every sentence of templates and program, by its first form."""
    found: dict[str, str | tuple[str, ...]] = {}
    for folder in ("theme", "scripts/medborgarbudget"):
        for _, _, message, _, _ in extract_from_dir(
            str(repository / folder), method_map=METHODS, options_map=OPTIONS
        ):
            first = message if isinstance(message, str) else message[0]
            assert found.setdefault(first, message) == message, f"two kinds of: {first}"
    return found


def test_every_sentence_is_translated_and_none_is_left_over(
    repository: Path, swedish: Catalog
) -> None:
    """Nothing missing, nothing fuzzy, nothing that no page says any more."""
    wanted = said(repository)
    there = {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in swedish
        if message.id
    }

    assert [] == sorted(wanted.keys() - there.keys())
    assert [] == sorted(there.keys() - wanted.keys())
    assert [] == [one for one, message in there.items() if message.fuzzy or not message.string]


def test_a_translation_has_the_same_gaps_as_its_sentence(swedish: Catalog) -> None:
    """A figure that goes missing in one language would be missed by its readers only."""
    for message in swedish:
        if not message.id:
            continue
        forms = (message.id,) if isinstance(message.id, str) else message.id
        texts = (message.string,) if isinstance(message.string, str) else message.string
        for form, text in zip((forms[0], *forms[1:] * len(texts)), texts, strict=False):
            assert sorted(GAP.findall(form)) == sorted(GAP.findall(text)), message.id


class Sentences(HTMLParser):
    """The running text of a page: its paragraphs and list items."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into a paragraph."""
        self.depth += tag in ("p", "li")

    def handle_endtag(self, tag: str) -> None:
        """Leave it: its end is the end of a sentence."""
        if tag in ("p", "li"):
            self.depth -= 1
            self.text.append(".")

    def handle_data(self, data: str) -> None:
        """Keep what stands inside."""
        if self.depth > 0:
            self.text.append(data)


def lix(text: str) -> float:
    """The readability index of Björnsson (1968): words a sentence, and words over six letters."""
    sentences = [one for one in re.split(r"[.:!?]+", text) if WORD.search(one)]
    words = WORD.findall(text)
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def swedish_pages(site: Path) -> Iterator[tuple[str, str]]:
    """The running text of each Swedish page that has some, below the top and above the foot.

    Proposals are left out: residents write as they like.
    """
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.startswith(("en/", "schemas/", "2026/proposals/")):
            continue
        html = path.read_text(encoding="utf-8")
        parser = Sentences()
        parser.feed(html[html.index("<main") : html.index("</main>")])
        text = " ".join(parser.text)
        if len(WORD.findall(text)) >= 40:
            yield name, text


@pytest.mark.parametrize("when", ["before", "after"])
def test_pages_are_easy_to_read(when: str, request: pytest.FixtureRequest) -> None:
    """LIX below 40 on every Swedish page, which is that of easy newspapers."""
    found = {name: lix(text) for name, text in swedish_pages(request.getfixturevalue(when))}

    assert len(found) >= 4
    assert {} == {name: value for name, value in found.items() if value >= 40}


def test_the_sentences_of_the_program_are_easy_to_read(swedish: Catalog) -> None:
    """All of them together: LIX below 35."""
    texts = [
        text
        for message in swedish
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if len(WORD.findall(text)) >= 4
    ]

    assert lix(" ".join(f"{text}." for text in texts)) < 35


def test_languages_know_their_name() -> None:
    """A language that Babel does not know is shown by its code."""
    assert "suomi" == languages.own_name("fi")
    assert "finska" == languages.name_in("fi", "sv")
    assert "fit" == languages.own_name("fit")


def test_a_language_without_sentences_is_left_out(repository: Path) -> None:
    """A page that says it is Polish and speaks English would be read aloud wrongly."""
    theme = repository / "theme"

    assert ("en", "sv") == languages.spoken(theme, ("en", "pl", "sv"))
    assert ("en",) == languages.spoken(theme, ("pl",))


def test_swedish_stands_at_the_root_and_the_others_below_their_code() -> None:
    """Whatever the order in the town's file; a town without Swedish has its first there."""
    assert ("sv", "en") == languages.in_order(("en", "sv"))
    assert ("pl", "en") == languages.in_order(("pl", "en"))
    assert "" == languages.prefix("sv", ("sv", "en"))
    assert "en/" == languages.prefix("en", ("sv", "en"))


def test_a_text_in_another_language_says_so(before: Path) -> None:
    """A Swedish title on an English page carries its language, for those who listen."""
    page = (before / "en/2026/proposals/lekplats-norr/index.html").read_text(encoding="utf-8")

    assert '<h1><span lang="sv">Ny lekplats i Norr</span></h1>' in page
    assert "This proposal is written in Swedish." in page
