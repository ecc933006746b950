// The officer's key: from its file into this page's memory, and gone after a while without use.

import { b64u, ofB64u } from "../encoding.js";
import { signer } from "../keys.js";

const SEED = 32;
const MOST_FILE = 200;

/** The file is no officer's key of this vote; `key` is the sentence. */
export class OfficerError extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

function seedIn(text) {
  try {
    const seed = ofB64u(text.trim());
    if (seed.length === SEED) return seed;
  } catch { /* as no key */ }
  throw new OfficerError("no_key");
}

/** The key in a file that the ceremony wrote: {public, sign}. Throws OfficerError. */
export async function officerIn(election, file) {
  if (file.size > MOST_FILE) throw new OfficerError("no_key");
  const key = await signer(seedIn(await file.text()));
  if (!election.officer_keys.includes(b64u(key.public))) throw new OfficerError("other_key");
  return key;
}

const EVERY = 5000;

/** Calls `idle` once nobody has touched the page for so many milliseconds, also while it slept. */
export function whenIdle(patience, idle) {
  let touched = Date.now();
  const look = () => {
    if (Date.now() - touched < patience) return;
    touched = Date.now();
    idle();
  };
  const touch = () => {
    look();
    touched = Date.now();
  };
  for (const one of ["pointerdown", "keydown"]) addEventListener(one, touch, { capture: true, passive: true });
  setInterval(look, EVERY);
}
