/* The network that is left, or the journey that is shown, as GEXF: all of it, with places, colours and directions. */

import { element } from "./exports.js";

const GEXF = "http://gexf.net/1.3";
const VIZ = `${GEXF}/viz`;
const GEXF_FIELDS = {
  node: [["kind", "string"], ["iri", "string"], ["latitude", "double"], ["longitude", "double"], ["matches", "boolean"], ["detected_own_lower", "double"], ["detected_own_upper", "double"]],
  edge: [["kind", "string"], ["lower", "double"], ["upper", "double"], ["unit", "string"], ["steps", "string"], ["coverage", "string"]],
};

export function makeGexf(model, network, about) {
  const { nodes, edges, isDirected, place, matches } = network;
  const owner = document.implementation.createDocument(GEXF, "gexf");
  const root = owner.documentElement;
  root.setAttribute("version", "1.3");
  root.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:viz", VIZ);
  const add = (parent, tag, attributes, text) => element(owner, parent, GEXF, tag, attributes, text ?? null);
  const look = (parent, tag, attributes) => element(owner, parent, VIZ, `viz:${tag}`, attributes);
  const color = (parent, text) => look(parent, "color", Object.fromEntries(["r", "g", "b"].map((part, i) => [part, parseInt(text.slice(2 * i + 1, 2 * i + 3), 16)])));
  const meta = add(root, "meta");
  add(meta, "creator", {}, "survivorgraph");
  add(meta, "title", {}, about.title());
  add(meta, "description", {}, about.holds(network));
  const type = isDirected ? "directed" : "undirected";
  const graph = add(root, "graph", { defaultedgetype: type, mode: "static" });
  for (const [owned, fields] of Object.entries(GEXF_FIELDS)) {
    const attributes = add(graph, "attributes", { class: owned });
    fields.forEach(([title, kind], id) => add(attributes, "attribute", { id, title, type: kind }));
  }
  const values = (parent, list) => {
    const box = add(parent, "attvalues");
    list.forEach((value, id) => value !== "" && value !== undefined && value !== null && add(box, "attvalue", { for: id, value }));
  };
  const nodesBox = add(graph, "nodes");
  for (const node of nodes) {
    const made = add(nodesBox, "node", { id: node.id, label: node.name });
    const own = about.domestic(node);
    values(made, [node.look.label, node.iri, node.degrees?.[0], node.degrees?.[1], matches ? matches.has(node) : true, own?.lower, own?.upper]);
    const at = place(node);
    /* Other programs count upwards. What has no place on the map gets none here. */
    if (at) look(made, "position", { x: at[0], y: -at[1], z: 0 });
    color(made, node.look.color);
    look(made, "size", { value: node.size });
  }
  const edgesBox = add(graph, "edges");
  for (const [edge, weight, steps] of edges) {
    const made = add(edgesBox, "edge", { id: edge.id, source: edge.from, target: edge.to, type, weight: (weight.lower + weight.upper) / 2, label: edge.name });
    values(made, [edge.look.label, weight.lower, weight.upper, edge.look.unit[1], steps, about.coverage(edge)]);
    color(made, edge.look.color);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(owner)}\n`;
}
