// A chosen proposal and a broken limit as they are read, before a vote is cast and after the count.

import { count, make, money, say } from "./page.js";

/** A row for one choice; a project that is not on the ballot has no cost. */
export function choiceRow({ title, cost }, currency, points) {
  const row = make("li");
  row.append(make("b", title));
  if (cost !== undefined) row.append(" ", make("span", money(cost, currency), { class: "figure" }));
  if (points !== undefined) row.append(" ", make("span", say("points_given", { n: count(points) })));
  return row;
}

/** The sentence for a limit that is broken: it names both figures. */
export function faultSentence({ what, side, found, limit }, currency) {
  const shown = (number) => (what === "cost" ? money(number, currency) : count(number));
  return say(`${what}_${side}`, {
    found: shown(found), limit: shown(limit), gap: shown(Math.abs(found - limit)),
  });
}
