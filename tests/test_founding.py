"""A new town: made whole or not at all, in order from the first minute."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import date

import pytest
from click.testing import CliRunner

from medborgarbudget.cli import COMMANDS
from medborgarbudget.commands.town import init
from medborgarbudget.moderation.validate import validate
from medborgarbudget.records.founding import Founding, first_files, server_folder, template
from medborgarbudget.records.history import head
from medborgarbudget.records.tree import read_tree

TODAY = date(2026, 11, 23)
DEFAULTS = ("--yes", "--today", "2026-11-23", "--language", "sv")


def made(folder, *options, answers=None):
    """What `init` did with these options."""
    return CliRunner().invoke(init, [str(folder), *options], input=answers)


@pytest.fixture(scope="module")
def lillstad(tmp_path_factory):
    """A town made with the defaults."""
    folder = tmp_path_factory.mktemp("towns") / "lillstad"
    run = made(folder, *DEFAULTS)
    assert 0 == run.exit_code, run.output
    return folder


def test_a_new_town_is_in_order_and_open_for_ideas(lillstad):
    """One round, its ideas step begun today, and nothing for the validator to say."""
    tree = read_tree(lillstad)

    assert () == validate(tree, None, TODAY)
    assert ["2026"] == list(tree.rounds)
    schedule = tree.rounds["2026"].round.schedule
    assert TODAY == schedule.periods["ideas"].opens.date()
    assert "Lillstad" == tree.town.name["sv"]


def test_a_new_town_is_built_and_committed(lillstad):
    """There is a site to look at, one commit, and nothing left to commit."""
    words = ["git", "-C", lillstad, "status", "--porcelain"]
    status = subprocess.run(words, capture_output=True, check=True, text=True)

    assert (lillstad / "output/index.html").is_file()
    assert head(lillstad)
    assert "" == status.stdout


def test_a_new_town_s_template_is_a_proposal_as_it_stands(lillstad, tmp_path):
    """The first resident can begin with it."""
    founding = Founding({"sv": "Ö", "en": "Ö"}, 10, 10_000, "a@o.example", TODAY)
    for path, data in first_files(founding).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    proposal = tmp_path / "proposals/2026/bankar-vid-bron.yaml"
    proposal.parent.mkdir()
    proposal.write_bytes((tmp_path / "proposals/TEMPLATE.yaml").read_bytes())

    tree = read_tree(tmp_path)
    assert () == validate(tree, None, TODAY)
    assert ["bankar-vid-bron"] == list(tree.rounds["2026"].proposals)
    assert b"pot: skolor\n" in template("2030", "skolor", TODAY)


def test_what_is_not_given_is_asked(tmp_path):
    """Seven questions; an empty answer takes the default."""
    answers = "Storby kommun\nStorby Municipality\n12 500\n\nfraga@storby.example\n\n\n"
    run = made(tmp_path / "b", "--today", "2026-01-15", "--language", "sv", answers=answers)

    assert 0 == run.exit_code, run.output
    tree = read_tree(tmp_path / "b")
    assert {"sv": "Storby kommun", "en": "Storby Municipality"} == tree.town.name
    assert ("Storby", 12_500) == (tree.town.short_name, tree.town.population)
    assert 500_000 == tree.rounds["2026"].round.budget_limit
    assert "fraga@storby.example" == tree.town.contact.email
    assert "https://medborgarbudget.storby.example" == tree.town.url


def test_a_town_that_votes_online_gets_the_steps_the_page_and_the_server_s_files(tmp_path):
    """In order at once, with its own names; the keys are for the ceremony to make."""
    run = made(tmp_path / "storby", *DEFAULTS, "--online")

    assert 0 == run.exit_code, run.output
    assert "ONLINE.md" in run.stdout
    folder = tmp_path / "storby"
    tree = read_tree(folder)
    assert () == validate(tree, None, TODAY)
    assert ["online", "polling-place"] == sorted(one.kind for one in tree.rounds["2026"].events)
    assert None is tree.rounds["2026"].keys
    assert (folder / "output/how-to-vote/index.html").is_file()
    unit = (folder / "deploy/medborgarbudget-vote.service").read_text("utf-8")
    assert "ROUND=2026\n" in unit and "https://medborgarbudget.storby.example\n" in unit
    served = {path.name: path.read_text("utf-8") for path in (folder / "deploy").iterdir()}
    assert {path.name for path in server_folder().iterdir()} == served.keys()
    strangers = [line for text in served.values() for line in text.splitlines() if "lillby" in line]
    assert ["Environment=TOWN=git@git.lillby.example:lillby/medborgarbudget.git"] == strangers


def test_the_steps_destroy_the_store_before_the_box_is_pushed(tmp_path):
    """As in the guide: paper after the vote, a last checkpoint, the server stopped, close."""
    made(tmp_path / "storby", *DEFAULTS, "--online")
    whole = (tmp_path / "storby/ONLINE.md").read_text("utf-8")
    for part, signs in zip(
        whole.split("## Voting online"),
        (
            (
                "räkna om",
                "Stäng,",
                "mb paper",
                "checkpoint 2026",
                "Stoppa",
                "mb close",
                "Färre än 50",
            ),
            ("out again", "Close,", "mb paper", "checkpoint 2026", "Stop ", "mb close", "than 50"),
        ),
        strict=True,
    ):
        where = -1
        for sign in (*signs, "mb tally", "git push", "mb verify"):
            assert (where := part.find(sign, where + 1)) >= 0, sign


def test_who_votes_online_is_not_promised_too_much(tmp_path):
    """Whoever has a code can see how it voted: the page on personal data says so."""
    for name, options, says in (("a", (), False), ("b", ("--online",), True)):
        made(tmp_path / name, *DEFAULTS, *options)
        for language, words in {"sv": "den som har din kod", "en": "whoever has your"}.items():
            page = (tmp_path / name / f"content/pages/privacy.{language}.md").read_text("utf-8")
            assert says == (words in page) and "$" not in page


def test_every_command_of_the_steps_is_one_with_those_options(tmp_path):
    """What a clerk copies from ONLINE.md is understood by the program."""
    made(tmp_path / "storby", *DEFAULTS, "--online")
    steps = (tmp_path / "storby/ONLINE.md").read_text("utf-8")
    typed = [shlex.split(words) for words in re.findall(r"`mb ([^`]+)`", steps)]

    assert {"ceremony", "codes", "open", "checkpoint", "paper", "close", "tally", "verify"} == {
        words[0] for words in typed
    }
    for name, *words in typed:
        parameters = COMMANDS[name].load().params
        options = {option for one in parameters for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, name
        assert "2026" == words[0]


def test_a_bad_answer_is_asked_for_again(tmp_path):
    """Nobody begins anew because of a slip; the question stands until it is answered."""
    answers = "Storby\n\nmånga\n0\n12\n5\n\nfråga mig\nfraga@storby.se\nhttp://a.se\nstorby.se\nj\n"
    run = made(tmp_path / "t", "--today", "2026-01-15", "--language", "sv", answers=answers)

    assert 0 == run.exit_code, run.output
    tree = read_tree(tmp_path / "t")
    assert (12, 500_000) == (tree.town.population, tree.rounds["2026"].round.budget_limit)
    assert "fraga@storby.se" == tree.town.contact.email
    assert "https://storby.se" == tree.town.url
    assert 2 == run.stderr.count("Skriv ett helt tal, minst 1.")
    assert "ska vara en e-postadress" in run.stderr and "content/" not in run.stderr


def test_the_site_s_address_is_in_the_town_and_in_the_server_s_files(tmp_path):
    """Given once, not to be found and changed in four files."""
    run = made(tmp_path / "t", *DEFAULTS, "--online", "--url", "https://budget.storby.se/")

    assert 0 == run.exit_code, run.output
    assert "https://budget.storby.se" == read_tree(tmp_path / "t").town.url
    unit = (tmp_path / "t/deploy/medborgarbudget-vote.service").read_text("utf-8")
    assert "ORIGIN=https://budget.storby.se\n" in unit
    assert "server_name budget.storby.se;" in (tmp_path / "t/deploy/nginx.conf").read_text("utf-8")


def test_whoever_stops_founding_has_written_nothing(tmp_path):
    """A terminal that closes, or Ctrl-C, in the middle of the questions."""
    run = made(tmp_path / "t", "--language", "sv", answers="Storby\n")
    assert 130 == run.exit_code
    assert run.stderr.endswith("Avbrutet. Inget skrevs.\n")
    assert [] == list(tmp_path.iterdir())


def test_whoever_says_yes_to_voting_online_gets_it(tmp_path):
    """The last question; without an answer it is paper."""
    answers = "Storby\n\n\n\n\n\n"
    day = ("--today", "2026-01-15", "--language", "en")
    for answer, there in (("y", True), ("", False)):
        folder = tmp_path / f"town{answer}"
        assert 0 == made(folder, *day, answers=f"{answers}{answer}\n").exit_code
        assert there == (folder / "ONLINE.md").is_file()


@pytest.mark.parametrize(
    "name", ['Å: "ö" # $email', "true", "{sv: x}", "Lilla  Edet\nkommun", "007"]
)
def test_a_name_is_what_was_typed_whatever_it_means_to_yaml(tmp_path, name):
    """Signs that are words of the file format stay signs of the name."""
    run = made(tmp_path / "t", "--name", name, *DEFAULTS)

    assert 0 == run.exit_code, run.output
    assert " ".join(name.split()) == read_tree(tmp_path / "t").town.name["sv"]


def test_an_english_town_has_english_first(tmp_path):
    """The language of the messages is the first of the site's languages."""
    run = made(tmp_path / "t", "--yes", "--language", "en", "--today", "2026-11-23")

    assert 0 == run.exit_code, run.output
    assert ("en", "sv") == read_tree(tmp_path / "t").town.languages
    assert "Round 2026 takes proposals from today" in run.stdout


