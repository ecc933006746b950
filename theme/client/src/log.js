// The log's tree and its checkpoints (docs/voting-protocol.md, section 7).

import { bytesOf, joined, same, sha256 } from "./encoding.js";
import { isSignedBytes } from "./keys.js";

const node = (left, right) => sha256(joined(new Uint8Array([1]), left, right));
const plain = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** The RFC 9162 root over these leaf hashes. */
export async function rootOf(leaves) {
  const peaks = [];
  for (const leaf of leaves) {
    let height = 0;
    let hash = leaf;
    while (peaks.length && peaks.at(-1)[0] === height) {
      hash = await node(peaks.pop()[1], hash);
      height += 1;
    }
    peaks.push([height, hash]);
  }
  if (!peaks.length) return sha256(new Uint8Array(0));
  let hash = peaks.pop()[1];
  while (peaks.length) hash = await node(peaks.pop()[1], hash);
  return hash;
}

/** The {origin, size, root} that the log's key signed; null for any other note. */
export async function checkpoint(note, logKey) {
  const [text, signatures] = note.split("\n\n");
  const [origin, size, root] = text.split("\n");
  const mark = `\u2014 ${origin} `;
  const line = (signatures ?? "").split("\n").find((one) => one.startsWith(mark));
  if (!line) return null;
  const signature = plain(line.slice(mark.length));
  const id = (await sha256(joined(bytesOf(`${origin}\n`), new Uint8Array([1]), logKey))).slice(0, 4);
  const holds = same(signature.slice(0, 4), id) &&
    await isSignedBytes(bytesOf(`${text}\n`), signature.slice(4), logKey);
  return holds ? { origin, size: Number(size), root: plain(root) } : null;
}
