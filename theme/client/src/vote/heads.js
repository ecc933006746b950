// What the function says of a code: in which rolls it is, and whether it has voted there.

import { readCode } from "../codes.js";
import { headBody, stretched, voterKey } from "../keys.js";
import { post } from "./sending.js";

/** Something the voter must be told; `key` is the sentence. */
export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

const REFUSALS = {
  "not-in-roll": "unknown_code", "not-open": "not_open", closed: "closed", revoked: "revoked",
  sequence: "changed_elsewhere", form: "defect", signature: "defect",
};

/** Whether it is the function's own word that it did not take what was sent. */
export const isRefusal = ({ status, answer }) => status >= 400 && Object.keys(REFUSALS).includes(answer.error);

/** What an answer that is no receipt means for the voter. */
export const refused = (reply) =>
  new Refusal(REFUSALS[reply.answer.error] ?? (reply.status === 0 || reply.status >= 500 ? "no_answer" : "defect"));

/** The key that a typed code gives in each roll of the election: [{roll, key}]. Throws CodeError. */
export async function keysOf(election, typed) {
  const spread = await stretched(readCode(typed), election.election, election.iterations);
  return Promise.all(Object.keys(election.rolls).map(async (roll) =>
    ({ roll, key: await voterKey(spread, roll) })));
}

/** Those of the keys that are in their roll: [{roll, key, head}]. Throws Refusal. */
export async function headsOf(election, address, keys) {
  const found = [];
  for (const { roll, key } of keys) {
    const reply = await post(`${address}/head`, await headBody(election, key));
    if (reply.status === 200) found.push({ roll, key, head: reply.answer });
    else if (reply.answer.error !== "not-in-roll") throw refused(reply);
  }
  if (!found.length) throw new Refusal("unknown_code");
  return found;
}

/** The rolls that a typed code is in: [{roll, key, head}]. Throws CodeError and Refusal. */
export const rollsOf = async (election, address, typed) =>
  headsOf(election, address, await keysOf(election, typed));
