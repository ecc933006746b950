// Is my vote in the box? And when the voting is over: what does it say there?

import { CodeError, readCode } from "../codes.js";
import { b64u } from "../encoding.js";
import { stretched, voterKey } from "../keys.js";
import { at, count, data, date, make, money, say, takeFragment, tell } from "./page.js";
import { daySince, LEAF, ListError, readReceipt, recorded } from "./published.js";

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

/** One line for each choice, in the order of the vote. */
function choices(pot, marks) {
  const titles = new Map(pot.projects.map((one) => [one.number, one]));
  const list = make("ol", "", { class: "chosen" });
  for (const [place, number] of marks.choices.entries()) {
    const row = make("li");
    const project = titles.get(number);
    row.append(make("b", project?.title ?? String(number)), " ",
      make("span", project ? money(project.cost, currency) : "", { class: "figure" }));
    if (marks.points) row.append(" ", make("span", say("points_given", { n: count(marks.points[place]) })));
    list.append(row);
  }
  return list;
}

/** Shows what the box holds of a code's votes. */
async function reveal(typed) {
  answer("recorded", say("reading_code"), "note");
  try {
    const spread = await stretched(readCode(typed), election.election, election.iterations);
    const shown = [];
    for (const roll of Object.keys(election.rolls)) {
      const key = await voterKey(spread, roll);
      const { state, pot, marks } = await recorded(box, b64u(key.public));
      const paper = pots.find((one) => one.pot_id === pot);
      if (!state) continue;
      if (paper) shown.push(make("h3", paper.name));
      shown.push(make("p", say(marks && !marks.choices.length ? "none_chosen" : state)));
      if (marks?.choices.length) shown.push(choices(paper, marks));
    }
    answer("recorded", say(shown.length ? "opened" : "no_vote"), "note", ...shown);
  } catch (error) {
    answer("recorded", error instanceof CodeError ? say(`code_${error.mistake}`) : failure(error), "wrong");
  }
}

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
