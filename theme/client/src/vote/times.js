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
  at("voted").hidden = stage !== "now";
  at("change").hidden = stage === "after";
};

/** Opens the booth where it is time; else says why not, and lets who knows better go on. */
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
