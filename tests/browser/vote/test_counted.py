"""What the check page says of a published ballot is what the count makes of it."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from tests.browser.vote.conftest import ONE, ORDER, POINTS
from tests.browser.vote.nights import night, publish_box, revoke, smuggled, vote

from medborgarbudget.counting.digital import box_source
from medborgarbudget.records.sealed.encoding import b64u
from medborgarbudget.records.sealed.envelopes import SUITE, Marks
from medborgarbudget.records.sealed.rolls import Roll
from medborgarbudget.records.tree import read_tree

TWO = "ballot: {vote_type: approval, min_length: 2, max_length: 2, max_sum_cost: 130000}"
PURSE = "ballot: {vote_type: approval, min_sum_cost: 100000}"
MANY_POINTS = (
    "ballot: {vote_type: scoring, min_points: 1, max_points: 3, min_sum_points: 2,"
    " max_sum_points: 4}"
)
MARKS = {
    "approval": [
        (),
        (1,),
        (3,),
        (1, 3),
        (1, 2),
        (1, 2, 3),
        (1, 9),
        (3, 3),
        (1, 1, 3),
        (9, 9),
        (0, 1),
        ((1, 3), (1, 1)),
        ((), ()),
    ],
    "choose-1": [(), (1,), (2, 1), (1, 1), (8,)],
    "ordinal": [(3, 1), (1, 3, 1), (1, 2, 3), (2**53 - 1,)],
    "cumulative": [
        ((1, 3), (1, 4)),
        ((1,), (5,)),
        ((1, 2), (3, 3)),
        ((1, 1), (1, 1)),
        ((1,), (0,)),
        ((), ()),
        (1, 3),
        ((7,), (1,)),
    ],
    "scoring": [((1,), (1,)), ((1, 2), (1, 1)), ((1, 2), (0, 3)), ((1, 2), (4, 1)), ((3,), (3,))],
}
"""Choices, or choices with points."""

LEFT_OUT = '{"choices":[1]'
TEXTS = [
    '{"choices":[1], "points":[1]}',
    '{"choices": [1]}',
    '{"choices":[1.0]}',
    '{"choices":[1.5]}',
    '{"choices":[-1]}',
    '{"choices":[true]}',
    '{"choices":["1"]}',
    '{"choices":[9007199254740992]}',
    '{"choices":[1,2],"points":[1]}',
    '{"choices":[1],"points":null}',
    '{"choices":[1],"name":[1]}',
    '{"choices":[],"points":[1]}',
    '{"points":[1]}',
    '{"choices":{}}',
    '{"choices":1}',
    '{"choices":[1],"choices":[1]}',
    '{"__proto__":[1],"choices":[1]}',
    "[1]",
    "null",
    "",
    LEFT_OUT,
]
"""What no booth writes. With any of them the whole ballot cannot be read."""

SAID = {
    None: "Den här rösten räknas:",
    "blank": "Du väljer inget av förslagen",
    "ballot-unreadable": "går inte att läsa. Den räknas inte",
    "ballot-unknown-project": "finns inte på röstsedeln",
    "ballot-repeated-project": "Samma förslag står där mer än en gång",
    "ballot-length-above-limit": "och får ha högst",
    "ballot-length-below-limit": "förslag och ska ha minst",
    "ballot-sum-cost-above-limit": "Gränsen är",
    "ballot-sum-cost-below-limit": "De ska kosta minst",
    "ballot-sum-points-above-limit": "poäng och får ge högst",
    "ballot-sum-points-below-limit": "poäng och ska ge minst",
    "ballot-points-above-limit": "Det högsta är",
    "ballot-points-below-limit": "Det minsta är",
}
"""The words for each reason of the count; None where it counts."""


def marks_of(given):
    """Choices alone, or with points."""
    return Marks(*given) if given and isinstance(given[0], tuple) else Marks(given)


def published(town, leaves):
    """When all is over; and what the count makes of each leaf: its reason, "blank", or None."""
    night(town, "2026-05-25")
    box = publish_box(town, leaves)
    town.build("2026-05-25")
    rolls = {
        roll: Roll((town.root / f"rounds/2026/roll/{roll}.txt").read_bytes())
        for roll in town.election.rolls
    }
    source, problems = box_source(read_tree(town.root).rounds["2026"], rolls, box)
    assert () == problems
    outside = [one for pot in rolls for one in source.not_counted(pot)]
    blank = sum(source.counts(pot).blank for pot in rolls)
    return {one.slip: one.reason for one in outside}, blank


def come(screen, town, language=""):
    """The check page; gives what shows what the box holds of a code."""
    screen.goto("about:blank")
    screen.goto(f"{town.site}{language}2026/vote/check/")

    def shown(code):
        screen.evaluate("document.getElementById('recorded').replaceChildren()")
        screen.fill("#code", code)
        screen.click("#code-form button")
        screen.locator("#recorded > :nth-child(2), #recorded.wrong").first.wait_for()
        return screen.inner_text("#recorded").replace("\u00a0", " ")

    return shown


@pytest.mark.parametrize(
    ("norr", "soder", "kinds"),
    [
        (TWO, ONE, ("approval", "choose-1")),
        (POINTS, ORDER, ("cumulative", "ordinal")),
        (MANY_POINTS, PURSE, ("scoring", "approval")),
    ],
)
def test_every_ballot_stands_as_it_is_counted(screen, towns_that_vote, norr, soder, kinds):
    """Within the limits, outside any of them, blank, or with points where there are none."""
    town = towns_that_vote(norr, soder)
    cases = [
        (pot, given, *smuggled(town, marks_of(given), pot))
        for pot, kind in zip(("norr", "soder"), kinds, strict=True)
        for given in MARKS[kind]
    ]
    reasons, blank = published(town, {leaf for *_, leaf in cases})
    shown = come(screen, town)
    said = {(pot, given): shown(code) for pot, given, code, _ in cases}
    wanted = {
        (pot, given): "blank" if not marks_of(given).choices else reasons.get(b64u(leaf))
        for pot, given, _, leaf in cases
    }

    assert blank == list(wanted.values()).count("blank")
    assert [] == [(one, said[one]) for one, why in wanted.items() if SAID[why] not in said[one]]
    for one, why in wanted.items():
        counts = "räknas:" in said[one]
        assert counts == (why is None), one
        if why not in (None, "blank"):
            assert "men den" in said[one] and "räknas inte" in said[one], one


def spoiled(harm):
    """Seals other bytes than a booth pads."""

    def encrypt(plain, recipient, info):
        size = len(plain)
        length = int.from_bytes(plain[:2], "big")
        data = {
            "short": plain[: size // 2],
            "long": plain + bytes(8),
            "padding": plain[:-1] + b"\1",
            "length": (size - 1).to_bytes(2, "big") + plain[2:],
            "sign": plain[: 2 + length - 1] + b"\xff" + plain[2 + length :],
            "nothing": b"",
            "other header": plain,
        }[harm]
        return SUITE.encrypt(data, recipient, info=info + b"!" * (harm == "other header"))

    return encrypt


def test_what_cannot_be_read_does_not_count_and_the_page_says_so(screen, towns_that_vote):
    """Any other text, padding or length than a booth's, or sealed for another header."""
    town = towns_that_vote()
    cases = {text: smuggled(town, SimpleNamespace(text=text)) for text in TEXTS}
    for harm in ("short", "long", "padding", "length", "sign", "nothing", "other header"):
        cases[harm] = smuggled(town, Marks((1,)), encrypt=spoiled(harm))
    reasons, _ = published(town, {leaf for _, leaf in cases.values()})
    shown = come(screen, town)

    assert {"ballot-unreadable"} == {reasons.get(b64u(leaf)) for _, leaf in cases.values()}
    said = {name: shown(code) for name, (code, _) in cases.items()}
    assert [] == [name for name, text in said.items() if SAID["ballot-unreadable"] not in text]
    assert 0 == screen.locator("#recorded li").count()


