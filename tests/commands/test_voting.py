"""Before an online vote: public keys go into the town, secrets beside it, and codes on paper."""

from __future__ import annotations

import re
import shutil
from errno import ENOSPC
from itertools import combinations

import pytest
from pypdf import PdfReader

from medborgarbudget.records.keys import read_keys, read_roll
from medborgarbudget.records.sealed.codes import ENTROPY_BYTES, code_of
from medborgarbudget.records.sealed.encoding import of_b64u
from medborgarbudget.voting.ceremony import NEEDED, joined, public_of_signer
from medborgarbudget.voting.minting import public_keys

CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{2}\b")
FILES = ["log-key.txt", "officer-1.txt", "officer-2.txt", "receipt-key.txt", "trustees.pdf"]


def keys_of(online):
    """The town's public keys."""
    keys, problems, _ = read_keys(online.root, "2026")
    assert () == problems and keys is not None
    return keys


def text_of(path):
    """What stands on the pages of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_every_secret_is_for_its_owner_alone_and_outside_the_town(online):
    """Mode 600 in a folder of mode 700."""
    assert {*FILES, "norr.pdf", "soder.pdf"} == {one.name for one in online.secrets.iterdir()}
    assert {0o600} == {one.stat().st_mode & 0o777 for one in online.secrets.iterdir()}
    assert 0o700 == online.secrets.stat().st_mode & 0o777


def test_the_signing_keys_fit_the_public_ones(online):
    """Each file holds one line: the seed of one key."""
    keys = keys_of(online)
    seeds = {name: of_b64u((online.secrets / name).read_text().strip(), 32) for name in FILES[:4]}
    public = {name: public_of_signer(seed) for name, seed in seeds.items()}
    officers = (public["officer-1.txt"], public["officer-2.txt"])
    assert keys.receipt_key == public["receipt-key.txt"]
    assert keys.log_key == public["log-key.txt"]
    assert keys.officer_keys == officers


def test_the_trustees_words_are_on_their_sheets_and_open_the_election_key(online):
    """Three sheets in each language, any two of which are enough, as they were printed."""
    pages = PdfReader(online.secrets / "trustees.pdf").pages
    assert 3 == len(pages)
    words = []
    for page in pages:
        found = re.findall(r"^([a-z]{4,8})$", page.extract_text(), re.MULTILINE)
        words.append(" ".join(found))
    assert {33} == {len(one.split()) for one in words}
    for pair in combinations(words, NEEDED):
        assert 32 == len(joined(pair, keys_of(online).election_key))


def test_nothing_secret_is_in_the_town(online):
    """No seed, no code, no trustee's word list in any file of the repository."""
    secret = {(online.secrets / name).read_text().strip() for name in FILES[:4]}
    secret |= set(CODE.findall(text_of(online.secrets / "norr.pdf")))
    assert 4 + 3 == len(secret)
    for path in online.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [] == [one for one in secret if one.encode() in data]


def test_the_codes_on_the_letters_have_their_keys_in_the_roll(online):
    """Sorted, and none besides."""
    keys = keys_of(online)
    codes = list(dict.fromkeys(CODE.findall(text_of(online.secrets / "norr.pdf"))))
    expected = {
        public_keys(code, keys.election, keys.iterations, ("norr",))["norr"] for code in codes
    }
    roll, problems = read_roll(online.root, "2026", "norr")
    assert (3, ()) == (len(expected), problems)
    assert expected == set(roll)


def test_more_codes_are_added_to_the_roll(online):
    """Until the vote opens; those handed out before stay good."""
    before = set(read_roll(online.root, "2026", "soder")[0])
    online.play("codes", "2026", "soder", "--count", "2", "--cards", online.secrets / "more.pdf")
    after = set(read_roll(online.root, "2026", "soder")[0])
    assert before < after and 9 + 2 == len(after)


