"""The scripts that are published come out of their sources, byte for byte, and are small."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

MOST_BYTES = 30 * 1024
MOST_DESK_BYTES = 5 * 1024
"""What the officer's tablet loads besides: no voter does."""
BROTLI = """
const { brotliCompressSync } = require("node:zlib");
const { readFileSync } = require("node:fs");
console.log(JSON.stringify(process.argv.slice(1).map((one) =>
  brotliCompressSync(readFileSync(one)).length)));
"""


def test_the_published_scripts_are_what_their_sources_give(client, repository, tmp_path):
    """Built again from the locked packages, each file has the same bytes."""
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=client, check=True)

    there = repository / "theme/static/vote"
    assert sorted(path.name for path in there.iterdir()) == sorted(
        path.name for path in tmp_path.iterdir()
    )
    assert [] == [
        path.name
        for path in sorted(there.iterdir())
        if path.read_bytes() != (tmp_path / path.name).read_bytes()
    ]


def test_the_packages_are_locked_by_hash_and_name_no_registry(repository):
    """Whoever installs them gets these bytes, from wherever they come."""
    lock = json.loads((repository / "theme/client/package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}

    assert len(packages) > 4
    assert [] == [name for name, one in packages.items() if "integrity" not in one]
    assert [] == [name for name, one in packages.items() if "resolved" in one]


def test_all_scripts_for_voters_together_are_small(repository):
    """At most 30 kB as they go over the line, with the parts that few browsers ask for."""
    if shutil.which("node") is None:
        pytest.skip("needs Node: apt-get install nodejs")
    scripts = sorted((repository / "theme/static/vote").glob("*.js"))
    ran = subprocess.run(
        ["node", "-e", BROTLI, *map(str, scripts)], capture_output=True, text=True, check=True
    )
    sizes = dict(zip((path.name for path in scripts), json.loads(ran.stdout), strict=True))

    assert len(scripts) >= 4
    assert sizes.pop("desk.js") <= MOST_DESK_BYTES
    assert sum(sizes.values()) <= MOST_BYTES


def test_the_sources_ask_nobody_but_the_town(repository):
    """No address of anybody else stands in a script, and nothing is run from text."""
    for path in sorted((repository / "theme/static/vote").glob("*.js")):
        text = path.read_text("ascii")
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", ""), path.name
        assert "https://" not in text, path.name
        assert "eval(" not in text, path.name
        assert "new Function" not in text, path.name
        assert "innerHTML" not in text, path.name


def test_the_bundle_for_tests_is_never_published(repository):
    """The whole protocol as one script is for the tests of this folder."""
    assert not Path(repository / "theme/static/vote/protocol.js").exists()
