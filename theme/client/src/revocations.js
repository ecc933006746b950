// An officer's word that a letter's key counts no longer (docs/voting-protocol.md, section 4).

import { ALPHABET } from "./codes.js";
import { b64u, bytesOf, canonical, sha256 } from "./encoding.js";
import { sign } from "./keys.js";
import { leafOf } from "./receipts.js";

/**
 * The revocation of a voter's key in one roll, ready to be sent: {roll, body, leaf}. `reason` is
 * "paper" or "reissue". Keep the body: some browsers never sign the same text alike.
 */
export async function revocation(election, roll, key, reason, officer) {
  const text = canonical({
    election: election.election, key: b64u(key), officer: b64u(officer.public), reason, roll, v: 1,
  });
  const signature = await sign("revocation", text, officer);
  return {
    roll,
    body: canonical({ revocation: text, signature: b64u(signature) }),
    leaf: b64u(await leafOf(text, signature)),
  };
}

/** Six signs by which people call a letter: of its first roll's key, so they do not give it away. */
export async function markOf(key) {
  const [a, b, c, d] = await sha256(bytesOf(`medborgarbudget/v1/mark\n${b64u(key)}`));
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 2;
  const signs = Array.from({ length: 6 }, (_, place) => ALPHABET[(number >>> (5 * (5 - place))) & 31]);
  return `${signs.slice(0, 3).join("")}-${signs.slice(3).join("")}`;
}

/** The letters of a file for the town: one a line, with every revocation that was signed. */
export const lettersFile = (letters) => letters.map(({ mark, parts }) =>
  `${canonical({ letter: mark, revocations: parts.map(({ body }) => JSON.parse(body)) })}\n`).join("");
