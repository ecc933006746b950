// What the town has published of the vote: the log while it is open, and the box when it is over.

import { b64u, ofB64u, same, sha256 } from "../encoding.js";
import { isElectionKey, opened } from "../ballots.js";
import { isSigned } from "../keys.js";
import { checkpoint, rootOf } from "../log.js";
import { isReceipt, leafOf } from "../receipts.js";

/** The list could not be fetched ("no_answer"), or is not what its signature says ("wrong_list"). */
export class ListError extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

async function fetched(url) {
  let response = null;
  try {
    response = await fetch(url, { credentials: "omit", cache: "no-cache" });
  } catch { /* as no answer */ }
  if (!response?.ok) throw new ListError("no_answer");
  return response.text();
}

/** A leaf as it is written. */
export const LEAF = /^[\w-]{43}$/;

const lines = (text) => text.split("\n").slice(0, -1);

/** The leaf and the day in what was written or saved; null where it is no receipt of this vote. */
export async function readReceipt(election, text) {
  const leaf = text.replace(/\s/g, "");
  if (LEAF.test(leaf)) return { leaf, day: null };
  try {
    const answer = JSON.parse(text);
    const receipt = JSON.parse(answer.receipt);
    return await isReceipt(election, answer, receipt.leaf) ? receipt : null;
  } catch {
    return null;
  }
}

async function note(election, folder, day) {
  const found = await checkpoint(await fetched(`${folder}${day}.checkpoint`), ofB64u(election.log_key));
  if (found?.origin !== election.election) throw new ListError("wrong_list");
  return found;
}

/**
 * The day since whose night a leaf is in the log, or null. `days` are those of the checkpoints, the
 * oldest first. Throws ListError where the log is not what its newest checkpoint says.
 */
export async function daySince(election, folder, days, leaf) {
  const leaves = lines(await fetched(`${folder}leaves.txt`));
  const newest = await note(election, folder, days.at(-1));
  const signed = leaves.slice(0, newest.size);
  if (signed.length !== newest.size || !same(await rootOf(signed.map(ofB64u)), newest.root)) {
    throw new ListError("wrong_list");
  }
  const index = signed.indexOf(leaf);
  if (index < 0) return null;
  let since = days.at(-1);
  for (const day of days.slice(0, -1).reverse()) {
    if ((await note(election, folder, day)).size <= index) break;
    since = day;
  }
  return since;
}

/**
 * What the box holds of a voter's key: {state, pot, marks}. `state` is "opened", "unreadable", "few"
 * where no single vote is published, "revoked_paper" or "revoked_reissue" where an officer took the
 * letter, or null where the key has not voted. Throws ListError where the box is not what it should be.
 */
export async function recorded(election, folder, key) {
  const mine = `\\"key\\":\\"${key}\\"`;
  const entries = lines(await fetched(`${folder}entries.jsonl`))
    .filter((line) => line.includes(mine)).map((line) => JSON.parse(line));
  const revoked = entries.find((entry) => entry.revocation);
  if (revoked) return { state: `revoked_${JSON.parse(revoked.revocation).reason}` };
  const [last] = entries.sort((a, b) => JSON.parse(b.header).seq - JSON.parse(a.header).seq);
  if (!last) return { state: null };
  const signature = ofB64u(last.signature);
  const { pot, ct } = JSON.parse(last.header);
  if (!await isSigned("ballot", last.header, signature, ofB64u(key))) throw new ListError("forged");
  const leaf = await leafOf(last.header, signature);
  const row = lines(await fetched(`${folder}ciphertexts.txt`)).map((line) => line.split(" "))
    .find(([name]) => same(ofB64u(name), leaf));
  if (!row) return { state: "few", pot };
  const ciphertext = ofB64u(row[1]);
  const [seed] = lines(await fetched(`${folder}election-key.txt`)).map(ofB64u);
  if (b64u(await sha256(ciphertext)) !== ct || !await isElectionKey(election, seed)) {
    throw new ListError("forged");
  }
  try {
    return { state: "opened", pot, marks: await opened(last.header, ciphertext, seed, election.padded) };
  } catch { // so the voter's own device sealed it
    return { state: "unreadable", pot };
  }
}
