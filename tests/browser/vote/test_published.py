"""What a browser runs is what was frozen, and anybody can read what it was made from."""

from __future__ import annotations

import re

import pytest

from medborgarbudget.records.digest import bytes_digest
from medborgarbudget.records.manifest import read_manifest


@pytest.fixture(scope="module")
def town(towns_that_vote):
    """A town whose scripts are tampered with."""
    return towns_that_vote()


def test_the_frozen_scripts_and_sources_are_published_as_they_are(town):
    """The page of files leads to each of them, with the hash that stands in the manifest."""
    client = read_manifest(town.root, "2026")[0].client
    page = (town.output / "2026/count/index.html").read_text("utf-8")
    links = dict(re.findall(r'<a href="\.\./\.\./(static/vote[^"]+)">([^<]+)</a>', page))

    assert set(client) == set(links.values())
    assert client == {
        path: bytes_digest((town.output / address).read_bytes()) for address, path in links.items()
    }
    assert all(digest in page for digest in client.values())
    assert len(client) > 20


@pytest.mark.parametrize("name", ["booth.js", "check.js"])
def test_a_script_with_another_byte_does_not_run(chromium, town, name):
    """The page names the hash of each script: who changes one on the way changes nothing."""
    (script,) = town.output.glob(f"static/vote.*/{name}")
    kept = script.read_bytes()
    script.write_bytes(kept + b"\n")
    context = chromium.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda one: said.append(one.text))
    try:
        page.goto(f"{town.site}2026/vote/{'check/' if name == 'check.js' else ''}")
        page.wait_for_selector("#otherwise .note", state="visible")
        hidden = page.is_hidden("#booth" if name == "booth.js" else "#check")
    finally:
        script.write_bytes(kept)
        context.close()

    assert hidden
    assert any("integrity" in one for one in said)


def test_a_part_with_another_byte_does_not_run(chromium, town):
    """What a script fetches by itself has its hash in the page too."""
    parts = sorted(town.output.glob("static/vote.*/chunk-*.js"), key=lambda one: one.stat().st_size)
    kept = parts[-1].read_bytes()
    parts[-1].write_bytes(kept + b"\n")
    context = chromium.new_context()
    page = context.new_page()
    try:
        page.goto(f"{town.site}2026/vote/")
        page.wait_for_timeout(300)
        hidden = page.is_hidden("#booth")
    finally:
        parts[-1].write_bytes(kept)
        context.close()

    assert hidden


def test_no_other_script_may_run(chromium, town):
    """Not one that stands in the page, nor a handler, nor one from anywhere else."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{town.site}2026/vote/")
    ran = page.evaluate(
        """() => new Promise((done) => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          const image = document.createElement("img");
          image.setAttribute("onerror", "window.ran = true");
          image.src = "data:,";
          document.body.append(image);
          setTimeout(() => done(Boolean(window.ran)), 200);
        })"""
    )
    context.close()

    assert not ran
