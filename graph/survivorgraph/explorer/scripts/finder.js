/* The finder: whole names before beginnings of words, these before letters within them, and last what is nearly so. */

import { plain } from "./words.js";

const RANKS = { same: 0, begins: 1, word: 2, within: 3, near: 4 };

/* Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment). */
function editDistance(a, b) {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

export function makeFinder(model) {
  const { data } = model;
  const listed = [...data.nodes, ...data.routes, ...data.partnerships];
  let last = { wanted: "", ranks: new Map() };

  function namesOf(item) {
    item.letters ??= [item.name, ...(item.aliases || []), ...(item.summary ? [item.summary] : [])].map(plain);
    return item.letters;
  }

  function rankName(name, wanted) {
    if (name === wanted) return RANKS.same;
    const at = name.indexOf(wanted);
    if (at < 0) return null;
    if (at === 0) return RANKS.begins;
    for (let i = at; i >= 0; i = name.indexOf(wanted, i + 1)) if (!/[\p{L}\p{N}]/u.test(name[i - 1])) return RANKS.word;
    return RANKS.within;
  }

  function isNear(name, wanted) {
    const most = wanted.length >= 7 ? 2 : 1;
    return name.split(/[^\p{L}\p{N}]+/u).some((word) => Math.abs(word.length - wanted.length) <= most && editDistance(word, wanted) <= most);
  }

  function rankAll(wanted) {
    const ranks = new Map();
    for (const item of listed) {
      const found = namesOf(item).map((name) => rankName(name, wanted)).filter((rank) => rank !== null);
      if (found.length) ranks.set(item, Math.min(...found));
    }
    if (!ranks.size && wanted.length >= 4) for (const item of listed) if (namesOf(item).some((name) => isNear(name, wanted))) ranks.set(item, RANKS.near);
    /* Letters within a word count only where no word begins with them. */
    if (Math.min(...ranks.values()) < RANKS.within) for (const [item, rank] of ranks) if (rank === RANKS.within) ranks.delete(item);
    for (const one of data.partnerships) if (one.members.some((id) => ranks.has(model.nodes.get(id))) && !ranks.has(one)) ranks.set(one, RANKS.within);
    return ranks;
  }

  function ranksOf(text) {
    const wanted = plain(text);
    if (wanted !== last.wanted) last = { wanted, ranks: wanted ? rankAll(wanted) : new Map() };
    return last.ranks;
  }

  return {
    /* The ids of all that a text finds, lines by their ends; null where nothing is searched for. */
    find(text) {
      if (!plain(text)) return null;
      const ranks = ranksOf(text);
      const hits = new Set([...ranks.keys()].map((item) => item.id));
      for (const edge of data.edges) if (ranks.has(edge.a) || ranks.has(edge.b) || plain(edge.name).includes(plain(text))) hits.add(edge.id);
      for (const route of data.routes) if (hits.has(route.id)) for (const edge of route.edges) for (const one of [edge, edge.a, edge.b]) hits.add(one.id);
      return hits;
    },
    /* The items that it finds, the best first; countries before organizations of the same rank. */
    list(text, items) {
      const ranks = ranksOf(text);
      const order = (item) => 2 * ranks.get(item) + Number(item.scene !== "places");
      return items.filter((item) => ranks.has(item)).sort((a, b) => order(a) - order(b));
    },
    isNear: (text) => [...ranksOf(text).values()].includes(RANKS.near),
  };
}
