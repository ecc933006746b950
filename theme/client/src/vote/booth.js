// The vote page: choose a pot, choose projects, check, give the code, get the receipt.

import { CodeError } from "../codes.js";
import { Refusal, rollsOf } from "./heads.js";
import { at, data, make, say, show, takeFragment, tell } from "./page.js";
import { Paper } from "./paper.js";
import { receiptShown } from "./receipt.js";
import { deviceStorage, Pending } from "./sending.js";
import { inTime } from "./times.js";
import { delivered, prepared } from "./voter.js";

const PARTS = ["where", "choose", "check", "receipt"];
const { election, address, pots, currency, kiosk, stage } = data("election");
const pending = new Pending(election.election, kiosk ? null : deviceStorage());

const CASTING = { button: "send", error: "code-error", progress: "progress" };
const SENDING = { button: "unsent-send", error: "unsent-error", progress: "unsent-progress" };

let paper = null;
let looked = null; // over by the voter: {pot, marks}. This is sealed, whatever is marked later
let busy = false;
let places = [];
const ways = [at("again-yes")];

const papers = new Map(pots.map((pot) => [
  pot.pot_id, new Paper(at(`pot-${pot.pot_id}`), pot, currency, () => draw()),
]));

function draw() {
  if (!paper) return;
  tell("choose-error", "");
  const wrong = paper.faults.filter((fault) => fault.side === "above");
  const line = wrong.length ? wrong.map((fault) => paper.sentence(fault)).join(" ") : paper.summary;
  at("sum").textContent = line;
  at("sum").classList.toggle("too-much", wrong.length > 0);
  at("too-much").replaceChildren(...(wrong.length ? paper.rows(true) : []));
}

/** Goes to a pot's projects. */
function open(potId, quietly) {
  paper = papers.get(potId);
  for (const [id, one] of papers) one.field.hidden = id !== potId;
  show("choose", PARTS, quietly);
  draw();
}

/** Goes on to the check page, or says why not yet; what is too much stands there already. */
function check() {
  const { faults } = paper;
  const lacking = faults.filter((fault) => fault.side === "below").map((fault) => paper.sentence(fault));
  if (!paper.isMarked) lacking.push(say("nothing_chosen"));
  tell("choose-error", lacking.join(" "));
  if (faults.length || lacking.length) {
    at(lacking.length ? "choose-error" : "sum").focus();
    return;
  }
  looked = { pot: paper.pot.pot_id, marks: paper.marks };
  const rows = paper.rows(false);
  at("chosen").replaceChildren(...(rows.length ? rows : [make("li", say("none_chosen"))]));
  at("chosen-in").textContent = paper.pot.name;
  at("chosen-sum").textContent = paper.choices.length ? paper.summary : "";
  tell("code-error", "");
  ask(false);
  show("check", PARTS);
}

/** A refusal as the voter reads it. */
function refuse(error, place) {
  const key = error instanceof CodeError ? `code_${error.mistake}` : error instanceof Refusal ? error.key : "defect";
  tell(place, say(key));
  at(place).focus();
  if (error instanceof CodeError) at("code").setAttribute("aria-invalid", "true");
}

/** A button that leads to another part: not while a vote is on its way, which is told of in this one. */
function leads(button, go) {
  ways.push(button);
  button.addEventListener("click", () => {
    if (!busy) go();
  });
}

/** Begins or ends what must be done alone. */
function hold(isBusy, button) {
  busy = isBusy;
  for (const one of [at(button), ...ways]) {
    if (busy) one.setAttribute("aria-disabled", "true");
    else one.removeAttribute("aria-disabled");
  }
}

/** Does one thing at a time, for a double click is one vote; `names` are its button and messages. */
async function once(act, { button, error, progress } = CASTING) {
  if (busy) return;
  hold(true, button);
  for (const one of [CASTING, SENDING]) tell(one.error, "");
  at("code").removeAttribute("aria-invalid");
  try {
    await act(progress);
  } catch (refusal) {
    refuse(refusal, error);
  } finally {
    hold(false, button);
    tell(progress, "");
    rescue();
  }
}

/** Asks whether an earlier vote is to be replaced, in the place of the button that casts. */
function ask(wanted) {
  at("again").hidden = !wanted;
  at("send").hidden = wanted;
}

