"""Every folder of tests/examples is a test: one refused example breaks one rule, and says so.

How to add one: see tests/examples/README.md. ``BLESS=1 pytest tests/moderation/test_examples.py``
writes what is said now into the folders; read it as a resident would before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from medborgarbudget.cli import cli
from medborgarbudget.records.translations import LANGUAGES, templates

TESTS = Path(__file__).resolve().parents[1]
LILLBY = TESTS / "towns" / "lillby"
REFUSED = sorted(path for path in (TESTS / "examples" / "refused").iterdir() if path.is_dir())
ACCEPTED = sorted(path for path in (TESTS / "examples" / "accepted").iterdir() if path.is_dir())
NOT_OF_THE_TOWN = ("said.sv.txt", "said.en.txt", "steps.txt", "then")
IDEAS_ARE_GATHERED = "2026-02-01"
BLESS = os.environ.get("BLESS") == "1"

WITHOUT_EXAMPLE = {
    "file-is-link": "a copy of an example follows links; see records/test_paths.py",
    "file-missing": "a path that is not there is wrong usage; see records/test_paths.py",
    "file-unreadable": "needs a folder or a pipe; see records/test_paths.py",
    "history-cut-off": "needs a Git history; see records/test_history.py",
    "history-missing": "needs a Git history; see records/test_history.py",
    "more-of-the-same": "a note beside other findings; see records/test_shape.py",
    "path-outside": "no path in a town leads outside; see records/test_paths.py",
    "shape-not-as-agreed": "schema words that none of ours uses; see records/test_shape.py",
    "town-file-missing": "without it a folder is no town; see records/test_tree.py",
    "class-not-as-counted": "needs ballots handed in; see counting/test_sources.py",
    "classes-differ": "needs ballots handed in; see counting/test_sources.py",
    "classes-too-small": "comes with classes-not-adding-up; see counting/test_sources.py",
    "client-changed": "needs another release of the program; see commands/test_client.py",
    "address-invented": "mostly a warning; see commands/test_voting.py",
    "letters-language-missing": "a warning, on standard error; see commands/test_voting.py",
    "close-few-of-class": "a warning, on standard error; see counting/test_sources.py",
    "close-few-ballots": "a warning, on standard error; see counting/test_whole_way.py",
    "open-early": "a warning, on standard error; see voting/test_opening.py",
    "few-ahead": "a warning, on standard error; see counting/test_few.py",
    "history-differs": "needs a Git history; see counting/test_verify.py",
    "manifest-differs": "needs an older clone; see counting/test_frozen_checks.py",
    "manifest-lacks-file": "needs the hashes of other files; see counting/test_frozen_checks.py",
    "manifest-replaced": "needs a Git history; see counting/test_frozen_checks.py",
    "round-gone": "needs a Git history; see counting/test_frozen_checks.py",
    "input-changed": "comes with result-differs; see counting/test_verify.py",
    "recount-stopped": "needs a fault in the program; see counting/test_recount.py",
    "result-gone": "needs a Git history; see counting/test_verify.py",
    "change-mixes-owners": "needs a Git history; see test_change.py",
    "area-has-won": "needs an earlier round; see moderation/test_provisions.py",
    "id-taken": "comes with a finding on the second file's name; see test_validate.py",
    "import-folder-not-empty": "about a folder; see commands/test_elections.py",
    "import-folder-unusable": "needs a full disk; see counting/test_importing.py",
    "import-number-too-large": "about `import`; see counting/test_importing.py",
    "import-money-rounded": "a note of `import`; see counting/test_importing.py",
    "pdf-library-missing": "needs a system without it; see counting/test_sheets.py",
    "pb-blank-line": "a warning; see records/test_pabulib_writing.py",
    "pb-voter-missing": "a warning in others' files; see records/test_pabulib_reading.py",
    "pb-voter-twice": "a warning in others' files; see records/test_pabulib_reading.py",
    "pb-count-differs": "a warning; see records/test_pabulib_reading.py",
    "pb-meta-incomplete": "a warning; see records/test_pabulib_reading.py",
    "pb-more-of-the-same": "a note beside other findings; see records/test_pabulib_reading.py",
    "pb-broke-off": "needs a fault of the program; see counting/test_workers.py",
    "pb-not-counted-by": "a note; see counting/test_single.py",
    "pb-outside-limits": "a note; see records/test_pabulib_reading.py",
    "pb-project-repeated": "a warning; see records/test_pabulib_reading.py",
    "pb-rule-not-ours": "a note; see counting/test_single.py",
    "pb-too-large": "half a gigabyte; see records/test_pabulib_reading.py",
    "pb-too-many-lines": "four million lines; see counting/test_hostile_files.py",
    "pb-too-many-projects": "two thousand rows; see counting/test_hostile_files.py",
    "pb-too-many-steps": "needs options; see counting/test_single.py",
    "pb-too-many-selections": "needs options; see counting/test_single.py",
    "tally-too-many-selections": "nearly two hundred projects; see counting/test_tally.py",
    "pb-votes-differ": "a warning; see records/test_pabulib_reading.py",
    "ballots-not-from-box": "needs sealed ballots; see counting/test_digital.py",
    "box-differs": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-chain": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-election": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-not-in-roll": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-officer": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-pot": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-roll": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-signature": "needs sealed ballots; see counting/test_digital.py",
    "box-entry-twice": "needs sealed ballots; see counting/test_digital.py",
    "box-few-ballots": "needs sealed ballots; see counting/test_closing.py",
    "box-not-of-log": "needs sealed ballots; see counting/test_digital.py",
    "box-without-keys": "needs sealed ballots; see counting/test_digital.py",
    "checkpoint-before-last": "needs a store; see commands/test_vote_function.py",
    "older-without-log": "needs two clones; see counting/test_digital.py",
    "checkpoint-gone": "needs a Git history; see counting/test_digital.py",
    "checkpoint-not-signed": "needs a signed log; see counting/test_digital.py",
    "checkpoint-of-another-log": "needs two clones; see counting/test_digital.py",
    "checkpoint-shrinks": "needs a signed log; see counting/test_digital.py",
    "ciphertext-differs": "needs sealed ballots; see counting/test_digital.py",
    "ciphertext-missing": "needs sealed ballots; see counting/test_digital.py",
    "ciphertext-not-destroyed": "needs sealed ballots; see counting/test_digital.py",
    "close-within-grace": "needs the clock; see counting/test_closing.py",
    "election-key-differs": "needs sealed ballots; see counting/test_digital.py",
    "log-beyond-checkpoint": "needs a signed log; see counting/test_digital.py",
    "log-differs": "needs a signed log; see counting/test_digital.py",
    "log-rewritten": "needs two clones; see counting/test_digital.py",
    "sums-not-adding-up": "needs sealed ballots; see counting/test_few.py",
    "sums-not-due": "needs sealed ballots; see counting/test_few.py",
    "sums-with-ciphertext": "needs sealed ballots; see counting/test_few.py",
    "tally-needs-ballots": "needs sealed ballots; see counting/test_few.py",
    "store-not-tidied": "a warning; see commands/test_tidying.py",
    "store-setting-tells": "a warning; see commands/test_tidying.py",
    "store-not-emptied": "needs a store that fails; see counting/test_closing.py",
    "store-row-odd": "needs a store; see counting/test_closing.py",
    "trustee-word": "needs a ceremony; see counting/test_closing.py",
    "trustee-words": "needs a ceremony; see counting/test_closing.py",
    "trustee-words-number": "needs a ceremony; see counting/test_closing.py",
    "trustees-no-key": "needs a ceremony; see counting/test_closing.py",
    "box-file-missing": "needs sealed ballots; see counting/test_digital.py",
    "box-line": "needs sealed ballots; see counting/test_digital.py",
    "letter-line": "needs a desk; see counting/test_late_letters.py",
    "letters-none": "needs a desk; see counting/test_late_letters.py",
    "letter-not-signed": "needs a desk; see counting/test_late_letters.py",
    "letter-taken": "needs a store; see counting/test_late_letters.py",
    "letter-unknown": "needs a desk; see counting/test_late_letters.py",
    "revoke-after-box": "needs sealed ballots; see counting/test_late_letters.py",
    "log-lost": "needs a store; see counting/test_closing.py",
    "clock-behind": "needs the clock; see commands/test_vote_server.py",
    "store-of-another-vote": "needs a store; see commands/test_vote_server.py",
    "store-unavailable": "needs a store; see counting/test_closing.py",
}
"""Codes without a folder, and why."""


class Example:
    """A town made from an example's folder, and what the program says of it."""

    def __init__(self, folder: Path, tmp_path: Path) -> None:
        self.folder, self.town = folder, tmp_path / "town"
        self.today, self.check = IDEAS_ARE_GATHERED, ["validate"]
        shutil.copytree(LILLBY, self.town)
        self.lay(folder)
        steps = folder / "steps.txt"
        for line in steps.read_text(encoding="utf-8").splitlines() if steps.exists() else ():
            self.play(*shlex.split(line))
        if (folder / "election.pb").exists():
            self.check = ["tally", str(self.town / "election.pb"), *self.check[1:]]

    def lay(self, folder: Path) -> None:
        """Lay the files of a folder over the town."""
        for path in sorted(folder.iterdir()):
            if path.name in NOT_OF_THE_TOWN:
                continue
            if path.is_dir():
                shutil.copytree(path, self.town / path.name, dirs_exist_ok=True)
            else:
                shutil.copy(path, self.town / path.name)

    def play(self, verb: str, *words: str) -> None:
        """One line of steps.txt: what to do before the check, or which check it is."""
        if verb == "today":
            (self.today,) = words
        elif verb == "lay":
            self.lay(self.folder / words[0])
        elif verb == "remove":
            (self.town / words[0]).unlink()
        elif verb == "grow":
            with (self.town / words[0]).open("r+b") as file:
                file.truncate(int(words[1]))
        elif verb == "check":
            self.check = list(words)
        else:
            result = self.run([verb, *words], "en")
            assert 0 == result.exit_code, result.output

    def run(self, arguments: list[str], language: str) -> Result:
        """A command in the town, on the example's day."""
        command = cli.get_command(click.Context(cli), arguments[0])
        takes = {option for parameter in command.params for option in parameter.opts}
        given = {"--root": str(self.town), "--language": language, "--today": self.today}
        options = [word for pair in given.items() if pair[0] in takes for word in pair]
        return CliRunner().invoke(cli, [*arguments, *options], catch_exceptions=False)

    def said(self, language: str) -> str:
        """What the check says, with the town's folder left out of paths given in full."""
        return self.run(self.check, language).stdout.replace(f"{self.town}/", "")


