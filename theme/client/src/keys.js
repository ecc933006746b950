// From a code to the key that signs (docs/voting-protocol.md, sections 3 and 4).

import { b64u, bytesOf, canonical, joined, ofB64u } from "./encoding.js";

const PKCS8 = ofB64u("MC4CAQAwBQYDK2VwBCIEIA"); // what stands before an Ed25519 seed (RFC 8410)

/** Browsers before 2025 have no Ed25519: then, and only then, it is fetched. */
const curves = () => import("@noble/ed25519");

let native;
async function hasEd25519() {
  native ??= crypto.subtle.importKey(
    "raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]).then(() => true, () => false);
  return native;
}

/** The code made dear to guess; takes about a second on an old telephone. */
export async function stretched(code, election, iterations) {
  const key = await crypto.subtle.importKey("raw", bytesOf(code), "PBKDF2", false, ["deriveBits"]);
  const salt = bytesOf(`medborgarbudget/v1/${election}`);
  return new Uint8Array(await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256));
}

/** The voter's key in one roll: {public, sign}. */
export async function voterKey(spread, roll) {
  const key = await crypto.subtle.importKey("raw", spread, "HKDF", false, ["deriveBits"]);
  const info = bytesOf(`medborgarbudget/v1/voter-key/${roll}`);
  const seed = new Uint8Array(await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info }, key, 256));
  return signer(seed);
}

/** The Ed25519 key of a seed: {public, sign}. */
export async function signer(seed, useNative) {
  if (useNative ?? await hasEd25519()) {
    const key = await crypto.subtle.importKey(
      "pkcs8", joined(PKCS8, seed), { name: "Ed25519" }, true, ["sign"]);
    const { x } = await crypto.subtle.exportKey("jwk", key);
    return {
      public: ofB64u(x),
      sign: async (bytes) =>
        new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, bytes)),
    };
  }
  const { getPublicKeyAsync, signAsync } = await curves();
  return { public: await getPublicKeyAsync(seed), sign: (bytes) => signAsync(bytes, seed) };
}

const message = (kind, text) => bytesOf(`medborgarbudget/v1/${kind}\n${text}`);

/** The signature over a text and what kind of text it is. */
export const sign = (kind, text, key) => key.sign(message(kind, text));

/** Whether the holder of this public key signed these bytes. */
export async function isSignedBytes(bytes, signature, publicKey, useNative) {
  try {
    if (useNative ?? await hasEd25519()) {
      const key = await crypto.subtle.importKey(
        "raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, bytes);
    }
    return await (await curves()).verifyAsync(signature, bytes, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** Whether the holder of this public key signed this text as what it is. */
export const isSigned = (kind, text, signature, publicKey, useNative) =>
  isSignedBytes(message(kind, text), signature, publicKey, useNative);

/** What is sent to ask whether a key has voted. */
export async function headBody(election, key) {
  const request = canonical({ election: election.election, key: b64u(key.public), v: 1 });
  return canonical({ request, signature: b64u(await sign("head", request, key)) });
}