/** The place where the chosen pot can be voted in with the code that was given. */
async function placeFor(pot, code) {
  tell("progress", say("reading_code"));
  places = await rollsOf(election, address, code);
  const place = places.find(({ roll }) => election.rolls[roll].includes(pot));
  if (!place) throw new Refusal("other_pot");
  return place;
}

async function vote(replace) {
  const { pot, marks } = looked;
  const code = at("code").value;
  const place = await placeFor(pot, code);
  if (place.head.seq && !replace && !place.head.revoked) {
    ask(true);
    at("again-yes").focus();
    return;
  }
  ask(false);
  further(place, code);
  await send(await prepared(election, place, pot, marks, pending));
  at("code").value = "";
  given(false);
}

/** On the receipt's page: where else the same letter has not voted yet, with its code at hand. */
function further(cast, code) {
  const unused = places.filter(({ roll, head }) => roll !== cast.roll && !head.seq && !head.revoked);
  const ways = unused.flatMap(({ roll }) => election.rolls[roll]).filter((pot) => papers.has(pot));
  at("further").hidden = !ways.length;
  at("further-ways").replaceChildren(...ways.map((potId) => {
    const way = make("button", "", { type: "button", class: "way" });
    way.append(make("b", papers.get(potId).pot.name));
    leads(way, () => {
      at("code").value = code;
      given(true);
      open(potId);
    });
    const row = make("li");
    row.append(way);
    return row;
  }));
}

async function send(ballot, progress = CASTING.progress) {
  tell(progress, say("sending"));
  const receipt = await delivered(election, address, ballot, pending, (seconds) =>
    tell(progress, seconds ? say("waiting", { seconds }) : say("sending")));
  receiptShown(election, receipt, ballot);
  at("clock").hidden = true;
  rescue();
  show("receipt", PARTS);
}

/** Says whether the code came from the letter, or must be typed. */
function given(byLetter) {
  at("code-given").hidden = !byLetter;
  at("code-hint").hidden = byLetter;
}

/** Says whether a vote from this device has not got an answer, beside what came of sending one again. */
function rescue() {
  const isKept = pending.all().length > 0;
  at("unsent-ask").hidden = !isKept;
  at("unsent").hidden = !isKept && at(SENDING.error).hidden;
}

/** Sends such a vote again, whatever the time is: it may be in the box. */
async function sendKept(progress) {
  const [kept] = pending.all();
  if (!kept) return;
  pending.keep(kept); // goes last, so that the others' turn comes if this one gets no answer
  await send(kept, progress);
}

/** Shows the places; a letter's code is filled in, and says where its holder may vote. */
async function enter(code) {
  at("code").value = code;
  given(Boolean(code));
  if (pots.length === 1) return open(pots[0].pot_id, true);
  show("where", PARTS, true);
  if (!code) return;
  tell("where-status", say("reading_code"));
  try {
    const found = await rollsOf(election, address, code);
    const mine = found.flatMap(({ roll }) => election.rolls[roll]);
    if (mine.length === 1 && !paper) open(mine[0]);
    else for (const way of document.querySelectorAll("[data-open]")) way.parentElement.hidden = !mine.includes(way.dataset.open);
  } catch { /* it is told when the vote is cast */ }
  tell("where-status", "");
}

function begin() {
  at("otherwise")?.remove();
  at("booth").hidden = false;
  rescue();
  const code = takeFragment();
  if (code && !kiosk) at("over-check").hash = code;
  inTime(election, stage, () => enter(code));
}

for (const way of document.querySelectorAll("[data-open]")) leads(way, () => open(way.dataset.open));
at("unsent-send").addEventListener("click", () => once(sendKept, SENDING));
leads(at("to-check"), check);
leads(at("back-to-choose"), () => show("choose", PARTS));
if (pots.length > 1) leads(at("back-to-where"), () => show("where", PARTS));
at("forgetful").addEventListener("submit", (event) => event.preventDefault());
at("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  once(() => vote(false));
});
at("again-yes").addEventListener("click", () => once(() => vote(true)));
leads(at("again-no"), () => {
  ask(false);
  at("send").focus();
});
leads(at("change"), () => show(pots.length > 1 ? "where" : "choose", PARTS));
addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault(); // a vote is on its way
});
// A page that the browser kept whole has its choices still; other windows may have sent what waited.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !busy) rescue();
});
begin();
