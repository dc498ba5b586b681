/* What a file says of itself: its title, what it counts, how much it holds and what was left out. */

import { NOT_SAID } from "./base.js";
import { drawRoute } from "./journeys.js";
import { fill } from "./words.js";

export function makeAbout(page) {
  const { model, words, state, facetOf } = page;
  const { data } = model;
  const { texts, number } = words;

  function filters() {
    const value = (facet, one) => (one === NOT_SAID ? texts.not_said : facet.values[one][1]);
    const chosen = [...state.filters].map(([key, values]) => `${facetOf(key).label}: ${[...values].map((one) => value(facetOf(key), one)).join(", ")}`);
    if (state.min > 1) chosen.push(fill(texts.at_least, { count: number(state.min) }));
    if (state.wanted) chosen.push(`${texts.search}: ${state.wanted}`);
    return chosen.length ? `${texts.filters}: ${chosen.join("; ")}.` : "";
  }

  const join = (...parts) => parts.filter(Boolean).join(" ");

  /* All that is left of a scene, or the journey that is shown: nodes, edges as [edge, weight, text], where they stand. */
  function network() {
    const { selection, route, picture } = page;
    if (state.view === "journeys") return { ...drawRoute(route()), isDirected: data.directed, place: (node) => (picture.isMapped() ? node.map : node.at) };
    const scene = state.view === "partnerships" ? "organizations" : "places";
    const edges = [...selection().edges].filter(([edge]) => edge.scene === scene && selection().isShown(edge));
    const matches = [...selection().nodes].filter((node) => node.scene === scene);
    const nodes = [...new Set([...matches, ...edges.flatMap(([edge]) => [edge.a, edge.b])])];
    const place = (node) => (state.view === "map" ? node.map : node.at);
    return { nodes, edges: edges.map(([edge, weight]) => [edge, weight, ""]), isDirected: data.directed && scene === "places", place, matches: new Set(matches) };
  }

  function title() {
    const shown = state.view === "journeys" ? page.route()?.name : texts.views[state.view];
    return data.steps.length || !shown ? data.title : `${data.title} · ${shown}`;
  }

  return {
    title,
    network,
    note: () => join(data.note, fill(texts.file_rows, { count: number(page.tables.shown.rows.length), table: page.tables.shown.label }), filters()),
    drawn() {
      const { nodes, edges } = page.picture.shown;
      const { nodes: all, edges: lines } = network();
      return join(data.note, fill(texts.file_drawn, { nodes: number(nodes.length), all_nodes: number(all.length), edges: number(edges.length), all_edges: number(lines.length) }), filters());
    },
    domestic: (node) => page.selection().domestic.get(node),
    coverage: (edge) => page.selection().coverage.get(edge)?.class,
    holds: ({ nodes, edges }) => join(data.note, fill(texts.file_network, { nodes: number(nodes.length), edges: number(edges.length) }), filters()),
  };
}
