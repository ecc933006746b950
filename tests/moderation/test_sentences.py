"""The sentences: the same in both languages, plain, and each said by something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medborgarbudget.moderation.sentences import LANGUAGES, Sentence, sentence, value_labels
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.translations import differences, templates

HARDEST = 40
"""LIX: under 30 is children's books, 40 is easy fiction, 50 newspapers. Source: Björnsson 1968."""
SHUNNED = {
    "sv": r"\b(?:o?giltig\w*|felaktig\w*|vänligen|tyvärr|ursäkta|förbjud\w*|misslyckad\w*)\b",
    "en": r"\b(?:invalid|valid|please|sorry|forbidden|failed|illegal|oops)\b",
}
"""Words that blame, beg or say nothing. Source: GOV.UK Design System, "Error message"."""


def sentences() -> Iterator[tuple[str, str, str]]:
    """Every sentence as (language, code, words with X in the gaps)."""
    for language in LANGUAGES:
        for code, words in templates(language).items():
            yield language, code, re.sub(r"\{[^}]*\}", "X", f"{words.what} {words.remedy}")


def lix(text: str) -> float:
    """Words per sentence plus the share in a hundred of words of more than six letters."""
    words = re.findall(r"[^\W_]+(?:[-./][^\W_]+)*", text)
    ends = len(re.findall(r"[.!?:](?=\s|$)", text)) or 1
    return len(words) / ends + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_both_languages_say_the_same() -> None:
    """The same codes, and for each the same gaps in the same formats."""
    assert () == differences()
    assert value_labels("sv").keys() == value_labels("en").keys()


@pytest.mark.parametrize(("language", "code", "text"), list(sentences()))
def test_a_sentence_is_easy_to_read(language: str, code: str, text: str) -> None:
    """Short words, short sentences, and none that a public office should not say."""
    assert lix(text) < HARDEST
    assert [] == re.findall(SHUNNED[language], text, re.IGNORECASE)


@pytest.mark.parametrize(("language", "code", "text"), list(sentences()))
def test_a_sentence_says_what_and_how(language: str, code: str, text: str) -> None:
    """A remedy for everything; one space between words; no line break."""
    assert templates(language)[code].what
    assert templates(language)[code].remedy
    assert text == " ".join(text.split())


def test_every_sentence_is_said_by_something() -> None:
    """A code that no module, schema or table of codes names is a sentence nobody will read."""
    package = Path(__file__).resolve().parents[2] / "scripts" / "medborgarbudget"
    program = "".join(
        path.read_text(encoding="utf-8")
        for ending in ("py", "json")
        for path in package.rglob(f"*.{ending}")
    )
    made = re.findall(r'f"([a-z-]+-)\{\w+\}(-[a-z-]+)?"', program)
    silent = [
        code
        for code in templates("sv")
        if f'"{code}"' not in program
        and not any(code.startswith(start) and code.endswith(end) for start, end in made)
    ]

    assert [] == silent


def test_gaps_are_filled_by_their_kind() -> None:
    """Money, dates, lists and the words for a value, in the reader's language."""
    facts = {"submitted": "2026-03-02", "opens": "2026-01-12", "closes": "2026-02-28T20:00"}
    late = Problem("submitted-outside-period", Place("a"), facts)

    assert (
        "Förslag tas emot från 12 januari 2026 till 28 februari 2026 kl. 20.00. "
        "Här står 2 mars 2026." == sentence(late, "sv").what
    )
    assert "2 March 2026" in sentence(late, "en").what


def test_a_long_list_ends_with_how_many_more() -> None:
    """Six names are enough to recognise the list by."""
    facts = {"pot": "x", "pots": tuple("abcdefgh")}

    assert (
        "a, b, c, d, e, f och 2 till."
        in sentence(Problem("pot-unknown", Place("a"), facts), "sv").remedy
    )


def test_a_code_without_words_is_still_said() -> None:
    """Nothing that is found is ever hidden."""
    assert Sentence("not-yet-worded", "") == sentence(Problem("not-yet-worded", Place("a")), "sv")


def test_a_language_without_a_table_gets_english() -> None:
    """Finnish readers meet English rather than nothing."""
    problem = Problem("personal-number", Place("a"))

    assert sentence(problem, "en") == sentence(problem, "fi")
