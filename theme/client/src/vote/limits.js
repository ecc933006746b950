// What a ballot may hold: the same limits that the count checks again (pb/ballot.py).

const WITH_POINTS = ["cumulative", "scoring"];

export const hasPoints = (limits) => WITH_POINTS.includes(limits.vote_type);

/** Costs and points of the choices together. */
export function sums(choices, points, costs) {
  const add = (of) => choices.reduce((sum, one) => sum + (of(one) ?? 0), 0);
  return { cost: add((one) => costs.get(one)), points: add((one) => points.get(one)) };
}

/** Every limit that the choices break: {what, side, found, limit}; nothing for none chosen. */
export function faults(choices, points, limits, costs) {
  if (!choices.length) return [];
  const found = [];
  const check = (what, value, least, most) => {
    if (least !== null && value < least) found.push({ what, side: "below", found: value, limit: least });
    if (most !== null && value > most) found.push({ what, side: "above", found: value, limit: most });
  };
  const single = limits.vote_type === "choose-1";
  check("length", choices.length, single ? 1 : limits.min_length, single ? 1 : limits.max_length);
  const { cost, points: given } = sums(choices, points, costs);
  check("cost", cost, limits.min_sum_cost, limits.max_sum_cost);
  if (hasPoints(limits)) {
    check("sum_points", given, limits.min_sum_points, limits.max_sum_points);
    for (const one of choices) check("points", points.get(one), limits.min_points, limits.max_points);
  }
  return found;
}

/**
 * How the count takes marks that were opened: {state, faults} (counting/digital.py). The faults are
 * those of `faults`, and numbers that are not on the ballot or stand there twice.
 */
export function judged({ choices, points }, limits, costs) {
  if (!choices.length) return { state: "none_chosen", faults: [] };
  if (hasPoints(limits) !== Boolean(points)) return { state: "unreadable", faults: [] };
  const given = new Map(choices.map((one, place) => [one, points?.[place]]));
  const found = [...given.keys()].filter((one) => !costs.has(one))
    .map((one) => ({ what: "number", side: "unknown", found: one }));
  // Sums would not say which of its points a number that stands twice is to have.
  if (given.size < choices.length) found.push({ what: "number", side: "repeated" });
  else found.push(...faults(choices, given, limits, costs));
  return { state: found.length ? "not_counted" : "counted", faults: found };
}

/** The marks to be sealed: ascending numbers, or the voter's order where that is the vote. */
export function marks(choices, points, limits) {
  const order = limits.vote_type === "ordinal" ? [...choices] : [...choices].sort((a, b) => a - b);
  if (!hasPoints(limits)) return { choices: order };
  return { choices: order, points: order.map((one) => points.get(one)) };
}

/** The same things in an order drawn anew, so that no project gains by standing first. */
export function shuffled(things) {
  const left = [...things];
  const drawn = [];
  while (left.length) {
    const [chance] = crypto.getRandomValues(new Uint32Array(1));
    drawn.push(...left.splice(chance % left.length, 1));
  }
  return drawn;
}
