// The letters of this tablet on the screen and on paper, and as a file for whoever closes the vote.

import { lettersFile } from "../revocations.js";
import { at, count, make, say, tell } from "../vote/page.js";

const IN_FILE = ["waiting", "late", "odd", "used"];
const UNSURE = ["waiting", "late", "odd"];

/** Keeps the list as the letters are. */
export class List {
  constructor(election, kept) {
    this.election = election;
    this.kept = kept;
    at("save").addEventListener("click", () => this.save());
    at("print").addEventListener("click", () => print());
    at("empty").addEventListener("click", () => this.ask(true));
    at("empty-no").addEventListener("click", () => this.ask(false));
    at("empty-yes").addEventListener("click", () => {
      this.kept.clear();
      this.ask(false);
      this.draw();
    });
    addEventListener("storage", () => this.draw(true));
    addEventListener("beforeprint", () => { at("letters").open = true; });
    this.draw(true);
  }

  /** `isNews` where an answer came or failed to come: then the list opens if it must be looked at. */
  draw(isNews = false) {
    const { all } = this.kept;
    const number = (states) => all.filter((letter) => states.includes(letter.state)).length;
    at("kept").hidden = !all.length;
    at("kept-used").textContent = count(number(["used"]));
    at("kept-unsure").textContent = count(number(UNSURE));
    at("kept-not").textContent = count(number(["taken", "unknown"]));
    at("again").hidden = !number(["waiting"]);
    if (isNews && number([...UNSURE, "taken", "unknown"])) at("letters").open = true;
    at("rows").replaceChildren(...all.map((letter) => {
      const row = make("tr");
      const mark = make("th", letter.mark, { scope: "row", class: "mark" });
      const state = make("td", say(`row_${letter.state}`), { "data-label": say("column_state") });
      row.append(mark, make("td", say(`what_${letter.reason}`), { "data-label": say("column_what") }), state);
      return row;
    }));
  }

  /** All that the town may put in the box, also what is there already: sending twice does no harm. */
  save() {
    const text = lettersFile(this.kept.all.filter((letter) => IN_FILE.includes(letter.state)));
    const way = make("a", "", { download: `${say("file_name")}-${this.election.election}.jsonl` });
    way.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
    way.click();
    setTimeout(() => URL.revokeObjectURL(way.href), 60_000);
  }

  ask(wanted) {
    const unsure = this.kept.all.filter((letter) => UNSURE.includes(letter.state)).length;
    at("empty-ask").hidden = !wanted;
    at("empty").hidden = wanted;
    tell("empty-text", wanted ? say(unsure ? "empty_unsure" : "empty_sure", { n: count(unsure) }) : "");
    if (wanted) at("empty-no").focus();
  }
}
