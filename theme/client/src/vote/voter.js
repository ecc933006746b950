// Who holds a code: the keys it gives, what the function says of them, and the next ballot.

import { readCode } from "../codes.js";
import { headBody, stretched, voterKey } from "../keys.js";
import { isReceipt, sealed } from "../ballots.js";
import { post, postUntilAnswered } from "./sending.js";

/** Something the voter must be told; `key` is the sentence. */
export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

const REFUSALS = {
  "not-in-roll": "unknown_code", "not-open": "not_open", closed: "closed", revoked: "revoked",
};

const refused = (reply) =>
  new Refusal(REFUSALS[reply.answer.error] ?? (reply.status === 0 || reply.status >= 500 ? "no_answer" : "defect"));

/** The rolls that a typed code is in: [{roll, key, head}]. Throws CodeError and Refusal. */
export async function rollsOf(election, address, typed) {
  const spread = await stretched(readCode(typed), election.election, election.iterations);
  const found = [];
  for (const roll of Object.keys(election.rolls)) {
    const key = await voterKey(spread, roll);
    const reply = await post(`${address}/head`, await headBody(election, key));
    if (reply.status === 200) found.push({ roll, key, head: reply.answer });
    else if (reply.answer.error !== "not-in-roll") throw refused(reply);
  }
  if (!found.length) throw new Refusal("unknown_code");
  return found;
}

/** A ballot in this pot, sealed and kept: it can be sent again as it is. */
export async function prepared(election, place, pot, marks, pending) {
  if (place.head.revoked) throw new Refusal("revoked");
  const ballot = await sealed(election, place.roll, pot, place.key, marks, place.head);
  const kept = { ...ballot, pot };
  pending.set(kept);
  return kept;
}

/** Sends a kept ballot until there is an answer; its receipt. Throws Refusal. */
export async function delivered(election, address, ballot, pending, waiting) {
  const reply = await postUntilAnswered(`${address}/ballot`, ballot.body, waiting);
  if (reply.status !== 200 && reply.status !== 201) {
    pending.clear();
    throw reply.status === 409 ? new Refusal("changed_elsewhere") : refused(reply);
  }
  if (!await isReceipt(election, reply.answer, ballot.leaf)) throw new Refusal("false_receipt");
  pending.clear();
  return reply.answer;
}
