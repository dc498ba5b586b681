/* The finder, which ranks as `survivorgraph find` does: whole names, beginnings of names, of words, all words in any
   order, what is linked to something of that name, letters within a word, and last what is nearly written so. */

import { plain } from "./words.js";

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
  const { ranks: RANKS, kinds } = data.search;
  const listed = [...data.nodes, ...data.routes, ...data.partnerships];
  const isLinked = (rank) => rank === RANKS.linked || rank > RANKS.near;
  let last = { wanted: "", ranks: new Map() };

  function namesOf(item) {
    const key = item.kind === "unnamed" ? [] : [item.id.split("/").pop()];
    item.letters ??= [item.name, ...(item.aliases || []), ...key, ...(item.summary ? [item.summary] : [])].map(plain);
    return item.letters;
  }

  function kindOf(item) {
    if (item.steps) return "story";
    if (item.members) return "partnership";
    if (item.scene === "organizations") return "organization";
    return item.kind === "locality" ? "place" : "country";
  }

  /* What an item is linked to: who takes part, where it works, and the places of a journey. */
  function linksOf(item) {
    const ids = [...(item.members || []), ...(item.countries || []), ...(item.reach || [])];
    return [...ids.map((id) => model.nodes.get(id)), ...(item.steps ? item.edges.flatMap((edge) => [edge.a, edge.b]) : [])];
  }

  function hasWords(item, wanted) {
    const words = wanted.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const has = namesOf(item).flatMap((name) => name.split(/[^\p{L}\p{N}]+/u));
    return words.length > 1 && words.every((word) => has.some((one) => one.startsWith(word)));
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
      if (!(ranks.get(item) < RANKS.words) && hasWords(item, wanted)) ranks.set(item, RANKS.words);
    }
    if (!ranks.size && wanted.length >= 4) for (const item of listed) if (namesOf(item).some((name) => isNear(name, wanted))) ranks.set(item, RANKS.near);
    /* Letters within a word count only where no word begins with them. */
    if (Math.min(...ranks.values()) < RANKS.within) for (const [item, rank] of ranks) if (rank === RANKS.within) ranks.delete(item);
    const named = new Map([...ranks].filter(([, rank]) => rank <= RANKS.words || rank === RANKS.near));
    for (const item of listed) {
      const rank = linksOf(item).map((one) => named.get(one)).find((one) => one !== undefined);
      if (!ranks.has(item) && rank !== undefined) ranks.set(item, rank === RANKS.near ? RANKS.near + 0.5 : RANKS.linked);
    }
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
      /* Of what is only linked to a name, the picture and the tables show the partnerships in which it takes part. */
      const own = [...ranks.keys()].filter((item) => !isLinked(ranks.get(item)));
      const hits = new Set(own.map((item) => item.id));
      for (const one of data.partnerships) if (one.members.some((id) => hits.has(id))) hits.add(one.id);
      for (const edge of data.edges) if (hits.has(edge.a.id) || hits.has(edge.b.id) || plain(edge.name).includes(plain(text))) hits.add(edge.id);
      for (const route of data.routes) if (hits.has(route.id)) for (const edge of route.edges) for (const one of [edge, edge.a, edge.b]) hits.add(one.id);
      return hits;
    },
    /* The items that it finds, the best first; those of one rank in the order of their kinds, then of their names. */
    list(text, items) {
      const ranks = ranksOf(text);
      const compare = (a, b) => ranks.get(a) - ranks.get(b) || kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || (plain(a.name) < plain(b.name) ? -1 : 1);
      return items.filter((item) => ranks.has(item)).sort(compare);
    },
    isNear: (text) => [...ranksOf(text).values()].includes(RANKS.near),
  };
}