def test_letters_are_not_there_before_their_codes_are_in_the_roll(online, monkeypatch):
    """Where the rolls cannot be written nobody may post letters with codes that are no good."""
    roll = online.root / "rounds/2026/roll/norr.txt"
    before, files = roll.read_bytes(), sorted(online.secrets.iterdir())

    def full(*_):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("medborgarbudget.records.writing.write_in_turn", full)
    words = ("codes", "2026", "norr", "--count", "2", "--letters", online.secrets / "more.pdf")
    with pytest.raises(OSError, match="No space"):
        online.run(*words)
    assert before == roll.read_bytes() and files == sorted(online.secrets.iterdir())

    monkeypatch.undo()
    online.play(*words)
    assert 3 + 2 == len(read_roll(online.root, "2026", "norr")[0])


def test_keys_are_made_once(online):
    """A second ceremony would shut out every code of the first."""
    before = (online.root / "rounds/2026/keys.yaml").read_bytes()
    result = online.run("ceremony", "2026", "--secrets", online.root.parent / "again")
    assert 1 == result.exit_code and "[ceremony-twice]" in result.output
    assert before == (online.root / "rounds/2026/keys.yaml").read_bytes()
    assert not (online.root.parent / "again").exists()


def test_after_the_opening_it_is_too_late_for_keys(online):
    """It is said so, and not that a file has to go that was never there."""
    (online.root / "rounds/2026/keys.yaml").rename(online.secrets / "keys.yaml")
    online.play("open", "2026")
    result = online.run("ceremony", "2026", "--secrets", online.root.parent / "again")
    assert 1 == result.exit_code and "is frozen already" in result.output
    assert "keys.yaml" not in result.output


def test_keys_without_codes_do_not_open(online):
    """The roll that nobody made codes for is named, with the command that makes them."""
    (online.root / "rounds/2026/roll/soder.txt").unlink()
    result = online.run("open", "2026")
    assert 1 == result.exit_code and "mb codes 2026 soder" in result.output
    assert 2 == online.run("open", "2026", "--paper-only").exit_code


def test_an_open_vote_gets_no_more_codes(online):
    """Its rolls are frozen."""
    online.play("open", "2026")
    target = online.secrets / "late.pdf"
    result = online.run("codes", "2026", "norr", "--count", "1", "--letters", target)
    assert 1 == result.exit_code and "[codes-after-open]" in result.output
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ceremony", "2026", "--secrets", "{root}/secrets"), "inside the town's repository"),
        (("ceremony", "2026", "--secrets", "{secrets}"), "is there already"),
        (("ceremony", "2026", "--secrets", "{new}", "--roll", "norr"), "name=pot,pot"),
        (("ceremony", "2026", "--secrets", "{new}", "--roll", "a=gone"), "name=pot,pot"),
        (("ceremony", "2026", "--secrets", "{new}", "--function", "127.0.0.1:8138"), "https://…"),
        (("ceremony", "2026", "--secrets", "{new}", "--function", ""), "such as /vote-function"),
        (("ceremony", "1999", "--secrets", "{new}"), "There is no round '1999'"),
        (("codes", "2026", "norr", "--count", "1"), "Name one file"),
        (("codes", "2026", "norr", "--count", "1", "--letters", "{new}"), "hold the ceremony"),
        (("codes", "2026", "norr", "--count", "1", "--letters", "{new}/x/y"), "no folder"),
    ],
)
def test_what_cannot_be_is_wrong_usage_and_writes_nothing(towns, tmp_path, online, words, said):
    """Nothing secret is overwritten, or written into the town."""
    shutil.rmtree(online.root)
    shutil.copytree(towns / "lillby", online.root)
    new = tmp_path / "new"
    given = [word.format(root=online.root, secrets=online.secrets, new=new) for word in words]
    result = online.run(*given)
    assert 2 == result.exit_code, result.output
    assert said in result.output.replace("\n", " ")
    assert not new.exists() and not (online.root / "rounds/2026/keys.yaml").exists()


