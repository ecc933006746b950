// Is my vote in the box? And when the voting is over: what does it say there?

import { CodeError, readCode } from "../codes.js";
import { b64u } from "../encoding.js";
import { stretched, voterKey } from "../keys.js";
import { judged } from "./limits.js";
import { at, count, data, date, make, say, takeFragment, tell } from "./page.js";
import { daySince, LEAF, ListError, readReceipt, recorded } from "./published.js";
import { choiceRow, faultSentence } from "./sentences.js";

const OUT = ["not_counted", "unreadable"];
const SHOWN = ["counted", "not_counted"];
const { election, log, days, box, pots, currency } = data("election");

/** Shows an answer, and lets it be read aloud. */
function answer(id, text, kind, ...more) {
  tell(id, text, ...more);
  at(id).className = kind;
  at(id).scrollIntoView({ block: "nearest" });
}

const failure = (error) => say(error instanceof ListError ? error.key : "defect");

/** Looks for a receipt in the log. */
async function look(text) {
  const receipt = await readReceipt(election, text);
  if (!receipt) return answer("found", say("odd_receipt"), "wrong");
  at("leaf").value = receipt.leaf;
  if (!days.length) return answer("found", say("no_list"), "note");
  answer("found", say("looking"), "note");
  try {
    const day = await daySince(election, log, days, receipt.leaf);
    if (day) return answer("found", say("in_box", { day: date(day) }), "note held");
    if (receipt.day && receipt.day < days.at(-1)) {
      return answer("found", say("missing", { day: date(receipt.day) }), "wrong");
    }
    return answer("found", say(box ? "not_there" : "not_yet"), box ? "wrong" : "note");
  } catch (error) {
    return answer("found", failure(error), "wrong");
  }
}

/** One line for each choice, in the order of the vote; a number that is on no ballot is shown as such. */
function choices({ projects }, { choices, points }) {
  const lines = new Map(projects.map((one) => [one.number, one]));
  const list = make("ol", "", { class: "chosen" });
  list.append(...choices.map((n, place) =>
    choiceRow(lines.get(n) ?? { title: say("number", { n: count(n) }) }, currency, points?.[place])));
  return list;
}

/** What became of one vote: whether it counts, why not, and what it says. */
function told({ state, pot, marks }) {
  const paper = pots.find((one) => one.pot_id === pot);
  const costs = new Map(paper?.projects.map((one) => [one.number, one.cost]));
  const found = marks ? judged(marks, paper.limits, costs) : { state, faults: [] };
  const verdict = make("div", "", { class: OUT.includes(found.state) ? "wrong" : "" });
  verdict.append(make("p", say(found.state)),
    ...found.faults.map((fault) => make("p", faultSentence(fault, currency))));
  const told = paper ? [make("h3", paper.name), verdict] : [verdict];
  if (found.state === "not_counted") told.push(make("p", say("it_says")));
  if (SHOWN.includes(found.state)) told.push(choices(paper, marks));
  return told;
}

/** Shows what the box holds of a code's votes. */
async function reveal(typed) {
  answer("recorded", say("reading_code"), "note");
  try {
    const spread = await stretched(readCode(typed), election.election, election.iterations);
    const shown = [];
    for (const roll of Object.keys(election.rolls)) {
      const key = await voterKey(spread, roll);
      const found = await recorded(election, box, b64u(key.public));
      if (found.state) shown.push(...told(found));
    }
    answer("recorded", say(shown.length ? "opened" : "no_vote"), "note", ...shown);
  } catch (error) {
    answer("recorded", error instanceof CodeError ? say(`code_${error.mistake}`) : failure(error), "wrong");
  }
}

at("otherwise").remove();
at("check").hidden = false;
at("leaf-form").addEventListener("submit", (event) => {
  event.preventDefault();
  look(at("leaf").value);
});
at("receipt-file").addEventListener("change", async ({ target }) => {
  if (target.files.length) look(await target.files[0].text());
});
at("code-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  reveal(at("code").value);
});
const given = takeFragment();
if (LEAF.test(given)) look(given);
else if (given && at("code-form")) {
  at("code").value = given;
  reveal(given);
}
