// The desk: an officer's key, a letter's code, and the letter is used: then paper is handed out.

import { CodeError } from "../codes.js";
import { b64u } from "../encoding.js";
import { markOf, revocation } from "../revocations.js";
import { canRead, reading } from "../vote/camera.js";
import { headsOf, keysOf, Refusal } from "../vote/heads.js";
import { at, data, say, show, takeFragment, tell } from "../vote/page.js";
import { deviceStorage } from "../vote/sending.js";
import { Kept } from "./kept.js";
import { List } from "./list.js";
import { OfficerError, officerIn, whenIdle } from "./officer.js";
import { guardButtons } from "./scanner.js";
import { Sender } from "./sender.js";

const PARTS = ["locked", "scan", "letter", "done"];
const IDLE = 10 * 60 * 1000;
const { election, address, rolls } = data("election");

const kept = new Kept(election.election, deviceStorage());
const list = new List(election, kept);
const sender = new Sender(election, address, kept, heard);

let officer = null;
let letter = null;
let camera = null;
let busy = false;

/** Goes to a part; the reader starts at its heading, so that no scan presses a button. */
function go(part) {
  camera?.stop();
  tell("error", "");
  tell("progress", "");
  if (part === "scan" || part === "locked") letter = null;
  show(part, PARTS);
  if (part === "scan") at("code").focus({ preventScroll: true });
}

function fail(error) {
  const key = error instanceof CodeError ? `code_${error.mistake}`
    : error instanceof Refusal || error instanceof OfficerError ? error.key : "defect";
  tell("progress", "");
  tell("error", say(key));
  if (!(error instanceof CodeError)) return at("error").focus();
  at("code").setAttribute("aria-invalid", "true");
  return at("code").select();
}

/** Does one thing at a time: a double click is one. */
async function once(act) {
  if (busy) return;
  busy = true;
  tell("error", "");
  try {
    await act();
  } catch (error) {
    fail(error);
  } finally {
    busy = false;
  }
}

async function unlock(input) {
  const [file] = input.files;
  if (!file) return;
  try {
    officer = await officerIn(election, file);
  } finally {
    input.value = "";
  }
  const number = election.officer_keys.indexOf(b64u(officer.public)) + 1;
  at("officer").textContent = say("officer", { n: number });
  at("unlocked").hidden = false;
  tell("locked-why", "");
  go("scan");
}

function lock(why) {
  if (!officer) return;
  officer = null;
  at("code").value = "";
  at("unlocked").hidden = true;
  go("locked");
  tell("locked-why", why);
}

const slipFor = (places) => places.map(({ roll }) => rolls[roll].join(say("or"))).join(", ");

/** Reads a code, and shows what is known of its letter: never what was voted. */
async function look(typed) {
  tell("progress", say("reading_code"));
  at("code").removeAttribute("aria-invalid");
  const keys = await keysOf(election, typed);
  at("code").value = "";
  const mark = await markOf(keys[0].key.public);
  const before = kept.get(mark);
  if (before && before.state !== "unknown") {
    tell("progress", "");
    if (before.state === "waiting") sender.go(mark);
    letter = { mark };
    return shown(before, false);
  }
  let places = null;
  try {
    places = await headsOf(election, address, keys);
  } catch (error) {
    if (error.key !== "no_answer") throw error;
  }
  if (!officer) return undefined;
  letter = { mark, places: places ?? keys };
  const state = !places ? "no_network" : places.some(({ head }) => head.revoked) ? "used_before"
    : places.some(({ head }) => head.seq) ? "voted" : "not_voted";
  at("letter-mark").textContent = mark;
  at("letter-state").textContent = say(state);
  at("letter-state").className = state === "used_before" ? "wrong state" : "note state";
  at("letter-text").textContent = say(`${state}_text`);
  at("letter-for").textContent = places ? say("slip_for", { pots: slipFor(places) }) : "";
  const isUsed = state === "used_before";
  at("paper").hidden = isUsed;
  at("paper").textContent = say(places ? "act_paper" : "act_offline");
  at("back").textContent = say(isUsed ? "next" : "back");
  at("other").hidden = isUsed || !places;
  go("letter");
  return undefined;
}

/** Signs, keeps, and only then sends: whatever happens on the way, it is the same bytes. */
async function hand(reason) {
  const { mark, places } = letter;
  tell("progress", say("sending"));
  const parts = await Promise.all(places.map(({ roll, key }) =>
    revocation(election, roll, key.public, reason, officer)));
  const isKept = kept.put({ mark, reason, state: "waiting", parts });
  at("not-kept").hidden = isKept;
  letter = { mark, pots: places[0].head ? slipFor(places) : "" };
  shown({ mark, reason, state: "sending" }, true);
  list.draw();
  sender.go(mark);
}

/** Shows how it stands with a letter; `isFresh` where it was handed in just now. */
function shown({ mark, reason, state }, isFresh) {
  const key = state === "used" ? (isFresh ? `used_${reason}` : "used_here") : state;
  const isGood = state === "used" && isFresh;
  const isWrong = ["taken", "unknown", "odd"].includes(state) || key === "used_here";
  letter.isFresh = isFresh;
  if (at("done").hidden) go("done");
  tell("progress", "");
  at("done-mark").textContent = mark;
  at("done-state").textContent = say(key);
  at("done-state").className = isGood ? "good state" : isWrong ? "wrong state" : "note state";
  const pots = letter.pots && isGood && reason === "paper" ? ` ${say("slip_for", { pots: letter.pots })}` : "";
  at("done-text").textContent = say(`${key}_text`, { mark }) + pots;
  at("envelopes").hidden = !["waiting", "late", "odd"].includes(state);
}

/** An answer came, or failed to come: to the letter on the screen, or to one from before. */
function heard(its) {
  list.draw(true);
  if (letter?.mark === its.mark && !at("done").hidden) shown(its, letter.isFresh);
  else if (its.state !== "waiting") tell("news", say("news", { mark: its.mark, state: say(`row_${its.state}`) }));
}

/** Shows what the camera sees until it sees a code. */
async function film() {
  at("film").hidden = false;
  camera = reading(at("film"));
  const text = await camera.found.catch(() => fail(new Refusal("no_camera")));
  camera = null;
  at("film").hidden = true;
  if (text) await once(() => look(text));
}

at("otherwise").remove();
at("desk").hidden = false;
at("key-file").addEventListener("change", ({ target }) => once(() => unlock(target)));
at("lock").addEventListener("click", () => lock(say("locked_by_hand")));
at("scan-form").addEventListener("submit", (event) => {
  event.preventDefault();
  once(() => look(at("code").value));
});
at("camera").addEventListener("click", () => (camera ? camera.stop() : film()));
at("paper").addEventListener("click", () => once(() => hand("paper")));
at("reissue").addEventListener("click", () => once(() => hand("reissue")));
for (const one of document.querySelectorAll("[data-next]")) {
  one.addEventListener("click", () => go(officer ? "scan" : "locked"));
}
at("again").addEventListener("click", () => sender.go());
guardButtons(() => tell("error", say("stray_scan")));
whenIdle(IDLE, () => lock(say("locked_idle")));
addEventListener("unhandledrejection", ({ reason }) => fail(reason));
canRead().then((can) => { at("camera").hidden = !can; });
takeFragment();
sender.go();
