// The ballot on the screen: what is chosen in one pot, and what is left to spend.

import { count, make, money, say } from "./page.js";
import { faults, hasPoints, marks, shuffled, sums } from "./limits.js";
import { choiceRow, faultSentence } from "./sentences.js";

function empty(input) {
  if (input.type === "number") input.value = "";
  else input.checked = false;
}

export class Paper {
  /** `field` is the pot's fieldset; `changed` is called after every change. */
  constructor(field, pot, currency, changed) {
    this.field = field;
    this.pot = pot;
    this.currency = currency;
    this.changed = changed;
    this.choices = [];
    this.points = new Map();
    this.costs = new Map(pot.projects.map((one) => [one.number, one.cost]));
    this.projects = new Map(pot.projects.map((one) => [one.number, one]));
    this.list = field.querySelector(".choices");
    this.none = field.querySelector(".none input");
    field.addEventListener("input", (event) => this.read(event.target));
    field.querySelector(".in-order")?.addEventListener("click", () => this.arrange(false));
    // A browser that comes back to the page marks by place what stood elsewhere then.
    for (const input of field.querySelectorAll("input")) empty(input);
    this.arrange(true);
  }

  /** The projects in an order of this visit, or in the ballot's own. */
  arrange(byChance) {
    const rows = [...this.list.children].sort((a, b) => a.dataset.number - b.dataset.number);
    this.list.append(...(byChance ? shuffled(rows) : rows));
    this.field.querySelector(".by-chance").hidden = !byChance || rows.length < 2;
  }

  /** Takes in what was marked. */
  read(input) {
    if (input === this.none) {
      if (input.checked) this.clear();
      this.none.checked = input.checked;
    } else {
      const number = Number(input.closest("[data-number]").dataset.number);
      if (input.type === "radio") this.choices = [number];
      else if (input.type === "number") this.give(number, input.value);
      else this.toggle(number, input.checked);
      this.none.checked = false;
    }
    this.draw();
  }

  toggle(number, wanted) {
    this.choices = this.choices.filter((one) => one !== number);
    if (wanted) this.choices.push(number);
  }

  give(number, written) {
    const points = Math.trunc(Number(written));
    this.toggle(number, written !== "" && points > 0);
    this.points.set(number, points);
  }

  /** Takes a project off, from a button beside its name. */
  remove(number) {
    this.toggle(number, false);
    empty(this.list.querySelector(`[data-number="${number}"] input`));
    this.draw();
  }

  clear() {
    for (const number of [...this.choices]) this.remove(number);
  }

  /** Moves a choice one place up: only where the order is the vote. */
  raise(number) {
    const place = this.choices.indexOf(number);
    if (place < 1) return;
    this.choices.splice(place - 1, 2, number, this.choices[place - 1]);
    this.draw();
    this.field.querySelector(`.ranking [data-raise="${number}"]`)?.focus();
  }

  get isMarked() {
    return this.choices.length > 0 || this.none.checked;
  }

  get faults() {
    return faults(this.choices, this.points, this.pot.limits, this.costs);
  }

  get marks() {
    return marks(this.choices, this.points, this.pot.limits);
  }

  /** One line on what is chosen, left, or too much. */
  get summary() {
    const { limits } = this.pot;
    const { cost, points } = sums(this.choices, this.points, this.costs);
    const parts = [];
    const n = this.choices.length;
    if (!n && this.none.checked) return say("none_chosen");
    if (limits.max_length && limits.vote_type !== "choose-1") {
      parts.push(say("chosen_of", { n: count(n), most: count(limits.max_length) }));
    } else parts.push(say("chosen", { n: count(n) }));
    if (limits.max_sum_cost !== null) {
      parts.push(say("money_left", { left: money(limits.max_sum_cost - cost, this.currency) }));
    } else if (n) parts.push(say("cost_together", { cost: money(cost, this.currency) }));
    if (hasPoints(limits) && limits.max_sum_points !== null) {
      parts.push(say("points_left", { left: count(limits.max_sum_points - points) }));
    }
    return parts.join(" ");
  }

  sentence(fault) {
    return faultSentence(fault, this.currency);
  }

  /** Rows of what is chosen, each with a way to take it off or move it. */
  rows(withButtons) {
    const ordinal = this.pot.limits.vote_type === "ordinal";
    return this.choices.map((number, place) => {
      const project = this.projects.get(number);
      const points = hasPoints(this.pot.limits) ? this.points.get(number) : undefined;
      const row = choiceRow(project, this.currency, points);
      if (!withButtons) return row;
      if (ordinal && place) {
        const up = make("button", say("move_up"), { type: "button", class: "small-button", "data-raise": number });
        up.append(make("span", ` ${project.title}`, { class: "hidden" }));
        up.addEventListener("click", () => this.raise(number));
        row.append(" ", up);
      }
      const off = make("button", say("take_off"), { type: "button", class: "small-button" });
      off.append(make("span", ` ${project.title}`, { class: "hidden" }));
      off.addEventListener("click", () => this.remove(number));
      row.append(" ", off);
      return row;
    });
  }

  draw() {
    const ranking = this.field.querySelector(".ranking");
    if (ranking) {
      ranking.hidden = this.choices.length < 1;
      ranking.querySelector("ol").replaceChildren(...this.rows(true));
    }
    this.changed();
  }
}
