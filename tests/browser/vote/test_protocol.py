"""The protocol in a real browser: the vectors, and ballots both ways between it and Python."""

from __future__ import annotations

import functools
import json
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.records.sealed.codes import read_code
from medborgarbudget.records.sealed.elections import election_of
from medborgarbudget.records.sealed.encoding import b64u, of_b64u
from medborgarbudget.records.sealed.entries import MOST_CHANGES, SealedBallot, header_of
from medborgarbudget.records.sealed.envelopes import Marks, opened
from medborgarbudget.records.sealed.voter_keys import stretched, voter_key
from medborgarbudget.voting.sealing import sealed

VECTORS = Path(__file__).parents[2] / "vectors"
MANY = 1_000
BUILD = """
import { build } from "esbuild";
await build({ stdin: { contents: 'export * from "./src/protocol.js"; export * from "@hpke/core"',
  resolveDir: "." }, outdir: process.argv[1], bundle: true, splitting: true, format: "esm",
  target: "es2021", entryNames: "protocol" });
"""
HELP = """
const hex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
const toHex = (bytes) => [...new Uint8Array(bytes)].map((one) =>
  one.toString(16).padStart(2, "0")).join("");
"""


@pytest.fixture(scope="module")
def vectors():
    """Our own, that a second client is checked with."""
    return json.loads((VECTORS / "protocol.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def standards():
    """Those of the standards that we lean on."""
    return json.loads((VECTORS / "rfc.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def protocol(chromium, client, tmp_path_factory):
    """Runs a body of JavaScript where `p` is the whole protocol and `given` is what was given."""
    folder = tmp_path_factory.mktemp("protocol")
    subprocess.run(
        ["node", "--input-type=module", "-e", BUILD, str(folder)], cwd=client, check=True
    )
    built = folder / "protocol.js"
    if not built.exists():
        (folder / "stdin.js").rename(built)
    (folder / "index.html").write_text("<!doctype html><title>-</title>", "utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.func.log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")

        def run(body, given):
            return page.evaluate(
                f'async (given) => {{ const p = await import("/protocol.js"); {HELP} {body} }}',
                given,
            )

        yield run
        page.close()
        server.shutdown()


def test_codes_keys_and_signatures(protocol, vectors):
    """From the printed code to the key in each roll, with the browser's Ed25519 and without."""
    found = protocol(
        """
        const election = JSON.parse(given.election);
        const { election: id, iterations } = election;
        return Promise.all(given.codes.map(async ({ code }) => {
          const spread = await p.stretched(p.readCode(code), id, iterations);
          const keys = {};
          for (const roll of Object.keys(election.rolls)) {
            keys[roll] = p.b64u((await p.voterKey(spread, roll)).public);
          }
          return { code, stretched: toHex(spread), keys };
        }));
        """,
        vectors,
    )
    wanted = [
        {name: one[name] for name in ("code", "stretched", "keys")} for one in vectors["codes"]
    ]

    assert wanted == found


def test_the_ballot_of_the_vectors_opens_and_is_signed(protocol, vectors):
    """Its leaf, its header's signature and its marks."""
    found = protocol(
        """
        const b = given.ballot;
        const key = p.ofB64u(JSON.parse(b.header).key);
        const seed = hex(given.secret.election);
        const { padded } = JSON.parse(given.election);
        return {
          marks: p.canonical(await p.opened(b.header, p.ofB64u(b.ciphertext), seed, padded)),
          plaintext: toHex(p.padded(JSON.parse(b.marks), padded)),
          leaf: p.b64u(await p.leafOf(b.header, p.ofB64u(b.signature))),
          signed: await p.isSigned("ballot", b.header, p.ofB64u(b.signature), key),
          other: await p.isSigned("receipt", b.header, p.ofB64u(b.signature), key),
        };
        """,
        vectors,
    )
    ballot = vectors["ballot"]

    assert found == {
        "marks": ballot["marks"],
        "plaintext": ballot["plaintext"],
        "leaf": ballot["leaf"],
        "signed": True,
        "other": False,
    }


def test_the_log_and_the_receipt_of_the_vectors(protocol, vectors):
    """Root, checkpoint and receipt hold; with one letter changed they do not."""
    found = protocol(
        """
        const election = JSON.parse(given.election);
        const key = p.ofB64u(election.log_key);
        const note = await p.checkpoint(given.log.checkpoint, key);
        const receipt = { receipt: given.receipt.text, signature: given.receipt.signature };
        return [
          p.b64u(await p.rootOf(given.log.leaves.map(p.ofB64u))),
          p.b64u(note.root), note.size, note.origin,
          await p.checkpoint(given.log.checkpoint.replace("7", "8"), key),
          await p.isReceipt(election, receipt, given.ballot.leaf),
          await p.isReceipt(election, receipt, given.revocation.leaf),
        ];
        """,
        vectors,
    )
    root = vectors["log"]["root"]

    assert [root, root, len(vectors["log"]["leaves"]), "lillby-2026", None, True, False] == found


def test_hpke_as_the_standard_says(protocol, standards):
    """RFC 9180, A.1.1, with its associated data."""
    found = protocol(
        """
        const kem = p.suite().kem;
        const recipient = await p.suite().createRecipientContext({
          recipientKey: await kem.deserializePrivateKey(hex(given.skRm).buffer),
          enc: hex(given.enc), info: hex(given.info),
        });
        return toHex(await recipient.open(hex(given.ct), hex(given.aad)));
        """,
        standards["rfc9180-a.1.1"],
    )

    assert standards["rfc9180-a.1.1"]["pt"] == found


def test_hpke_seals_as_the_standard_says(protocol, standards):
    """The whole of A.1.1, from the ephemeral key's seed to the 257th ciphertext of one context."""
    found = protocol(
        """
        const kem = p.suite().kem;
        const sender = await p.suite().createSenderContext({
          recipientPublicKey: await kem.deserializePublicKey(hex(given.pkRm).buffer),
          info: hex(given.info), ekm: hex(given.ikmE).buffer,
        });
        const sealed = [];
        for (let n = 0; n < 257; n += 1) {
          const aad = new TextEncoder().encode(`Count-${n}`);
          sealed.push(toHex(await sender.seal(hex(given.pt), aad)));
        }
        const later = Object.fromEntries([1, 2, 4, 255, 256].map((n) => [n, sealed[n]]));
        return [toHex(sender.enc), sealed[0], later];
        """,
        standards["rfc9180-a.1.1"],
    )

    first, later = standards["rfc9180-a.1.1"], standards["rfc9180-a.1.1-later"]
    assert [first["enc"], first["ct"], later] == found


def test_the_tree_of_certificate_transparency(protocol, standards):
    """The roots of the reference tree as it grows to eight entries (RFC 9162, section 2.1)."""
    found = protocol(
        """
        const leaf = (entry) => p.sha256(p.joined(new Uint8Array([0]), hex(entry)));
        const leaves = await Promise.all(given.entries.map(leaf));
        const roots = leaves.map((_, n) => p.rootOf(leaves.slice(0, n + 1)));
        return (await Promise.all(roots)).map(toHex);
        """,
        standards["ct-tree"],
    )

    assert standards["ct-tree"]["roots"] == found


@pytest.mark.parametrize("native", [True, False])
def test_ed25519_as_the_standard_says(protocol, standards, native):
    """RFC 8032, 7.1: the browser's own, and what older browsers fetch."""
    rows = standards["rfc8032-7.1"]
    found = protocol(
        """
        return Promise.all(given.rows.map(async (row) => {
          const key = await p.signer(hex(row.secret), given.native);
          const signature = await key.sign(hex(row.message));
          const bent = hex(row.signature); bent[0] ^= 1;
          const held = (mark) => p.isSignedBytes(hex(row.message), mark, key.public, given.native);
          return [toHex(key.public), toHex(signature), await held(signature), await held(bent)];
        }));
        """,
        {"rows": rows, "native": native},
    )

    assert [[row["public"], row["signature"], True, False] for row in rows] == found


def chosen(number):
    """The marks of a voter, different for each; every third gives points, the first nothing."""
    choices = tuple(range(1, 1 + number % 7))
    return Marks(choices, tuple(9 * one + number for one in choices) if number % 3 == 0 else None)


def test_ballots_sealed_in_the_browser_open_in_python(protocol, vectors):
    """A thousand, each with its own marks, of five voters who change their mind a lot."""
    election = election_of(vectors["election"])
    key = X25519PrivateKey.from_private_bytes(bytes.fromhex(vectors["secret"]["election"]))
    bodies = protocol(
        """
        const election = JSON.parse(given.election);
        const { election: id, iterations } = election;
        const spread = await p.stretched(p.readCode(given.code), id, iterations);
        const found = [];
        let key;
        for (const [number, marks] of given.marks.entries()) {
          const seq = number % given.most;
          if (!seq) key = await p.voterKey(spread, `norr-${number}`);
          const head = seq ? { seq, leaf: p.b64u(new Uint8Array(32).fill(number)) } : null;
          found.push((await p.sealed(election, "norr", "norr", key, JSON.parse(marks), head)).body);
        }
        return found;
        """,
        {
            "election": vectors["election"],
            "code": vectors["codes"][0]["code"],
            "marks": [chosen(number).text for number in range(MANY)],
            "most": MOST_CHANGES,
        },
    )
    found = []
    for number, body in enumerate(bodies):
        parts = json.loads(body)
        ballot = SealedBallot(
            header_of(parts["header"]),
            of_b64u(parts["signature"], 64),
            of_b64u(parts["ciphertext"]),
        )
        assert ballot.is_signed
        assert ballot.is_whole
        assert number % MOST_CHANGES + 1 == ballot.header.seq
        found.append(opened(ballot, key, election.padded))

    assert [chosen(number) for number in range(MANY)] == found


def test_ballots_sealed_in_python_open_in_the_browser(protocol, vectors):
    """A thousand; and one under another ballot's header does not."""
    election = election_of(vectors["election"])
    spread = stretched(
        read_code(vectors["codes"][0]["code"]), election.election, election.iterations
    )
    key = voter_key(spread, "norr")
    ballots = []
    for number in range(MANY):
        former = ballots[-1] if number % MOST_CHANGES else None
        ballots.append(sealed(election, "norr", "norr", key, chosen(number), former))
    found = protocol(
        """
        const seed = hex(given.seed);
        const texts = [];
        for (const [header, ciphertext] of given.ballots) {
          texts.push(p.canonical(await p.opened(header, p.ofB64u(ciphertext), seed, given.padded)));
        }
        const [[header], [, other]] = given.ballots;
        const strange = await p.opened(header, p.ofB64u(other), seed, given.padded)
          .then(() => "opened", () => "closed");
        return [texts, strange];
        """,
        {
            "seed": vectors["secret"]["election"],
            "padded": election.padded,
            "ballots": [(one.header.text, b64u(one.ciphertext)) for one in ballots],
        },
    )

    assert [[chosen(number).text for number in range(MANY)], "closed"] == found
