/* Files of what is shown: the table as CSV, the picture as PNG and SVG, the network as GEXF. All made in the page. */

const GEXF = "http://gexf.net/1.3";
const SIGNS = {
  dot: (r) => ["circle", { r }],
  square: (r) => ["rect", { x: -r, y: -r, width: 2 * r, height: 2 * r }],
  diamond: (r) => ["path", { d: `M0 ${-1.2 * r}L${1.2 * r} 0 0 ${1.2 * r} ${-1.2 * r} 0z` }],
  triangle: (r) => ["path", { d: `M0 ${-1.15 * r}L${1.1 * r} ${0.85 * r}H${-1.1 * r}z` }],
  triangleDown: (r) => ["path", { d: `M0 ${1.15 * r}L${1.1 * r} ${-0.85 * r}H${-1.1 * r}z` }],
  hexagon: (r) => ["path", { d: `M${-r} 0L${-r / 2} ${-0.87 * r}H${r / 2}L${r} 0 ${r / 2} ${0.87 * r}H${-r / 2}z` }],
  star: (r) => ["path", { d: [...Array(10)].map((_, i) => `${i ? "L" : "M"}${(Math.sin((i * Math.PI) / 5) * r * (i % 2 ? 0.5 : 1.2)).toFixed(1)} ${(-Math.cos((i * Math.PI) / 5) * r * (i % 2 ? 0.5 : 1.2)).toFixed(1)}`).join("") + "z" }],
};

