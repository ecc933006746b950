// The letters of this tablet: each revocation's exact bytes, kept before they are sent.

/**
 * A letter is {mark, reason, state, parts: [{roll, body, leaf, held}]}. Its state is "waiting" for an
 * answer, "used" by our revocation, "late" where voting had closed, "taken" where another desk was
 * first, "unknown" to every roll, or "odd" where the answer was not what it should be.
 *
 * Nothing in it is secret: a signed revocation is public after closing. So it may lie in the storage
 * of the tablet, each letter under a name of its own, and two windows never write over each other.
 */
export class Kept {
  constructor(election, storage) {
    this.prefix = `medborgarbudget desk ${election} `;
    this.storage = storage;
    this.fallback = new Map();
  }

  /** All letters by their marks: the order says nothing of who came when. */
  get all() {
    const found = new Map(this.fallback);
    for (const name of this.names) {
      const letter = JSON.parse(this.storage.getItem(name));
      found.set(letter.mark, letter);
    }
    return [...found.values()].sort((a, b) => (a.mark < b.mark ? -1 : 1));
  }

  get(mark) {
    return this.all.find((letter) => letter.mark === mark) ?? null;
  }

  /** Keeps a letter; false where only this page's memory has it. */
  put(letter) {
    try {
      this.storage.setItem(this.prefix + letter.mark, JSON.stringify(letter));
      this.fallback.delete(letter.mark);
      return true;
    } catch {
      this.fallback.set(letter.mark, letter);
      return false;
    }
  }

  clear() {
    this.fallback.clear();
    for (const name of this.names) this.storage.removeItem(name);
  }

  get names() {
    try {
      return Object.keys(this.storage).filter((name) => name.startsWith(this.prefix));
    } catch {
      return [];
    }
  }
}
