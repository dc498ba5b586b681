/* The selection: what the filters leave, with weights counted anew; picture, tables, panel and counts all read it. */

import { NOT_SAID } from "./base.js";
import { passes, weigh } from "./weights.js";

export const COVERAGE = ["none", "one end", "separately", "jointly"];

export function makeSelector(model) {
  const { data, sceneFacets, shared } = model;
  /* Filters by what no journey can tell leave the journeys alone. */
  const routeKind = { facets: [...new Set(data.routes.flatMap((route) => Object.keys(route.tags)))] };
  const everyone = new Set(data.nodes.filter((node) => node.scene === "organizations"));
  const corridors = data.edges.filter((edge) => edge.look.corridors);
  const countedHere = model.edgeKinds.get(data.domestic);
  const { nodes: ofOrganizations, edges: ofPartnerships } = sceneFacets.get("organizations");
  const { nodes: ofPlaces, edges: ofLines } = sceneFacets.get("places");
  const coverages = new Map();

  function selectOrganizations(filters) {
    return new Set([...everyone].filter((node) => passes(node.tags || {}, node.look, ofOrganizations, filters)));
  }

  function selectPartnerships(filters, organizations) {
    const kind = data.edgeKinds.find((one) => one.scene === "organizations") || { facets: [] };
    const narrowed = organizations.size < everyone.size;
    return data.partnerships.filter(
      (one) =>
        passes(one.tags, kind, ofPartnerships, filters) &&
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

  /* Coverage of every corridor. Only filters that are of organizations alone change it, never those of stories. */
  function coverAll(filters) {
    const own = new Map([...filters].filter(([key]) => model.organizationFacets.has(key)));
    const key = [...own].map(([facet, values]) => `${facet}=${[...values].sort()}`).sort().join("&");
    if (!coverages.has(key)) {
      const organizations = selectOrganizations(own);
      const partnerships = new Set(selectPartnerships(own, organizations));
      coverages.clear();
      coverages.set(key, new Map(corridors.map((edge) => [edge, cover(edge, organizations, partnerships)])));
    }
    return { cells: coverages.get(key), narrowed: own.size > 0 };
  }

  function count(entries, kind, filters) {
    const left = entries.filter((entry) => passes(entry.tags, kind, ofLines, filters));
    return left.length ? weigh(left) : null;
  }

  /* People whom a country detected of its own citizens: on no line, so no filter of lines leaves them out. */
  function countDomestic(filters) {
    const found = new Map();
    if (!countedHere || filters.has("coverage")) return found;
    for (const node of data.nodes) {
      const weight = node.domestic.length ? count(node.domestic, countedHere, filters) : null;
      if (weight) found.set(node, weight);
    }
    return found;
  }

  function selectEdges(state, organizations, covering) {
    const { filters, min } = state;
    const covered = filters.get("coverage");
    const [edges, candidates] = [new Map(), new Map()];
    for (const edge of data.edges) {
      const ofPeople = edge.scene === "organizations";
      /* A match stays with its partners, which are drawn faintly. */
      if (ofPeople && !(organizations.has(edge.a) || organizations.has(edge.b))) continue;
      const weight = ofPeople
        ? weigh(edge.entries.filter((entry) => passes(entry.tags, edge.look, ofPartnerships, filters)))
        : count(edge.entries, edge.look, filters);
      if (!weight?.entries.length || weight.upper < min) continue;
      const cell = covering.cells.get(edge);
      if (cell) candidates.set(edge, cell);
      if (ofPeople || !covered || (cell && covered.has(COVERAGE.indexOf(cell.class)))) edges.set(edge, weight);
    }
    return { edges, candidates };
  }

  return function select(state) {
    const { filters, min, lines } = state;
    const organizations = selectOrganizations(filters);
    const partnerships = selectPartnerships(filters, organizations);
    const covering = coverAll(filters);
    const { edges, candidates } = selectEdges(state, organizations, covering);
    const isShown = (edge) => lines.has(edge.look.key) && edge.a.look.on && edge.b.look.on;
    const degree = new Map();
    for (const edge of edges.keys()) if (isShown(edge)) for (const node of new Set([edge.a, edge.b])) degree.set(node, (degree.get(node) || 0) + 1);
    const domestic = countDomestic(filters);
    const nodes = new Set(organizations);
    const isFiltered = filters.size > 0 || min > 1;
    for (const node of data.nodes) {
      if (node.scene === "organizations" || !node.look.on) continue;
      const own = !filters.has("coverage") && node.entries.some((entry) => passes(entry.tags, node.look, ofPlaces, filters));
      const untold = !node.edges.length && !isFiltered && !node.entries.length;
      if (degree.has(node) || own || untold || (domestic.has(node) && lines.has(data.domestic))) nodes.add(node);
    }
    const coverage = new Map([...edges.keys()].filter((edge) => covering.cells.has(edge)).map((edge) => [edge, covering.cells.get(edge)]));
    const routes = data.routes.filter((route) => passes(route.tags, routeKind, new Set(), filters));
    return { edges, nodes, organizations, partnerships, coverage, covering: { ...covering, candidates }, domestic, isFiltered, routes, isShown, degree };
  };
}

const NOT_SAID_ALONE = [NOT_SAID];

/* How many things each value of each facet would leave, given all other filters: a thing counts once. */
export function countValues(model, filters, scene) {
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
