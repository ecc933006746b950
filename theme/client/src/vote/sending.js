// Sending so that the voter always knows: the exact bytes are kept before they go, and go again.

const PATIENCE = 15000;
const PAUSES = [2000, 4000, 8000, 15000, 30000];

/** How long to wait before the next try, in milliseconds. */
export const pauseAfter = (tries) => PAUSES[Math.min(tries, PAUSES.length - 1)];

/** What the device keeps, or null where its owner forbids keeping anything: then only the page has it. */
export function deviceStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** What waits to be sent on this device, of all who use it: {body, key, leaf, pot} each. */
export class Pending {
  constructor(election, storage) {
    this.name = `medborgarbudget ${election}`;
    this.storage = storage;
  }

  all() {
    try {
      return [...JSON.parse(this.storage?.getItem(this.name) ?? "[]")];
    } catch {
      return [];
    }
  }

  /** Keeps a ballot in the place of an older one by the same voter, and beside everybody else's. */
  keep(ballot) {
    this.write([...this.all().filter(({ key }) => key !== ballot.key), ballot]);
  }

  forget({ leaf }) {
    this.write(this.all().filter((one) => one.leaf !== leaf));
  }

  write(ballots) {
    try {
      if (ballots.length) this.storage?.setItem(this.name, JSON.stringify(ballots));
      else this.storage?.removeItem(this.name);
    } catch { /* a full or forbidden storage: the page still has it */ }
  }
}

/** One request; {status, answer}, and status 0 where nothing came back. */
export async function post(url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method: "POST", body, signal: stop.signal, credentials: "omit", cache: "no-store",
      headers: { "content-type": "application/json" }, referrerPolicy: "no-referrer",
    });
    return { status: response.status, answer: Object(await response.json()) };
  } catch {
    return { status: 0, answer: { error: "unavailable" } };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the same bytes may get another answer later. */
export const isPassing = ({ status }) => status === 0 || status === 429 || status >= 500;

/** Sends until there is an answer; `waiting(seconds)` is told before each pause, and 0 after it. */
export async function postUntilAnswered(url, body, waiting) {
  for (let tries = 0; ; tries += 1) {
    const reply = await post(url, body);
    if (!isPassing(reply)) return reply;
    const pause = pauseAfter(tries);
    waiting(pause / 1000);
    await new Promise((go) => {
      setTimeout(go, pause);
      addEventListener("online", go, { once: true });
    });
    waiting(0);
  }
}