@pytest.mark.parametrize("folder", REFUSED, ids=lambda folder: folder.name)
def test_a_refused_example_breaks_one_rule_and_is_told_so(folder: Path, tmp_path: Path) -> None:
    """The folder's name is the problem's code; said.*.txt is what the resident reads."""
    example = Example(folder, tmp_path)
    for language in LANGUAGES:
        said = example.said(language)
        words = folder / f"said.{language}.txt"
        if BLESS:
            words.write_text(said, encoding="utf-8")

        assert {folder.name} == set(re.findall(r"^    .*   \[([a-z0-9-]+)\]$", said, re.MULTILINE))
        assert words.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("folder", ACCEPTED, ids=lambda folder: folder.name)
def test_an_accepted_example_is_in_order(folder: Path, tmp_path: Path) -> None:
    """What looks odd and is allowed meets not even a note."""
    result = Example(folder, tmp_path).run(["validate"], "en")

    assert 0 == result.exit_code
    assert re.fullmatch(r"All \d+ files are in order\.\n", result.stdout), result.stdout


def test_every_code_has_an_example() -> None:
    """A code that no folder shows has its reason in the list above."""
    shown = {folder.name for folder in REFUSED}

    assert set() == templates("sv").keys() - shown - WITHOUT_EXAMPLE.keys()


def test_every_example_shows_a_code() -> None:
    """No folder outlives its rule, and no excuse outlives its lack."""
    assert set() == {folder.name for folder in REFUSED} - templates("sv").keys()
    assert set() == WITHOUT_EXAMPLE.keys() - templates("sv").keys()
    assert set() == WITHOUT_EXAMPLE.keys() & {folder.name for folder in REFUSED}
