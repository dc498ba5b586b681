/* The model: what the page holds, found by id, with every counted entry in one list. */

import { push } from "./base.js";
import { addWeights } from "./weights.js";

export function makeModel(data) {
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const edgeKinds = new Map(data.edgeKinds.map((kind) => [kind.key, kind]));
  const plainKind = { key: "", label: "", color: "#7b8794", shape: "solid", scene: "places", unit: ["", ""], facets: [], on: true };
  const nodes = new Map();
  const edges = new Map();
  const entries = [];
  const facetIndex = new Map(data.facets.map((facet, index) => [facet.key, index]));

  const nothing = Object.freeze([]);
  const untagged = Object.freeze({});
  const read = (item, listed, kind, isEdge) =>
    listed
      ? listed.map(([unit, lower, upper, tags, facts, detail]) => {
          const entry = { item, kind, isEdge, unit, lower, upper, tags: tags || untagged, facts: facts || nothing, detail: detail || null };
          entries.push(entry);
          return entry;
        })
      : nothing;
  const add = (item, kind, isEdge) => {
    item.entries = read(item, item.entries, kind, isEdge);
    item.isNested = item.entries.some((entry) => entry.detail);
  };
  for (const node of data.nodes) {
    node.look = kinds.get(node.kind);
    node.scene = node.look.scene;
    node.edges = [];
    nodes.set(node.id, node);
    add(node, node.look, false);
    node.domestic = read(node, node.domestic, edgeKinds.get(data.domestic), true);
  }
  const arrow = data.directed ? "→" : "–";
  for (const edge of data.edges) {
    edge.look = edgeKinds.get(edge.kind) || plainKind;
    edge.scene = edge.look.scene;
    edge.a = nodes.get(edge.from);
    edge.b = nodes.get(edge.to);
    edge.name ||= `${edge.a.name} ${edge.scene === "places" ? arrow : "–"} ${edge.b.name}`;
    edge.a.edges.push(edge);
    if (edge.b !== edge.a) edge.b.edges.push(edge);
    edges.set(edge.id, edge);
    add(edge, edge.look, true);
  }
  const routes = new Map(data.routes.map((route) => [route.id, route]));
  const partnerships = new Map(data.partnerships.map((one) => [one.id, one]));
  const units = new Map(data.units.map((unit, index) => [unit, index]));
  for (const route of data.routes) {
    route.unit = units.get(route.key) ?? -1;
    route.edges = data.edges.filter((edge) => edge.entries.some((entry) => entry.unit === route.unit));
    route.edges = route.edges.filter((edge) => !edge.look.corridors);
    route.own = route.places.map((id) => nodes.get(id)).filter(Boolean);
  }
  const shared = { organizations: new Map(), partnerships: new Map() };
  for (const node of data.nodes) for (const at of node.reach || []) push(shared.organizations, at, node);
  for (const one of data.partnerships) for (const at of one.countries) push(shared.partnerships, at, one);

  /* Which facets filter the nodes, and which the edges, of a scene. */
  const facetsOf = (scene, isEdge) =>
    new Set((isEdge ? data.edgeKinds : data.kinds).filter((kind) => kind.scene === scene).flatMap((kind) => kind.facets));
  const sceneFacets = new Map(
    ["places", "organizations"].map((scene) => [scene, { nodes: facetsOf(scene, false), edges: facetsOf(scene, true) }])
  );
  /* Facets of organizations alone: only filters by these say anything of who works at the ends of a corridor. */
  const ofPlaces = sceneFacets.get("places");
  const organizationFacets = new Set([...sceneFacets.get("organizations").nodes].filter((key) => !ofPlaces.nodes.has(key) && !ofPlaces.edges.has(key)));

  return {
    data, organizationFacets, kinds, edgeKinds, nodes, edges, routes, partnerships, entries, sceneFacets, facetIndex, shared,
    /* How many people, in the figures that are left, were detected in a country and elsewhere; null where none. */
    flowsOf(node, selection) {
      const sum = (isOne) => {
        const found = node.edges.filter((edge) => edge.look.key === data.domestic && isOne(edge) && selection.edges.has(edge));
        return found.length ? addWeights(found.map((edge) => selection.edges.get(edge))) : null;
      };
      return { own: selection.domestic.get(node) ?? null, here: sum((edge) => edge.b === node), elsewhere: sum((edge) => edge.a === node) };
    },
    /* The years of which a weight adds up figures, in order; none where there is only one. */
    yearsOf({ years }) {
      const facet = data.facets[facetIndex.get("year")];
      return years?.size > 1 ? [...years].map((value) => facet.values[value][1]).sort() : [];
    },
    find: (id) => nodes.get(id) || edges.get(id) || routes.get(id) || partnerships.get(id) || null,
    fact(index) {
      const [text, certainty, cited] = data.facts[index];
      const evidence = cited.map((place) => {
        const [source, section, words, sha256, quote] = data.citations[place];
        return { source: data.sources[source][0], issued: data.sources[source][1], section, words, sha256, quote };
      });
      return { text, certainty: data.certainties[certainty], evidence };
    },
    values(tags, key) {
      const facet = data.facets[facetIndex.get(key)];
      return ((tags && tags[key]) || []).map((value) => facet.values[value][1]);
    },
  };
}
