"""Rules for what people write: no personal data, links that are links, letters of one kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from medborgarbudget.moderation import personal
from medborgarbudget.moderation.rules.view import Key, RoundView, finding, place_of, texts
from medborgarbudget.pb.problem import Place, Problem

LINK = re.compile(
    r"\]\(\s*<?([^)\s>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?(\S+)|<([a-zA-Z][\w+.-]*:[^>\s]*)>", re.M
)
SCHEMES = ("http://", "https://", "mailto:")
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]{0,200})?/?>|<!--")
WORD = re.compile(r"[^\W\d_]{2,}")
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets whose letters can be taken for each other's."""

HASHES = ("/manifest.yaml", "/result.yaml", "/announced.yaml")
"""Files of the program's own, where a digest may hold what looks like a personal number."""


def nobody_can_be_reached_or_traced_by_a_text(view: RoundView) -> Iterator[Problem]:
    """No personal number, e-mail address or phone number in residents' texts: Git never forgets."""
    for path, key, text in _residents_texts(view):
        if not any(sign in text for sign in "0123456789@"):
            continue
        for number in personal.personal_numbers(text):
            yield finding("personal-number", _at(view, path, key, number))
        for address in personal.e_mail_addresses(text):
            yield finding("e-mail-in-text", _at(view, path, key, address), "warning")
        for number in personal.phone_numbers(text):
            yield finding("phone-in-text", _at(view, path, key, number), "warning")


def no_person_is_numbered_by_the_town(view: RoundView) -> Iterator[Problem]:
    """No personal number in an assessment, a decision or any other text of the round."""
    for path in sorted(view.tree.documents):
        if path.startswith(f"{view.folder.path}/") and path.endswith(".yaml"):
            for key, text in texts(view.data(path)):
                if len(text) >= 10 and not path.endswith(HASHES):
                    for number in personal.personal_numbers(text):
                        yield finding("personal-number", _at(view, path, key, number))


def a_link_leads_to_a_page_or_a_mailbox(view: RoundView) -> Iterator[Problem]:
    """Links begin with http://, https:// or mailto:, so that none runs a program."""
    for path, key, text in _residents_texts(view):
        if "[" not in text and "<" not in text:
            continue
        for match in LINK.finditer(text):
            target = next(group for group in match.groups() if group is not None)
            if not target.lower().startswith(SCHEMES):
                place = _at(view, path, key, target)
                yield finding("link-scheme", place, link=target or "–")


def a_text_holds_no_tags(view: RoundView) -> Iterator[Problem]:
    """HTML is shown as the letters it is made of, which is seldom what its writer wants."""
    for path, key, text in _residents_texts(view):
        if "<" in text and (match := TAG.search(text)):
            yield finding("tag-in-text", _at(view, path, key, match[0]), "warning", tag=match[0])


def a_word_is_written_in_one_alphabet(view: RoundView) -> Iterator[Problem]:
    """A Cyrillic letter among Latin ones looks like another word: somebody should look."""
    for path, key, text in _residents_texts(view):
        if text.isascii():
            continue
        for match in WORD.finditer(text):
            if not match[0].isascii() and len(_alphabets(match[0])) > 1:
                place = _at(view, path, key, match[0])
                yield finding("mixed-alphabets", place, "warning", word=match[0])


def _residents_texts(view: RoundView) -> Iterator[tuple[str, Key, str]]:
    for project_id in view.folder.proposals:
        path = view.proposal_path(project_id)
        for key, text in texts(view.data(path)):
            yield path, key, text


def _at(view: RoundView, path: str, key: Key, words: str) -> Place:
    """Where the words stand: their own line within a long text, else the text's beginning."""
    start = place_of(view.tree, path, *key)
    document = view.tree.documents.get(path)
    first = words.split("\n")[0]
    for number, line in enumerate(document.lines if document else (), start=1):
        if number >= start.line and first and (at := line.find(first)) >= 0:
            return Place(path, number, at + 1, len(first))
    return start


def _alphabets(word: str) -> set[str]:
    return {alphabet for letter in word if (alphabet := _alphabet(letter)) in SCRIPTS}


@cache
def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


ROUND_RULES = (
    nobody_can_be_reached_or_traced_by_a_text,
    no_person_is_numbered_by_the_town,
    a_link_leads_to_a_page_or_a_mailbox,
    a_text_holds_no_tags,
    a_word_is_written_in_one_alphabet,
)
