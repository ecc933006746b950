// A ballot sealed and signed, and opened again (docs/voting-protocol.md, sections 4 and 5).

import { Aes128Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";

import { b64u, bytesOf, canonical, joined, ofB64u, same, sha256 } from "./encoding.js";
import { sign } from "./keys.js";
import { leafOf } from "./receipts.js";

const ENCAPSULATED = 32;

export const suite = () => new CipherSuite({
  kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm(),
});

/** The marks as they are sealed: length, text, and zeros up to `size`. */
export function padded(marks, size) {
  const text = bytesOf(canonical(marks));
  if (text.length + 2 > size) throw new Error("longer than every ballot of this election");
  const whole = new Uint8Array(size);
  whole.set([text.length >> 8, text.length & 255]);
  whole.set(text, 2);
  return whole;
}

const binding = (election, roll, pot, key, seq) => bytesOf(
  `medborgarbudget/v1/sealed\n${canonical({ election, key, pot, roll, seq })}`);

/**
 * A ballot ready to be sent: {body, leaf}. `head` is the answer of the function on this key, so
 * that the next number and the ballot before are right. Keep the body, and send these bytes again.
 */
export async function sealed(election, roll, pot, key, marks, head) {
  const hpke = suite();
  const name = b64u(key.public);
  const seq = (head?.seq ?? 0) + 1;
  const sender = await hpke.createSenderContext({
    recipientPublicKey: await hpke.kem.deserializePublicKey(ofB64u(election.election_key).buffer),
    info: binding(election.election, roll, pot, name, seq),
  });
  const inside = new Uint8Array(await sender.seal(padded(marks, election.padded)));
  const ciphertext = joined(new Uint8Array(sender.enc), inside);
  const header = canonical({
    class: "code", ct: b64u(await sha256(ciphertext)), election: election.election, key: name,
    pot, prev: head?.leaf ?? null, roll, seq, v: 1,
  });
  const signature = await sign("ballot", header, key);
  return {
    body: canonical({ ciphertext: b64u(ciphertext), header, signature: b64u(signature) }),
    leaf: b64u(await leafOf(header, signature)),
  };
}

const areWhole = (numbers) => Array.isArray(numbers) &&
  numbers.every((one) => Number.isSafeInteger(one) && one >= 0);

/** The marks that `padded` wrapped. Throws for anything else: written anew, it would be other bytes. */
function unpadded(plain, size) {
  const length = (plain[0] << 8) | plain[1];
  const { choices, points } = JSON.parse(new TextDecoder().decode(plain.slice(2, 2 + length)));
  const marks = points ? { choices, points } : { choices };
  if (!Object.values(marks).every((one) => areWhole(one) && one.length === choices.length) ||
    !same(padded(marks, size), plain)) throw new Error("no ballot");
  return marks;
}

/** Whether a seed is the private half of the key that the ballots were sealed to. */
export async function isElectionKey(election, seed) {
  const { kem } = suite();
  const { sharedSecret, enc } = await kem.encap({
    recipientPublicKey: await kem.deserializePublicKey(ofB64u(election.election_key).buffer),
  });
  const recipientKey = await kem.deserializePrivateKey(seed.buffer);
  return same(new Uint8Array(sharedSecret), new Uint8Array(await kem.decap({ recipientKey, enc })));
}

/** The marks in a published ciphertext, with the published election key. Throws where it holds none. */
export async function opened(headerText, ciphertext, seed, size) {
  const hpke = suite();
  const header = JSON.parse(headerText);
  const recipient = await hpke.createRecipientContext({
    recipientKey: await hpke.kem.deserializePrivateKey(seed.buffer),
    enc: ciphertext.slice(0, ENCAPSULATED),
    info: binding(header.election, header.roll, header.pot, header.key, header.seq),
  });
  return unpadded(new Uint8Array(await recipient.open(ciphertext.slice(ENCAPSULATED))), size);
}
