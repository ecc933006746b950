// What stands in the log, and the promise that it does (docs/voting-protocol.md, sections 4 and 6).

import { bytesOf, canonical, joined, ofB64u, sha256 } from "./encoding.js";
import { isSigned } from "./keys.js";

/** The leaf of a signed text in the log. */
export const leafOf = (text, signature) =>
  sha256(joined(new Uint8Array([0]), bytesOf(text), signature));

/** Whether an answer holds a receipt for this leaf that the function's key signed; false for anything odd. */
export async function isReceipt(election, { receipt, signature }, leaf) {
  try {
    const { day } = JSON.parse(receipt);
    return new Date(day).toISOString().slice(0, 10) === day &&
      canonical({ day, election: election.election, leaf, v: 1 }) === receipt &&
      await isSigned("receipt", receipt, ofB64u(signature), ofB64u(election.receipt_key));
  } catch {
    return false;
  }
}
