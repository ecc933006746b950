// Bytes as text and values as JSON, each in one way only (docs/voting-protocol.md, section 2).

const encoder = new TextEncoder();

/** The bytes of a text. */
export const bytesOf = (text) => encoder.encode(text);

/** The bytes in base64url without padding. */
export const b64u = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** The bytes that `b64u` wrote; throws for any other text. */
export function ofB64u(text) {
  const bytes = Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  if (b64u(bytes) !== text) throw new Error("not base64url in its one form");
  return bytes;
}

/** Plain values as JSON with sorted names and no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** Several byte strings as one. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same. */
export const same = (one, other) => b64u(one) === b64u(other);

/** SHA-256. */
export const sha256 = async (bytes) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
