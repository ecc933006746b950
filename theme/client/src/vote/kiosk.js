// A tablet at the polling place: after each voter nothing is left of what was chosen or typed.

import { codeIn } from "../codes.js";
import { canRead, reading } from "./camera.js";
import { at, data } from "./page.js";

const STILL = 90;
const READ = 60;
const WARNING = 30;
const PATIENCE = 20;

const words = data("kiosk-words");
const booth = at("booth");
const leaving = at("leaving");
let last = Date.now();
let still = 0;
let sent = 0;
let camera = null;
let canFilm = false;

const isSending = () => at("send").hasAttribute("aria-disabled");
const isDone = () => !at("receipt").hidden;
const inputs = () => [...document.querySelectorAll("input")];
const isElsewhere = () => !at("choose").hidden && document.querySelectorAll("[data-open]").length > 1;
const isTouched = () => isDone() || !at("check").hidden || isElsewhere() ||
  inputs().some((input) => input.checked || (input.value && !["checkbox", "radio"].includes(input.type)));

function clear() {
  for (const input of inputs()) {
    input.checked = false;
    if (!["checkbox", "radio"].includes(input.type)) input.value = "";
  }
}

/** Takes everything off the page that a voter did, before anything else can look at it. */
function wipe() {
  camera?.stop();
  at("by-camera").hidden = true;
  clear();
  URL.revokeObjectURL(at("receipt-save")?.href);
  booth.remove();
  leaving.remove();
}

/** The page anew, once it can be had: without a network an empty tablet says so, and waits. */
async function startOver() {
  wipe();
  for (const part of ["after", "unknown", "start-over"]) at(part).hidden = true;
  at("starting").hidden = false;
  at("starting").querySelector("p").focus();
  for (;;) {
    try {
      if ((await fetch(location.pathname, { method: "HEAD", cache: "no-store" })).ok) break;
    } catch { /* no network yet */ }
    at("offline").hidden = false;
    await new Promise((go) => { setTimeout(go, 3000); });
  }
  // The booth asks before it leaves a vote that is on its way: here that has been said already.
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  location.replace(location.pathname);
}

/** A vote that gets no answer is not dropped: the voter is told what that means, and then decides. */
function giveUp() {
  booth.hidden = true;
  at("stop").hidden = true;
  at("unknown").hidden = false;
  at("unknown").querySelector("h2").focus();
}

/** The letter before the camera gives its code: nobody need type it. */
async function film() {
  if (camera) return camera.stop();
  at("film-failed").hidden = true;
  at("film").hidden = false;
  camera = reading(at("film"));
  const text = await camera.found.catch(() => { at("film-failed").hidden = false; });
  camera = null;
  at("film").hidden = true;
  if (!text || !booth.isConnected) return null;
  at("code").value = codeIn(text);
  at("send").scrollIntoView({ block: "center" });
  return at("send").focus();
}

/** Once a second, or when a tablet wakes: what there is to press, and whether anybody is there. */
function tick() {
  if (!booth.isConnected) return;
  const gone = (Date.now() - last) / 1000;
  last = Date.now();
  sent = isSending() ? sent + gone : 0;
  if (isDone() && booth.hidden) {
    booth.hidden = false;
    at("unknown").hidden = true;
  }
  at("after").hidden = !isDone();
  at("by-camera").hidden = !canFilm || at("check").hidden || isSending();
  if (at("by-camera").hidden) camera?.stop();
  const mayStop = sent >= PATIENCE && !booth.hidden;
  if (mayStop && at("stop").hidden) setTimeout(() => at("stop").scrollIntoView({ block: "end" }));
  at("stop").hidden = !mayStop;
  at("start-over").hidden = isDone() || isSending() || booth.hidden || !isTouched();
  if ((isSending() && !booth.hidden) || !isTouched()) still = 0;
  still += gone;
  const left = Math.ceil((isDone() ? READ : STILL) + WARNING - still);
  if (left <= 0) startOver();
  else if (left <= WARNING) {
    const sentence = words[isDone() ? "leaving_done" : "leaving"];
    at("leaving-text").textContent = sentence.replace("{seconds}", left);
    if (!leaving.open) leaving.showModal();
  }
}

function stay() {
  still = 0;
  if (leaving.open) leaving.close();
}

history.scrollRestoration = "manual";
clear(); // what the browser may have put back
for (const one of ["pointerdown", "keydown", "input"]) {
  addEventListener(one, () => {
    tick(); // whoever wakes a tablet that slept is the next voter
    still = 0;
  }, { capture: true, passive: true });
}
for (const one of document.querySelectorAll("[data-over]")) one.addEventListener("click", startOver);
at("start-over").addEventListener("click", () => {
  still = STILL - 1;
  tick();
});
at("wait").addEventListener("click", () => {
  booth.hidden = false;
  at("unknown").hidden = true;
  sent = 0;
});
at("stay").addEventListener("click", stay);
leaving.addEventListener("close", stay);
at("receipt-print").addEventListener("click", () => print());
at("stop-waiting").addEventListener("click", giveUp);
addEventListener("pagehide", wipe);
addEventListener("pageshow", (event) => { if (event.persisted) startOver(); });
at("camera").addEventListener("click", film);
canRead().then((can) => { canFilm = can; });
const watcher = new MutationObserver(tick);
for (const part of ["check", "receipt"]) watcher.observe(at(part), { attributeFilter: ["hidden"] });
setInterval(tick, 1000);
