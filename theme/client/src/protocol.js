// All of the protocol for tests and for the pages' own scripts.

export * from "./ballots.js";
export * from "./codes.js";
export * from "./encoding.js";
export * from "./keys.js";
export * from "./log.js";
export * from "./receipts.js";
export * from "./revocations.js";