def test_no_code_is_printed_over_another_file_or_into_the_town(online):
    """A PDF that is there may hold codes that are in the roll."""
    for target in (online.secrets / "norr.pdf", online.root / "letters.pdf"):
        result = online.run("codes", "2026", "norr", "--count", "1", "--letters", target)
        assert 2 == result.exit_code
    assert 3 == len(read_roll(online.root, "2026", "norr")[0])


def test_a_roll_can_have_several_pots(towns, tmp_path, online):
    """One code for a choice of pots."""
    shutil.rmtree(online.root)
    shutil.copytree(towns / "lillby", online.root)
    online.play("ceremony", "2026", "--secrets", tmp_path / "s", "--roll", "all=norr,soder")
    assert {"all": ("norr", "soder")} == keys_of(online).rolls


def test_a_language_that_no_letter_speaks_is_told_of(online):
    """The town's own list says who lives there; nobody is passed over in silence."""
    path = online.root / "content/town.yaml"
    text = path.read_text("utf-8").replace("languages: [sv, en]", "languages: [sv, so, ar]")
    path.write_text(text, "utf-8")
    target = online.secrets / "one.pdf"
    said = online.play("codes", "2026", "norr", "--count", "1", "--letters", target)
    assert "say nothing in Somali" in said and "Arabic" not in said
    assert "التصويت" in text_of(target)


def test_no_real_letters_are_printed_with_an_invented_address(online):
    """A rehearsal is told of it; more codes than one needs for that are refused."""
    target = online.secrets / "many.pdf"
    words = ("codes", "2026", "norr", "--letters", target, "--count")
    roll = online.root / "rounds/2026/roll/norr.txt"
    before = roll.read_bytes()
    result = online.run(*words, "48")
    assert 1 == result.exit_code and "[address-invented]" in result.output
    assert before == roll.read_bytes() and not target.exists()

    assert "leads nowhere: https://medborgarbudget.lillby.example" in online.play(*words, "1")
    assert "leads nowhere" in online.play("open", "2026")


def test_a_real_address_prints_any_number(online):
    """Nothing is said of it, then or at the opening."""
    path = online.root / "content/town.yaml"
    path.write_text(path.read_text("utf-8").replace("lillby.example", "lillby.se"), "utf-8")
    target = online.secrets / "many.pdf"
    said = online.play("codes", "2026", "norr", "--count", "51", "--letters", target)
    said += online.play("open", "2026")
    assert "invented" not in said and "norr: 54 codes, 3 from before and 51 new." in said
    assert "Next: commit the file" in said


def test_codes_are_not_in_what_the_commands_say(online):
    """A terminal's history is no safe place."""
    said = online.play(
        "codes", "2026", "norr", "--count", "1", "--letters", online.secrets / "one.pdf"
    )
    assert [] == CODE.findall(said)
    assert CODE.fullmatch(code_of(bytes(ENTROPY_BYTES)))


def test_one_code_is_good_in_every_roll_that_is_named(online):
    """One letter for one's own district and another pot: two keys of one code, no more."""
    target = online.secrets / "both.pdf"
    before = {roll: set(read_roll(online.root, "2026", roll)[0]) for roll in ("norr", "soder")}
    online.play("codes", "2026", "norr", "soder", "--count", "2", "--letters", target)
    keys = keys_of(online)
    codes = list(dict.fromkeys(CODE.findall(text_of(target))))
    assert 2 == len(codes)
    for roll, there in before.items():
        added = {public_keys(code, keys.election, keys.iterations, (roll,))[roll] for code in codes}
        assert there | added == set(read_roll(online.root, "2026", roll)[0])
        assert not there & added


def test_a_roll_that_is_not_there_is_named(online):
    """Nothing is printed, and the other roll is as it was."""
    target = online.secrets / "none.pdf"
    result = online.run("codes", "2026", "norr", "vast", "--count", "2", "--letters", target)
    assert 2 == result.exit_code and "There is no roll 'vast'" in result.output
    assert not target.exists()
