"""What templates ask of values: a proposal's words by language, and groups of cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from medborgarbudget.pb.proposal import Proposal
from medborgarbudget.pb.round import Pot, Round
from medborgarbudget.pb.words import Words, language_for
from medborgarbudget.records.prose import Prose
from medborgarbudget.site.cards import Card

Part = Literal["title", "summary", "description"]


def words_of(proposal: Proposal, part: Part) -> Words:
    """One of the proposal's texts in every language that it is in, the original first."""
    originals = {"title": proposal.title, "summary": proposal.summary}
    words = {proposal.language: originals.get(part, proposal.description)}
    for language, translation in proposal.translations.items():
        texts = {"title": translation.title, "summary": translation.summary}
        words.setdefault(language, texts.get(part, translation.description))
    return words


def shown_language(proposal: Proposal, language: str) -> str:
    """The language in which a page shows the proposal: its own, or the nearest there is."""
    return language_for(words_of(proposal, "title"), language)


def other_languages(proposal: Proposal, shown: str) -> tuple[str, ...]:
    """All other languages of the proposal: the original first, then by code."""
    codes = (proposal.language, *sorted(proposal.translations))
    return tuple(code for code in dict.fromkeys(codes) if code != shown)


def titles_of(pieces: Mapping[str, Prose]) -> Words:
    """The title of a page or a piece of news by language."""
    return {language: piece.title for language, piece in pieces.items()}


def by_pot(cards: Sequence[Card], its_round: Round) -> tuple[tuple[Pot, tuple[Card, ...]], ...]:
    """The cards under their pots, in the order of the round's file; no pot without cards."""
    return tuple(
        (pot, its)
        for pot in its_round.pots.values()
        if (its := tuple(card for card in cards if card.proposal.pot == pot.pot_id))
    )
