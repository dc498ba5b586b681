/* Files of what is shown: the table as CSV, the picture as PNG and SVG. All made in the page. */

import { middleOfArc } from "./arcs.js";
import { ends } from "./base.js";
import { LAND } from "./land.js";
import { FONT, INK, QUIET } from "./names.js";
import { SVG, make, wrapName } from "./words.js";

const SIGNS = {
  dot: (r) => ["circle", { r }],
  square: (r) => ["rect", { x: -r, y: -r, width: 2 * r, height: 2 * r }],
  diamond: (r) => ["path", { d: `M0 ${-1.2 * r}L${1.2 * r} 0 0 ${1.2 * r} ${-1.2 * r} 0z` }],
  triangle: (r) => ["path", { d: `M0 ${-1.15 * r}L${1.1 * r} ${0.85 * r}H${-1.1 * r}z` }],
  triangleDown: (r) => ["path", { d: `M0 ${1.15 * r}L${1.1 * r} ${-0.85 * r}H${-1.1 * r}z` }],
  hexagon: (r) => ["path", { d: `M${-r} 0L${-r / 2} ${-0.87 * r}H${r / 2}L${r} 0 ${r / 2} ${0.87 * r}H${-r / 2}z` }],
  star: (r) => ["path", { d: [...Array(10)].map((_, i) => `${i ? "L" : "M"}${(Math.sin((i * Math.PI) / 5) * r * (i % 2 ? 0.5 : 1.2)).toFixed(1)} ${(-Math.cos((i * Math.PI) / 5) * r * (i % 2 ? 0.5 : 1.2)).toFixed(1)}`).join("") + "z" }],
};

export function save(name, content, type) {
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

export function makeCsv(tables, note) {
  const { columns, rows } = tables.shown;
  const bounded = columns.filter((column) => column.bounds);
  const files = columns.map((column) => column.file).filter(Boolean);
  const sides = ["lower", "upper"];
  const headOf = (column, end) => (bounded.length === 1 ? end : `${column.label} (${end})`);
  const heads = [...columns.map((column) => column.label), "id", ...bounded.flatMap((column) => sides.map((end) => headOf(column, end))), ...files.map((column) => column.label), "note"];
  const lines = rows.map((row) => {
    const bounds = bounded.flatMap((column) => sides.map((end) => column.bounds(row)?.[end]));
    return [...columns.map((column) => (column.text || column.value)(row)), row.id, ...bounds, ...files.map((column) => column.value(row)), note];
  });
  return `\ufeff${[heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/* What XML cannot hold is left out. */
const xmlText = (text) => String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

export function element(owner, parent, namespace, tag, attributes = {}, text = null) {
  const made = owner.createElementNS(namespace, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, xmlText(value));
  if (text !== null) made.textContent = xmlText(text);
  parent.append(made);
  return made;
}

/* A line as the picture draws it: a route or a stub on the map, else an arc. */
function addLine(add, root, picture, { item, text }, data) {
  const width = picture.lineOf(item.id)?.width || 1;
  const look = { fill: "none", stroke: item.look.color, "stroke-width": width, "stroke-opacity": 0.85, "stroke-linecap": "round" };
  if (item.look.shape !== "solid") look["stroke-dasharray"] = item.look.shape === "dashed" ? "10 6" : "2 5";
  const round = (value) => Math.round(value * 10) / 10;
  const path = (points) => points.map((at, i) => `${i ? "L" : "M"}${at.map(round).join(" ")}`).join("");
  const title = (line) => add(line, "title", {}, `${item.name}${text ? `: ${text}` : ""}`);
  const isPointing = data.directed && item.scene === "places";
  const addHead = ([from, to]) => {
    const turn = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
    add(root, "path", { d: "M0 0L-9 -4.5V4.5z", fill: item.look.color, transform: `translate(${to.map(round).join(" ")}) rotate(${round(turn)})` });
  };
  const route = picture.isMapped() && picture.mapped.routes().get(item.id);
  const stub = picture.isMapped() && picture.mapped.stubs(1).find((one) => one.id === item.id);
  if (stub) {
    title(add(root, "path", { ...look, "stroke-opacity": 0.5, d: path([stub.near, stub.far]) }));
    if (isPointing && !stub.isLeaving) addHead([stub.far, stub.near]);
    return add(root, "text", { x: round(stub.sign[0]), y: round(stub.sign[1]) + 5, "text-anchor": "middle", "font-size": 14, fill: item.look.color }, "?");
  }
  if (route) {
    title(add(root, "path", { ...look, d: route.pieces.map(path).join("") }));
    return isPointing && addHead(route.tip);
  }
  const [a, b] = [picture.place(item.a), picture.place(item.b)];
  const via = middleOfArc(a, b, picture.lineOf(item.id)?.smooth.roundness || 0);
  const control = { x: 2 * via.x - (a.x + b.x) / 2, y: 2 * via.y - (a.y + b.y) / 2 };
  const far = Math.hypot(b.x - control.x, b.y - control.y) || 1;
  const reach = picture.radius(item.b) + 2;
  const end = [b.x - ((b.x - control.x) / far) * reach, b.y - ((b.y - control.y) / far) * reach];
  title(add(root, "path", { ...look, d: `M${round(a.x)} ${round(a.y)}Q${round(control.x)} ${round(control.y)} ${end.map(round).join(" ")}` }));
  return isPointing && addHead([[control.x, control.y], end]);
}

export function makeSvg(picture, model, title, note) {
  const { data } = model;
  const { nodes, edges } = picture.shown;
  const owner = document.implementation.createDocument(SVG, "svg");
  const root = owner.documentElement;
  const spots = [...nodes.map((node) => picture.place(node)), ...(picture.isMapped() ? picture.mapped.extents() : [])];
  const [[leftmost, rightmost], [topmost, lowest]] = ["x", "y"].map((axis) => (spots.length ? ends(spots.map((at) => at[axis])) : [0, 0]));
  const [left, top] = [leftmost - 110, topmost - 80];
  const [width, height] = [rightmost + 110 - left, lowest + 130 - top];
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
  for (const line of edges) addLine(add, root, picture, line, data);
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

/* The picture as it stands, on white, with its title and what it counts under it. */
export function makePng(box, title, note, done) {
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
