// What stands in the log, and the promise that it does (docs/voting-protocol.md, sections 4 and 6).

import { bytesOf, joined, ofB64u, sha256 } from "./encoding.js";
import { isSigned } from "./keys.js";

/** The leaf of a signed text in the log. */
export const leafOf = (text, signature) =>
  sha256(joined(new Uint8Array([0]), bytesOf(text), signature));

/** Whether an answer holds a receipt for this leaf that the function's key signed. */
export async function isReceipt(election, answer, leaf) {
  const promise = JSON.parse(answer.receipt);
  return promise.leaf === leaf && promise.election === election.election &&
    await isSigned("receipt", answer.receipt, ofB64u(answer.signature), ofB64u(election.receipt_key));
}
