// The next ballot of who holds a code: sealed, kept, and sent until there is an answer.

import { sealed } from "../ballots.js";
import { b64u } from "../encoding.js";
import { isReceipt } from "../receipts.js";
import { isRefusal, Refusal, refused } from "./heads.js";
import { postUntilAnswered } from "./sending.js";

/** A ballot in this pot, sealed and kept: it can be sent again as it is. */
export async function prepared(election, place, pot, marks, pending) {
  if (place.head.revoked) throw new Refusal("revoked");
  const ballot = await sealed(election, place.roll, pot, place.key, marks, place.head);
  const kept = { ...ballot, key: b64u(place.key.public), pot };
  pending.keep(kept);
  return kept;
}

/**
 * Sends a kept ballot until there is an answer; its receipt. Throws Refusal. Only where the function
 * itself says no is it not in the box: after any other answer it stays kept, to be sent again.
 */
export async function delivered(election, address, ballot, pending, waiting) {
  const reply = await postUntilAnswered(`${address}/ballot`, ballot.body, waiting);
  const isKnown = isRefusal(reply) || await isReceipt(election, reply.answer, ballot.leaf);
  if (!isKnown) throw new Refusal("false_receipt");
  pending.forget(ballot);
  if (isRefusal(reply)) throw refused(reply);
  return reply.answer;
}
