// Voting codes as people type them (docs/voting-protocol.md, section 3).

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;
const MODULUS = 1021n;

/** What was typed is no code: `mistake` is "character", "length" or "check". */
export class CodeError extends Error {
  constructor(mistake) {
    super(mistake);
    this.mistake = mistake;
  }
}

const number = (text) =>
  [...text].reduce((sum, one) => (sum << 5n) | BigInt(ALPHABET.indexOf(one)), 0n);

const WRITTEN = /(?:[0-9a-z]{4}[^0-9a-z]){4}[0-9a-z]{2}$/i;

/**
 * The code in what was typed, or in the address that a scanner read from a letter. A scanner set to
 * another keyboard types other signs for `#` and `-`: any sign may stand between the groups.
 */
export function codeIn(text) {
  const [written] = text.trim().match(WRITTEN) ?? [];
  return written ? written.replace(/[^0-9a-z]/gi, "-") : text.slice(text.lastIndexOf("#") + 1);
}

/** The 16 characters of the code in what was typed or scanned, without its check. Throws CodeError. */
export function readCode(typed) {
  const text = codeIn(typed).trim().toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0")
    .replace(/[-\s\u2011]/g, "");
  if ([...text].some((one) => !ALPHABET.includes(one))) throw new CodeError("character");
  if (text.length !== LENGTH + 2) throw new CodeError("length");
  if (number(text.slice(0, LENGTH)) % MODULUS !== number(text.slice(LENGTH))) {
    throw new CodeError("check");
  }
  return text.slice(0, LENGTH);
}
