"""The sentences say the same in every language."""

from __future__ import annotations

from medborgarbudget.records.translations import LANGUAGES, differences, templates


def test_the_languages_have_the_same_codes_and_the_same_gaps() -> None:
    """A resident hears the same whatever the language."""
    assert () == differences()


def test_a_sentence_says_what_is_wrong_and_what_to_do() -> None:
    """Both in every language, without blame and without the words that we do not use."""
    for language in LANGUAGES:
        for code, words in templates(language).items():
            assert words.what and words.remedy, code
            said = f" {words.what} {words.remedy} ".lower()
            for unwanted in (" invalid", " valid ", "please", "sorry", " ogiltig", "vänligen"):
                assert unwanted not in said, code


def test_gaps_are_read_from_both_halves() -> None:
    """With the way in which each is to be shown."""
    assert {("limit", "number"), ("field", "label"), ("found", "number")} == templates("sv")[
        "text-too-long"
    ].gaps()
