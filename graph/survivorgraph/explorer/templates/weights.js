/* Weights: which counted entries pass the filters, and what they add up to without counting anybody twice. */

function passes(tags, kind, inScene, filters) {
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

/* The same as weights.list_addable in Python: of each source, totals before their parts. */
function listAddable(entries) {
  const sources = new Map();
  for (const entry of entries) push(sources, (entry.tags.source || []).join(), entry);
  return [...sources.values()].flatMap(chooseAddable);
}

const cellOf = (entry) => (entry.cell ??= new Map([...entry.detail].sort().map((key) => [key, (entry.tags[key] || []).join()])));
const wayOf = (entry) => [...cellOf(entry).keys()].join();
const writeCell = (pairs) => pairs.map(([key, value]) => `${key}=${value}`).join("&");
const byWay = (a, b) => (a ? a.split(",").length : 0) - (b ? b.split(",").length : 0) || (a < b ? -1 : a > b ? 1 : 0);

function chooseAddable(entries) {
  const cells = new Set(entries.map((entry) => writeCell([...cellOf(entry)])));
  const widest = entries.filter((entry) => !isPart([...cellOf(entry)], cells));
  const ways = [...new Set(widest.map(wayOf))].sort(byWay);
  if (ways.length === 1) return widest;
  let best = null;
  for (const way of ways) {
    const taken = takeAddable(widest, way);
    const [lower, upper] = ["lower", "upper"].map((end) => taken.reduce((sum, one) => sum + one[end], 0));
    if (!best || lower > best.lower || (lower === best.lower && upper > best.upper)) best = { taken, lower, upper };
  }
  return best.taken;
}

function isPart(pairs, cells) {
  for (let some = 0; some < 2 ** pairs.length - 1; some++) if (cells.has(writeCell(pairs.filter((_, i) => some & (1 << i))))) return true;
  return false;
}

function takeAddable(entries, first) {
  const order = [...entries].sort((a, b) => Number(wayOf(a) !== first) - Number(wayOf(b) !== first) || byWay(wayOf(a), wayOf(b)) || b.upper - a.upper);
  const taken = [];
  for (const entry of order) if (taken.every((one) => areApart(entry, one))) taken.push(entry);
  return taken;
}

function areApart(one, other) {
  const [first, second] = [cellOf(one), cellOf(other)];
  if (writeCell([...first]) === writeCell([...second])) return true;
  return [...first].some(([key, value]) => second.has(key) && second.get(key) !== value);
}

function weigh(entries) {
  const units = new Map();
  for (const { unit, lower, upper } of entries) {
    const known = units.get(unit);
    units.set(unit, known ? [Math.max(known[0], lower), Math.max(known[1], upper)] : [lower, upper]);
  }
  let [lower, upper] = [0, 0];
  for (const [low, high] of units.values()) [lower, upper] = [lower + low, upper + high];
  return { lower, upper, entries };
}

const addWeights = (weights) => weights.reduce((sum, one) => ({ lower: sum.lower + one.lower, upper: sum.upper + one.upper }), { lower: 0, upper: 0 });
