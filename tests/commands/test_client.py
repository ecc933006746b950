"""While people vote online, the scripts of the vote page stay those that the vote opened with."""

from __future__ import annotations

import shutil

import pytest

from medborgarbudget.moderation.rules import freeze
from medborgarbudget.records.client_code import client_digests
from medborgarbudget.records.manifest import manifest_path, read_manifest


@pytest.fixture
def voting(online):
    """The vote is open."""
    online.play("open", "2026")
    return online


@pytest.fixture
def other_release(monkeypatch):
    """A program whose script differs by something."""
    other = client_digests() | {"static/vote/booth.js": "0" * 64}
    monkeypatch.setattr(freeze, "client_digests", lambda: other)


def test_open_freezes_the_scripts_and_what_they_are_built_from(voting):
    """By their paths in the program, with their hashes."""
    manifest, _, _ = read_manifest(voting.root, "2026")
    assert client_digests() == manifest.client
    assert {
        "static/vote/booth.js",
        "static/vote/check.js",
        "client/build.mjs",
        "client/package-lock.json",
        "client/src/keys.js",
        "client/src/vote/booth.js",
    } < set(manifest.client)


def test_another_release_is_refused_while_people_vote(voting, other_release):
    """It says what to install instead."""
    result = voting.run("validate")
    assert 1 == result.exit_code
    assert f"{manifest_path('2026')}: The program has other scripts" in result.output
    assert "2026, among them static/vote/booth.js." in " ".join(result.output.split())
    assert "[client-changed]" in result.output


def test_the_same_release_is_not(voting):
    """All is in order."""
    assert "[client-changed]" not in voting.run("validate").output


def test_when_the_box_has_been_opened_any_release_will_do(voting, other_release):
    """Nobody votes any more."""
    ballots = voting.root / "rounds/2026/ballots"
    ballots.mkdir()
    (ballots / "norr.pb").write_text("", "utf-8")
    assert "[client-changed]" not in voting.run("validate").output


def test_a_vote_on_paper_has_no_scripts(towns, tmp_path, online):
    """Nor has its manifest a word of any."""
    shutil.rmtree(online.root)
    shutil.copytree(towns / "lillby", online.root)
    online.play("open", "2026")
    assert "client" not in (online.root / manifest_path("2026")).read_text("utf-8")