function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", "");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/* A cell that a spreadsheet would run as a formula is led in by an apostrophe. */
function csvCell(value) {
  let text = String(value ?? "");
  if (typeof value !== "number" && /^[=+\-@\t\r\n＝＋－＠]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function makeCsv(tables, note) {
  const { columns, rows } = tables.shown;
  const bounds = columns.find((column) => column.bounds)?.bounds;
  const files = columns.map((column) => column.file).filter(Boolean);
  const heads = [...columns.map((column) => column.label), "id", ...(bounds ? ["lower", "upper"] : []), ...files.map((column) => column.label), "note"];
  const lines = rows.map((row) => {
    const { lower, upper } = bounds?.(row) || {};
    return [...columns.map((column) => (column.text || column.value)(row)), row.id, ...(bounds ? [lower, upper] : []), ...files.map((column) => column.value(row)), note];
  });
  return `\ufeff${[heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/* What XML cannot hold is left out. */
const xmlText = (text) => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

function element(owner, parent, namespace, tag, attributes = {}, text = null) {
  const made = owner.createElementNS(namespace, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, xmlText(value));
  if (text !== null) made.textContent = xmlText(text);
  parent.append(made);
  return made;
}

function makeSvg(picture, model, title, note) {
  const { data } = model;
  const { nodes, edges } = picture.shown;
  const owner = document.implementation.createDocument(SVG, "svg");
  const root = owner.documentElement;
  const spots = nodes.map((node) => picture.place(node));
  const [left, top] = [Math.min(...spots.map((at) => at.x)) - 110, Math.min(...spots.map((at) => at.y)) - 80];
  const width = Math.max(...spots.map((at) => at.x)) + 110 - left;
  const height = Math.max(...spots.map((at) => at.y)) + 130 - top;
  root.setAttribute("viewBox", [left, top, width, height].map(Math.round).join(" "));
  root.setAttribute("font-family", "sans-serif");
  const add = (parent, tag, attributes, text) => element(owner, parent, SVG, tag, attributes, text);
  add(root, "title", {}, title);
  add(root, "desc", {}, note);
  add(root, "rect", { x: left, y: top, width, height, fill: "#ffffff" });
  if (picture.isMapped()) {
    const d = data.land.map((ring) => `M${ring.join(" ")}z`).join("");
    add(root, "path", { d, fill: LAND.fill, stroke: LAND.line, "stroke-width": 0.8, "fill-rule": "evenodd" });
  }
  for (const { item, text } of edges) {
    const drawn = picture.network.body.edges[item.id];
    const [a, b] = [picture.place(item.a), picture.place(item.b)];
    const via = drawn?.edgeType.getPoint?.(0.5) || { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const control = { x: 2 * via.x - (a.x + b.x) / 2, y: 2 * via.y - (a.y + b.y) / 2 };
    const far = Math.hypot(b.x - control.x, b.y - control.y) || 1;
    const reach = picture.radius(item.b) + 2;
    const end = { x: b.x - ((b.x - control.x) / far) * reach, y: b.y - ((b.y - control.y) / far) * reach };
    const look = { fill: "none", stroke: item.look.color, "stroke-width": drawn?.options.width || 1, "stroke-opacity": 0.85 };
    if (item.look.shape !== "solid") look["stroke-dasharray"] = item.look.shape === "dashed" ? "10 6" : "2 5";
    const round = (value) => Math.round(value * 10) / 10;
    const line = add(root, "path", { ...look, d: `M${round(a.x)} ${round(a.y)}Q${round(control.x)} ${round(control.y)} ${round(end.x)} ${round(end.y)}` });
    add(line, "title", {}, `${item.name}${text ? `: ${text}` : ""}`);
    if (!data.directed || item.scene !== "places") continue;
    const turn = (Math.atan2(b.y - control.y, b.x - control.x) * 180) / Math.PI;
    add(root, "path", { d: "M0 0L-9 -4.5V4.5z", fill: item.look.color, transform: `translate(${round(end.x)} ${round(end.y)}) rotate(${round(turn)})` });
  }
  for (const node of nodes) {
    const at = picture.place(node);
    const [tag, shape] = SIGNS[node.look.shape](picture.radius(node));
    const group = add(root, "g", { transform: `translate(${at.x} ${at.y})` });
    add(group, tag, { ...shape, fill: node.look.color, stroke: "#333333", "stroke-width": 1 });
    const name = add(group, "text", { "text-anchor": "middle", "font-size": 11, fill: INK, stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke" });
    (node.lines ||= wrapName(node.name)).forEach((line, i) => add(name, "tspan", { x: 0, y: picture.radius(node) + 13 + 12 * i }, line));
  }
  add(root, "text", { x: left + 12, y: top + height - 34, "font-size": 15, fill: INK }, title);
  add(root, "text", { x: left + 12, y: top + height - 14, "font-size": 11, fill: QUIET }, note);
  return new XMLSerializer().serializeToString(owner);
}

function makeGexf(picture, model, selection, note) {
  const owner = document.implementation.createDocument(GEXF, "gexf");
  const root = owner.documentElement;
  root.setAttribute("version", "1.3");
  const add = (parent, tag, attributes, text) => element(owner, parent, GEXF, tag, attributes, text ?? null);
  const meta = add(root, "meta");
  add(meta, "creator", {}, "survivorgraph");
  add(meta, "description", {}, note);
  const graph = add(root, "graph", { defaultedgetype: model.data.directed ? "directed" : "undirected", mode: "static" });
  for (const [owned, names] of [["node", ["kind", "iri"]], ["edge", ["kind", "lower", "upper", "counts"]]]) {
    const attributes = add(graph, "attributes", { class: owned });
    names.forEach((title, id) => add(attributes, "attribute", { id, title, type: title === "lower" || title === "upper" ? "double" : "string" }));
  }
  const nodes = add(graph, "nodes");
  const kept = picture.shown.nodes.length ? new Set([...selection.edges.keys()].filter((edge) => edge.scene === picture.shown.nodes[0].scene && (edge.scene !== "places" || selection.isShown(edge)))) : new Set();
  const all = new Set([...picture.shown.nodes, ...[...kept].flatMap((edge) => [edge.a, edge.b])]);
  const values = (parent, list) => {
    const box = add(parent, "attvalues");
    list.forEach((value, id) => value !== "" && value !== undefined && add(box, "attvalue", { for: id, value }));
  };
  for (const node of all) values(add(nodes, "node", { id: node.id, label: node.name }), [node.look.label, node.iri || ""]);
  const edges = add(graph, "edges");
  for (const edge of kept) {
    const weight = selection.edges.get(edge);
    const made = add(edges, "edge", { id: edge.id, source: edge.from, target: edge.to, weight: (weight.lower + weight.upper) / 2, label: edge.name });
    values(made, [edge.look.label, weight.lower, weight.upper, edge.look.unit[1]]);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(owner)}\n`;
}

/* The picture as it stands, on white, with its title and what it counts under it. */
function makePng(box, title, note, done) {
  const from = box.querySelector("canvas");
  const ratio = from.width / box.clientWidth;
  const canvas = make("canvas");
  [canvas.width, canvas.height] = [from.width, from.height + 64 * ratio];
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(from, 0, 0);
  context.scale(ratio, ratio);
  context.fillStyle = INK;
  context.font = `600 15px ${FONT}`;
  context.fillText(title, 14, box.clientHeight + 24, box.clientWidth - 28);
  context.fillStyle = QUIET;
  context.font = `12px ${FONT}`;
  context.fillText(note, 14, box.clientHeight + 46, box.clientWidth - 28);
  canvas.toBlob(done, "image/png");
}
