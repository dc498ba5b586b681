/* Weights: which counted entries pass the filters, and what they add up to without counting anybody twice. */

import { NOT_SAID, push } from "./base.js";

export function passes(tags, kind, inScene, filters) {
  for (const [key, wanted] of filters) {
    if (key === "coverage") continue;
    if (!kind.facets.includes(key)) {
      if (inScene.has(key)) return false;
      continue;
    }
    const own = tags[key];
    if (!(own ? own.some((value) => wanted.has(value)) : wanted.has(NOT_SAID))) return false;
  }
  return true;
}

/* The same as line_weights.list_addable in Python: of the data set that counts most, totals before their parts. */
function listAddable(entries) {
  const sources = new Map();
  for (const entry of entries) push(sources, sourceOf(entry), entry);
  return chooseLargest([...sources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => chooseSplit(own)));
}

export const sourceOf = (entry) => (entry.tags.source || []).join();
const cellOf = (entry) => (entry.cell ??= [...entry.detail].sort().map((key) => [key, (entry.tags[key] || []).join()]));
const writeCell = (pairs) => pairs.map(([key, value]) => `${key}=${value}`).join("&");
const wayOf = (cell) => cell.map(([key]) => key).join();
const byWay = (a, b) => (a ? a.split(",").length : 0) - (b ? b.split(",").length : 0) || (a < b ? -1 : a > b ? 1 : 0);

function chooseLargest(groups) {
  let best = null;
  for (const own of groups) {
    const sum = sumOf(own);
    if (!best || sum.lower > best.lower || (sum.lower === best.lower && sum.upper > best.upper)) best = { ...sum, own };
  }
  return best.own;
}

function chooseSplit(entries) {
  const cells = new Map(entries.map((entry) => [writeCell(cellOf(entry)), cellOf(entry)]));
  const ways = new Map();
  for (const [key, cell] of cells) if (!isPart(cell, cells)) push(ways, wayOf(cell), [key, cell]);
  const order = [...ways.keys()].sort(byWay);
  return chooseLargest(order.map((first) => {
    const taken = takeCells(ways, [first, ...order.filter((way) => way !== first)]);
    return entries.filter((entry) => taken.has(writeCell(cellOf(entry))));
  }));
}

function isPart(pairs, cells) {
  for (let some = 0; some < 2 ** pairs.length - 1; some++) if (cells.has(writeCell(pairs.filter((_, i) => some & (1 << i))))) return true;
  return false;
}

/* All cells of the first way, then of each other those that differ from all taken in a facet that both have. */
function takeCells(ways, order) {
  const taken = new Map();
  const project = (cell, shared) => writeCell(cell.filter(([key]) => shared.includes(key)));
  for (const way of order) {
    const blocked = [...taken].map(([other, own]) => {
      const shared = way.split(",").filter((key) => other.split(",").includes(key));
      return [shared, new Set(own.map(([, cell]) => project(cell, shared)))];
    });
    taken.set(way, ways.get(way).filter(([, cell]) => blocked.every(([shared, some]) => !some.has(project(cell, shared)))));
  }
  return new Set([...taken.values()].flatMap((own) => own.map(([key]) => key)));
}

/* What entries add up to; of figures also from how many data sets one was taken, and of which years it is. */
export function weigh(entries) {
  const isFigure = entries.some((entry) => entry.detail);
  const taken = isFigure ? listAddable(entries) : entries;
  const units = new Map();
  for (const { unit, lower, upper } of taken) {
    const known = units.get(unit);
    units.set(unit, known ? [Math.max(known[0], lower), Math.max(known[1], upper)] : [lower, upper]);
  }
  let [lower, upper] = [0, 0];
  for (const [low, high] of units.values()) [lower, upper] = [lower + low, upper + high];
  if (!isFigure) return { lower, upper, entries };
  const own = entries.filter((entry) => sourceOf(entry) === sourceOf(taken[0]));
  return { lower, upper, entries: taken, left: entries, sets: new Set(entries.map(sourceOf)), years: new Set(own.flatMap((entry) => entry.tags.year || [])) };
}

function sumOf(weights) {
  let [lower, upper] = [0, 0];
  for (const one of weights) [lower, upper] = [lower + one.lower, upper + one.upper];
  return { lower, upper };
}

/* The sum of weights of several lines, with all data sets and years that it is made of. */
export function addWeights(weights) {
  const join = (name) => new Set(weights.flatMap((one) => [...(one[name] || [])]));
  return { ...sumOf(weights), isSum: true, sets: join("sets"), years: join("years") };
}
