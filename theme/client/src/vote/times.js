// Before, during and after the voting. The device's clock is only a hint: the function decides.

import { at, moment } from "./page.js";

const SAYS = { before: "to-come", now: "open", after: "over" };

/** "before", "now" or "after". `built` is how it stood when the page was made: over stays over. */
export function stageAt(now, election, built) {
  if (built === "after" || now >= new Date(election.closes)) return "after";
  return now < new Date(election.opens) ? "before" : "now";
}

const showStage = (stage) => {
  for (const [one, id] of Object.entries(SAYS)) at(id).hidden = one !== stage;
  at("change").hidden = stage === "after";
};

/**
 * Opens the booth where it is time; else says why not. The device's clock may be wrong, and the page
 * made long ago: unless it was made when all was over, who knows better can go on.
 */
export function inTime(election, built, open) {
  const now = new Date();
  const stage = stageAt(now, election, built);
  showStage(stage);
  if (stage === "now") return open();
  at("clock-now").textContent = moment(now);
  at("clock").hidden = built === "after";
  at("clock-wrong").addEventListener("click", () => {
    at("clock").hidden = true;
    showStage("now");
    open();
  });
}
