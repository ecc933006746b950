// Sends what waits, the newest first, until there is an answer to each: the same bytes every time.

import { isReceipt } from "../receipts.js";
import { isPassing, pauseAfter, post } from "../vote/sending.js";

export class Sender {
  /** `told(letter)` is called when a letter's state is another, or an answer failed to come. */
  constructor(election, address, kept, told) {
    this.election = election;
    this.address = address;
    this.kept = kept;
    this.told = told;
    this.newest = null;
    this.wake = () => {};
    addEventListener("online", () => this.go());
  }

  /** Begins at once, whatever pause there is; `mark` goes first. */
  go(mark = this.newest) {
    this.newest = mark;
    if (this.running) this.wake();
    else this.running = this.run().finally(() => { this.running = null; });
  }

  get waiting() {
    const first = (letter) => (letter.mark === this.newest ? 0 : 1);
    return this.kept.all.filter((letter) => letter.state === "waiting")
      .sort((a, b) => first(a) - first(b));
  }

  async run() {
    for (let tries = 0; this.waiting.length; tries += 1) {
      let isPaused = false;
      const woken = new Promise((go) => { this.wake = () => go(true); });
      for (const letter of this.waiting) {
        const status = await this.send(letter);
        if (letter.state === "waiting") isPaused = true;
        if (status === 0) break;
      }
      if (!isPaused) continue;
      const pause = new Promise((go) => { setTimeout(go, pauseAfter(tries)); });
      if (await Promise.race([woken, pause])) tries = -1;
    }
  }

  /** Sends what of a letter has no answer yet; the status of the last answer, 0 for none. */
  async send(letter) {
    let status = 200;
    for (const part of letter.parts) {
      if (part.said) continue;
      const reply = await post(`${this.address}/revocation`, part.body);
      status = reply.status;
      if (isPassing(reply)) break;
      part.said = await this.meaning(reply, part);
    }
    letter.state = outcome(letter.parts);
    if (letter.state === "used") {
      letter.parts = letter.parts.filter((part) => part.said === "used");
    }
    this.kept.put(letter);
    this.told(letter);
    return status;
  }

  async meaning(reply, part) {
    const words = { "not-in-roll": "unknown", sequence: "taken", closed: "late" };
    if (reply.status !== 200 && reply.status !== 201) return words[reply.answer.error] ?? "odd";
    return await isReceipt(this.election, reply.answer, part.leaf) ? "used" : "odd";
  }
}

/** What the answers to a letter's parts come to. It is used only if no roll said otherwise. */
export function outcome(parts) {
  const said = parts.map((part) => part.said);
  if (said.some((one) => !one)) return "waiting";
  return ["odd", "taken", "late", "used"].find((one) => said.includes(one)) ?? "unknown";
}
