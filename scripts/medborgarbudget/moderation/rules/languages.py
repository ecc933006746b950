"""Rules for languages: the town's texts in all of its languages, translations that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from medborgarbudget.moderation.rules.view import Key, RoundView, finding, key_of, place_of
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.proposal import Proposal, Translation
from medborgarbudget.records.tree import TownTree

NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f ]*\d)?")
GROUPING = re.compile(r"[.,\u00a0\u202f ](?=\d{3}(?!\d))")


def the_town_speaks_all_its_languages(tree: TownTree) -> Iterator[Problem]:
    """Every text of the town's is there in every language that the town has promised."""
    if tree.town is None:
        return
    promised = tree.town.languages
    place = place_of(tree, "content/town.yaml", "languages")
    for path in sorted(tree.documents):
        if path.startswith("proposals/"):
            continue
        lacking: dict[tuple[str, ...], list[Key]] = defaultdict(list)
        for key, words in _words(tree.documents[path].data, promised):
            lacking[tuple(one for one in promised if one not in words)].append(key)
        for missing, keys in lacking.items():
            if missing:
                yield finding(
                    "language-missing",
                    key_of(tree, path, *keys[0]),
                    "warning",
                    source=f"{place.path}:{place.line} languages",
                    languages=missing,
                    count=len(keys),
                )


def a_translation_is_into_another_language(view: RoundView) -> Iterator[Problem]:
    """A proposal's own language needs no translation."""
    for project_id, proposal in view.folder.proposals.items():
        if proposal.language in proposal.translations:
            path = view.proposal_path(project_id)
            place = key_of(view.tree, path, "translations", proposal.language)
            yield finding("translation-of-itself", place, language=proposal.language)


def a_translation_gives_the_same_numbers(view: RoundView) -> Iterator[Problem]:
    """Amounts, years and counts survive translation: where they differ, somebody should look."""
    for project_id, proposal in view.folder.proposals.items():
        for language, translation in proposal.translations.items():
            ours, theirs = _numbers(proposal), _numbers(translation)
            if ours != theirs:
                path = view.proposal_path(project_id)
                yield finding(
                    "translation-numbers-differ",
                    key_of(view.tree, path, "translations", language),
                    "warning",
                    language=language,
                    numbers=tuple(sorted(ours ^ theirs)),
                )


def _words(data: Any, languages: tuple[str, ...], key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every mapping from languages to texts in the data, with its key."""
    if isinstance(data, dict):
        texts = all(isinstance(value, str) for value in data.values())
        if texts and any(language in data for language in languages):
            yield key, data
        for name, value in data.items():
            yield from _words(value, languages, (*key, name))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _words(value, languages, (*key, number))


def _numbers(text: Proposal | Translation) -> frozenset[str]:
    """The numbers of two digits or more, however their digits are grouped."""
    whole = f"{text.title}\n{text.summary}\n{text.description}"
    plain = (GROUPING.sub("", match[0]) for match in NUMBER.finditer(whole))
    return frozenset(part for one in plain for part in re.findall(r"\d{2,}", one))


TOWN_RULES = (the_town_speaks_all_its_languages,)
ROUND_RULES = (
    a_translation_is_into_another_language,
    a_translation_gives_the_same_numbers,
)
