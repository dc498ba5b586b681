/* The selection: what the filters leave, with weights counted anew; picture, tables, panel and counts all read it. */

const COVERAGE = ["none", "one end", "separately", "jointly"];

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

/* Figures split by other parts than those asked for are never added up: of each source, the least split is taken. */
function unmix(entries, filters) {
  const found = new Map();
  for (const entry of entries) {
    if ([...filters.keys()].some((key) => key !== "coverage" && entry.kind.facets.includes(key) && !["source", "country"].includes(key) && !entry.detail.includes(key))) continue;
    const source = (entry.tags.source || []).join();
    const signature = entry.detail.join();
    if (!found.has(source)) found.set(source, new Map());
    push(found.get(source), signature, entry);
  }
  return [...found.values()].flatMap((bySignature) => {
    const fewest = [...bySignature.keys()].sort((a, b) => a.split(",").length - b.split(",").length || a.length - b.length || (a < b ? -1 : 1))[0];
    return bySignature.get(fewest);
  });
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

function makeSelector(model) {
  const { data, sceneFacets, shared } = model;
  /* Filters by what no journey can tell leave the journeys alone. */
  const routeKind = { facets: [...new Set(data.routes.flatMap((route) => Object.keys(route.tags)))] };

  function selectOrganizations(filters) {
    const facets = sceneFacets.get("organizations").nodes;
    const found = new Set();
    for (const node of data.nodes) {
      if (node.scene === "organizations" && passes(node.tags || {}, node.look, facets, filters)) found.add(node);
    }
    return found;
  }

  function selectPartnerships(filters, organizations) {
    const facets = sceneFacets.get("organizations").edges;
    const kind = data.edgeKinds.find((one) => one.scene === "organizations") || { facets: [] };
    const narrowed = organizations.size < data.nodes.filter((node) => node.scene === "organizations").length;
    return data.partnerships.filter(
      (one) =>
        passes(one.tags, kind, facets, filters) &&
        (!narrowed || one.members.some((id) => organizations.has(model.nodes.get(id))))
    );
  }

  /* Who touches the two ends of a corridor: as `network.coverage` classes it. */
  function cover(edge, organizations, partnerships) {
    const at = (map, id, kept) => (map.get(id) || []).filter((one) => kept.has(one));
    const [orgA, orgB] = [edge.from, edge.to].map((id) => at(shared.organizations, id, organizations));
    const [parA, parB] = [edge.from, edge.to].map((id) => at(shared.partnerships, id, partnerships));
    const joint = [...parA.filter((one) => parB.includes(one)), ...orgA.filter((one) => orgB.includes(one))];
    const ends = Number(orgA.length + parA.length > 0) + Number(orgB.length + parB.length > 0);
    const atOne = [...new Set([...parA, ...orgA, ...parB, ...orgB])].filter((one) => !joint.includes(one));
    const endOf = (one) => (parA.includes(one) || orgA.includes(one) ? edge.a : edge.b);
    return { class: joint.length ? "jointly" : COVERAGE[ends], joint, atOne, endOf };
  }

  return function select(state) {
    const { filters, min, lines } = state;
    const organizations = selectOrganizations(filters);
    const partnerships = selectPartnerships(filters, organizations);
    const kept = new Set(partnerships);
    const edges = new Map();
    const coverage = new Map();
    const covered = filters.get("coverage");
    const atNode = new Map();
    const isShown = (edge) => lines.has(edge.look.key) && edge.a.look.on && edge.b.look.on;
    for (const edge of data.edges) {
      const facets = sceneFacets.get(edge.scene).edges;
      if (edge.scene === "organizations" && !(organizations.has(edge.a) && organizations.has(edge.b))) continue;
      let left = edge.entries.filter((entry) => passes(entry.tags, edge.look, facets, filters));
      if (edge.isNested) left = unmix(left, filters);
      if (!left.length) continue;
      if (edge.look.corridors) {
        const cell = cover(edge, organizations, kept);
        coverage.set(edge, cell);
        if (covered && !covered.has(COVERAGE.indexOf(cell.class))) continue;
      } else if (covered && edge.scene === "places") continue;
      const weight = weigh(left);
      if (weight.upper < min) continue;
      edges.set(edge, weight);
      if (!isShown(edge)) continue;
      for (const node of [edge.a, edge.b]) atNode.set(node, (atNode.get(node) || 0) + 1);
    }
    const nodes = new Set(organizations);
    const isFiltered = filters.size > 0 || min > 1;
    for (const node of data.nodes) {
      if (node.scene === "organizations" || !node.look.on) continue;
      const own = node.entries.filter((entry) => !covered && passes(entry.tags, node.look, sceneFacets.get("places").nodes, filters));
      if (atNode.has(node) || own.length || (!node.edges.length && !isFiltered && !node.entries.length)) nodes.add(node);
    }
    const routes = data.routes.filter((route) => passes(route.tags, routeKind, new Set(), filters));
    return { edges, nodes, organizations, partnerships, coverage, routes, isShown, degree: atNode };
  };
}

const NOT_SAID_ALONE = [NOT_SAID];

/* How many things each value of each facet would leave, given all other filters: a thing counts once. */
function countValues(model, filters, scene) {
  const counts = new Map(model.data.facets.map((facet) => [facet.key, new Map()]));
  const add = (thing, key, value) => {
    const known = counts.get(key);
    const things = known.get(value);
    if (things) things.add(thing);
    else known.set(value, new Set([thing]));
  };
  const alone = [...filters].map(([key, wanted]) => [key, new Map([[key, wanted]])]);
  const count = (tags, kind, inScene, thing) => {
    const failed = alone.filter(([, filter]) => !passes(tags, kind, inScene, filter));
    if (failed.length > 1) return;
    for (const key of kind.facets) {
      if (failed.length && failed[0][0] !== key) continue;
      for (const value of tags[key] || NOT_SAID_ALONE) add(thing, key, value);
    }
  };
  const facets = model.sceneFacets.get(scene);
  for (const entry of model.entries) {
    if (entry.item.scene === scene) count(entry.tags, entry.kind, entry.isEdge ? facets.edges : facets.nodes, entry.unit);
  }
  for (const node of model.data.nodes) {
    if (node.scene === scene && scene === "organizations") count(node.tags || {}, node.look, facets.nodes, node.id);
  }
  return counts;
}