def test_a_folder_with_anything_in_it_is_refused(tmp_path):
    """Exit code 2, and the folder is as it was."""
    (tmp_path / "letter.txt").write_text("dear all", encoding="utf-8")
    run = made(tmp_path, *DEFAULTS)

    assert 2 == run.exit_code
    assert "är inte tom" in run.stderr
    assert ["letter.txt"] == [entry.name for entry in tmp_path.iterdir()]


def test_an_empty_folder_is_filled(tmp_path):
    """The folder that somebody has made for it is a good place."""
    (tmp_path / "t").mkdir()

    assert 0 == made(tmp_path / "t", *DEFAULTS).exit_code
    assert (tmp_path / "t/content/town.yaml").is_file()


def test_the_folder_one_stands_in_is_filled(tmp_path, monkeypatch):
    """`mb init .`: whoever made the folder and went into it is still there afterwards."""
    monkeypatch.chdir(tmp_path)
    run = made(".", *DEFAULTS)

    assert 0 == run.exit_code, run.output
    assert (tmp_path / "content/town.yaml").is_file()
    assert [] == list(tmp_path.parent.glob(".init-*"))


@pytest.mark.parametrize(
    "options",
    [("--email", "nobody at home"), ("--name", "\u202eytlimitsop"), ("--population", "999999999")],
)
def test_what_cannot_be_a_town_leaves_nothing_behind(tmp_path, options):
    """It is told without the name of a file that was never made; exit code 1, and nothing stays."""
    run = made(tmp_path / "t", *options, *DEFAULTS)

    assert 1 == run.exit_code, run.output
    assert run.stdout and "content/" not in run.stdout
    assert [] == list(tmp_path.iterdir())


def test_the_same_founding_gives_the_same_commit(lillstad, tmp_path):
    """Made twice on the same day with the same answers, the two are one."""
    made(tmp_path / "lillstad", *DEFAULTS)

    assert head(lillstad) == head(tmp_path / "lillstad")