def test_a_ciphertext_that_is_not_the_voters_is_no_fault_of_hers(screen, towns_that_vote):
    """The town has published other bytes than she signed: that is told as what it is."""
    town = towns_that_vote()
    code, ballot, _ = vote(town, 1)
    _, other, _ = vote(town, 2)
    published(town, (ballot.leaf, other.leaf))
    path = town.output / "2026/box/ciphertexts.txt"
    lines = [line.split(" ") for line in path.read_text("ascii").splitlines()]
    swapped = [f"{lines[0][0]} {lines[1][1]}\n", f"{lines[1][0]} {lines[0][1]}\n"]
    path.write_text("".join(swapped), "ascii")

    assert "Något är fel" in come(screen, town)(code)


def test_a_vote_that_does_not_count_says_why_and_what_it_holds(screen, towns_that_vote):
    """Both figures, and the choices with the number that is on no ballot, in either language."""
    town = towns_that_vote(TWO)
    code, leaf = smuggled(town, Marks((1, 3, 9)))
    published(town, (leaf,))
    swedish = come(screen, town)(code)
    english = come(screen, town, "en/")(code)

    for words in ("Den här rösten ligger i urnan, men den räknas inte.", "Det här står i den:"):
        assert words in swedish
    assert "Den har 3 förslag och får ha högst 2." in swedish
    assert "Nummer 9 finns inte på röstsedeln." in swedish
    assert "It names 3 proposals, and may name 2." in english
    assert "This vote is in the box, but it is not counted." in english
    assert "Number 9" == screen.inner_text("#recorded li:last-child")


@pytest.mark.parametrize(
    ("reason", "words"),
    [("paper", "rösten på papper gäller"), ("reissue", "Brevet är utbytt mot ett nytt")],
)
def test_a_letter_that_was_taken_in_says_what_for(screen, towns_that_vote, reason, words):
    """After closing the officer's reason is public."""
    town = towns_that_vote()
    code, ballot, _ = vote(town, 1)
    revoke(town, code, reason)
    night(town, "2026-05-25")
    publish_box(town, ())
    town.build("2026-05-25")
    assert reason in json.dumps((town.output / "2026/box/entries.jsonl").read_text("ascii"))
    text = come(screen, town)(code)

    assert words in text
    assert ("papper" in text) == (reason == "paper")
    assert ballot.leaf


def test_a_scanned_letter_is_read_here_as_in_the_booth(screen, towns_that_vote):
    """The whole address, also as a scanner with another keyboard types it."""
    town = towns_that_vote()
    code, ballot, _ = vote(town, 1)
    published(town, (ballot.leaf,))
    shown = come(screen, town)
    for typed in (f"{town.site}2026/vote/#{code}", f"http;&&x&2026&vote&§{code.replace('-', '+')}"):
        assert SAID[None] in shown(typed)
