// What the scripts of the vote pages share: the page's data, its words, and ways to show things.

/** The JSON in a script element. */
export const data = (id) => JSON.parse(document.getElementById(id).textContent);

const words = data("words");
const { lang } = document.documentElement;
const language = lang === "en" ? "en-GB" : lang; // Britain's, as on all other pages

/** A sentence of the page with its gaps filled. */
export const say = (key, gaps = {}) =>
  words[key].replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);

const plain = new Intl.NumberFormat(language);

/** A whole number as the page writes it. */
export const count = (number) => plain.format(number);

/** An amount in the round's currency. */
export const money = (amount, currency) => new Intl.NumberFormat(
  language, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount);

const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });

/** An ISO date as the page writes it. */
export const date = (day) => dates.format(new Date(day));

const moments = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

/** A moment as the device's clock has it. */
export const moment = (time) => moments.format(time);

/** The element with an id. */
export const at = (id) => document.getElementById(id);

/** A new element: text is text, never HTML. */
export function make(tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Shows one part of the page and hides the others; the reader starts at its heading. */
export function show(id, parts, quietly = false) {
  for (const part of parts) at(part).hidden = part !== id;
  if (quietly) return;
  const heading = at(id).querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  at(id).scrollIntoView({ block: "start" });
}

/** Lets a message be heard and seen; an empty one goes away. */
export function tell(id, text, ...more) {
  const place = at(id);
  place.replaceChildren(...(text ? [make("p", text), ...more] : []));
  place.hidden = !text;
}

const SHORTEST = 16; // anything less is a place on the page

/**
 * What the address has behind its hash, which no server has seen: a code or a leaf, or "". It is
 * wiped from the address bar; another one in the same window begins anew.
 */
export function takeFragment() {
  const inAddress = () => location.hash.length > SHORTEST ? location.hash.slice(1) : "";
  const fragment = inAddress();
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  addEventListener("hashchange", () => inAddress() && location.reload());
  return fragment;
}
