/* The picture: vis-network draws signs and lines over the outlines of the land; places are those the page came with. */

import { middleOfArc } from "./arcs.js";
import { ends } from "./base.js";
import { LEAST_SCALE, makeFrame } from "./frame.js";
import { makeKeys } from "./keys.js";
import { makeLand } from "./land.js";
import { DIMMED, makeMappedLines } from "./mapped.js";
import { makeNames } from "./names.js";
import { make, named } from "./words.js";

const FAINT = 0.4; /* partners of what the filters leave, which they leave out themselves */
const WIDTHS = { least: 1.2, unit: 1.8, most: 8 };
export const AT_ONCE = 200; /* lines that are drawn before anybody asks for more */
const MOVE_MS = 550;

/* Lines that count different things, stories and people, are compared only with their own kind. */
export const unitOf = (edge) => edge.look.unit[1];

export function heaviestOf(edges) {
  const found = new Map();
  for (const [edge, weight] of edges) found.set(unitOf(edge), Math.max(1, found.get(unitOf(edge)) || 1, weight.upper));
  return found;
}

export function makePicture(box, model, words, handlers) {
  const { data } = model;
  const { options, looks } = data.vis;
  const nodeSet = new vis.DataSet();
  const edgeSet = new vis.DataSet();
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, options);
  const names = makeNames(box, network);
  const mapped = makeMappedLines(box, network, model);
  const tipBox = make("div", "vis-tooltip route-tip");
  tipBox.hidden = true;
  box.append(tipBox);
  box.querySelector(".vis-network").removeAttribute("tabindex");
  const shown = { nodes: [], edges: [], around: new Map(), chosen: null, bright: null, faint: new Set(), matches: null, view: "", turned: false, scene: null, mapped: false, unplaced: 0 };
  let lit = false;
  let moving = 0;

  const isMapped = () => shown.mapped;
  function placeIn(node, onMap) {
    const [x, y] = (onMap && node.map) || node.at;
    return shown.turned && !onMap ? { x: y, y: x } : { x, y };
  }
  const place = (node) => placeIn(node, isMapped());
  const frame = makeFrame({ box, data, shown, place, mapped });
  const drawLand = makeLand(data, network);
  const radius = (node) => (node.scene === "places" && isMapped() ? Math.min(node.size, 11) : node.size);

  function tip(item, text) {
    const element = make("div", "", named("strong", "", item.name), text);
    element.dir = "auto";
    return element;
  }

  function widthOf(weight, heaviest) {
    if (heaviest * WIDTHS.unit <= WIDTHS.most) return Math.max(WIDTHS.least, weight * WIDTHS.unit);
    return Math.max(WIDTHS.least, WIDTHS.most * Math.sqrt(weight / heaviest));
  }

  function bend(edge) {
    let roundness = (data.directed && edge.scene === "places" ? 0.12 : 0) + 0.14 * (edge.nth - 1);
    if (data.path) {
      const [start, end] = [edge.a.at[0], edge.b.at[0]];
      const over = data.nodes.some((node) => node.at[0] > Math.min(start, end) && node.at[0] < Math.max(start, end));
      roundness += over ? Math.min(0.6, 210 / Math.abs(end - start)) : end < start ? 0.14 : 0;
    }
    return { enabled: roundness > 0, type: "curvedCW", roundness: Math.round(roundness * 100) / 100 };
  }

  /* Draw these nodes and edges (each [edge, weight, text]); on the map, what has no place there has no point. */
  function draw({ nodes: given, edges: asked, view, faint = new Set(), tellsAll = false }) {
    const before = shown.view ? isMapped() : null;
    shown.mapped = view === "map" || (view === "journeys" && given.some((node) => node.map));
    const nodes = isMapped() ? given.filter((node) => node.map) : given;
    const edges = isMapped() ? asked.filter(([edge]) => edge.a.map || edge.b.map) : asked;
    Object.assign(shown, { faint, unplaced: asked.length - edges.length });
    const sameScene = shown.scene === (view === "partnerships");
    Object.assign(shown, { view, nodes, tellsAll, scene: view === "partnerships" });
    const heaviest = heaviestOf(edges);
    const lightest = edges.reduce((least, [, weight]) => Math.min(least, weight.upper), Infinity);
    shown.edges = edges.map(([item, weight, text]) => ({ item, text, heavy: weight.upper > lightest }));
    shown.around = new Map(nodes.map((node) => [node.id, new Set()]));
    for (const [edge] of edges) {
      if (!isMapped() || edge.b.map) shown.around.get(edge.from)?.add(edge.b);
      if (!isMapped() || edge.a.map) shown.around.get(edge.to)?.add(edge.a);
    }
    shown.nodes = [...nodes].sort((a, b) => shown.around.get(b.id).size - shown.around.get(a.id).size || b.size - a.size);
    const from = sameScene && before !== isMapped() ? before : null;
    const width = ([edge, weight]) => Math.round(widthOf(weight.upper, heaviest.get(unitOf(edge))) * 100) / 100;
    mapped.lay(isMapped() ? edges.map((one) => ({ item: one[0], width: width(one) })) : [], isMapped() ? nodes : [], radius);
    syncAll(nodes, edges, width, from);
    light();
    if (from !== null) move(from);
    else if (!sameScene) fit();
  }

  function syncAll(nodes, edges, width, from) {
    const hidden = isMapped() && from === null;
    sync(nodeSet, nodes.map((node) => ({
      id: node.id, group: node.kind, size: radius(node), ...placeIn(node, from ?? isMapped()),
      title: tip(node, node.look.label),
    })));
    sync(edgeSet, edges.map(([edge, weight, text]) => ({
      id: edge.id, from: edge.from, to: edge.to, ...looks[edge.look.key], smooth: bend(edge), hidden,
      width: width([edge, weight]), title: isMapped() ? undefined : tip(edge, text),
    })));
  }

  function sync(set, wanted) {
    const known = new Set(wanted.map((one) => one.id));
    set.remove(set.getIds().filter((id) => !known.has(id)));
    const old = wanted.filter((one) => set.get(one.id));
    const changed = old.filter((one) => {
      const have = set.get(one.id);
      return have.width !== one.width || have.hidden !== one.hidden || have.x !== one.x || have.y !== one.y || have.size !== one.size || have.smooth?.roundness !== one.smooth?.roundness;
    });
    set.update(changed);
    const ids = new Set(old.map((one) => one.id));
    set.add(wanted.filter((one) => !ids.has(one.id)));
  }

  /* The same nodes go from one place to the other, at once for whoever wants no motion. */
  function move(from) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || shown.nodes.length > 1500;
    const start = performance.now();
    const ways = shown.nodes.map((node) => [node, placeIn(node, from), place(node)]);
    const view = { at: network.getViewPosition(), scale: network.getScale() };
    const goal = frame();
    const own = ++moving;
    box.dataset.moving = "true";
    const step = (now) => {
      if (own !== moving) return;
      const part = still ? 1 : Math.min(1, (now - start) / MOVE_MS);
      const eased = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
      const mix = (a, b) => a + (b - a) * eased;
      nodeSet.update(ways.map(([node, a, b]) => ({ id: node.id, x: mix(a.x, b.x), y: mix(a.y, b.y) })));
      const position = { x: mix(view.at.x, goal.position.x), y: mix(view.at.y, goal.position.y) };
      network.moveTo({ position, scale: mix(view.scale, goal.scale), animation: false });
      if (part < 1) return requestAnimationFrame(step);
      nodeSet.update(shown.nodes.map((node) => ({ id: node.id, ...place(node) })));
      if (isMapped()) edgeSet.update(shown.edges.map(({ item }) => ({ id: item.id, hidden: true })));
      delete box.dataset.moving;
    };
    if (still) step(start);
    else requestAnimationFrame(step);
  }

  function fit() {
    if (box.dataset.moving) return;
    const [left, right] = ends(shown.nodes.map((node) => node.at[0]));
    const [top, bottom] = ends(shown.nodes.map((node) => node.at[1]));
    const turn = box.clientWidth < 560 && right - left > bottom - top;
    if (turn !== shown.turned) {
      shown.turned = turn;
      nodeSet.update(shown.nodes.map((node) => ({ id: node.id, ...place(node) })));
    }
    network.moveTo({ ...frame(), animation: false });
  }

  function focus() {
    const isHere = ({ id }) => shown.matches.has(id);
    if (!shown.chosen) return shown.matches && (shown.nodes.some(isHere) || shown.edges.some(({ item }) => isHere(item))) ? shown.matches : null;
    const item = model.find(shown.chosen);
    const found = new Set(handlers.related(item));
    for (const { item: edge } of shown.edges) {
      if (edge.id === shown.chosen || (item.look && !item.a && (edge.a === item || edge.b === item))) [edge.id, edge.from, edge.to].forEach((id) => found.add(id));
    }
    for (const { item: edge } of shown.edges) if (found.has(edge.id)) [edge.from, edge.to].forEach((id) => found.add(id));
    found.add(shown.chosen);
    /* What is chosen and has nothing to do with the picture changes nothing in it. */
    return shown.nodes.some(({ id }) => found.has(id)) || shown.edges.some(({ item: edge }) => found.has(edge.id)) ? found : null;
  }

  function light() {
    const before = shown.bright;
    shown.bright = focus();
    if (!before && !shown.bright && !shown.faint.size && !lit) return;
    lit = Boolean(shown.bright || shown.faint.size);
    const opacity = (id) => (shown.bright ? (shown.bright.has(id) ? 1 : DIMMED) : shown.faint.has(id) ? FAINT : 1);
    nodeSet.update(shown.nodes.map((node) => ({ id: node.id, opacity: opacity(node.id) })));
    edgeSet.update(shown.edges.map(({ item }) => ({ id: item.id, color: { ...looks[item.look.key].color, opacity: opacity(item.id) } })));
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(8, Math.max(LEAST_SCALE, network.getScale() * factor)), animation: false });
  }

  function middle(item) {
    if (isMapped()) return mapped.middle(item.id);
    const edge = edgeSet.get(item.id);
    return edge && nodeSet.get(edge.from) && nodeSet.get(edge.to) ? middleOfArc(place(item.a), place(item.b), edge.smooth.roundness) : null;
  }

  /* What the pointer is over on the map is said as elsewhere. */
  function pointAt(pointer) {
    if (!isMapped() || box.dataset.moving || !mapped.point(pointer)) return;
    const item = mapped.pointed();
    box.classList.toggle("pointing", Boolean(item));
    tipBox.hidden = !item;
    if (item) {
      tipBox.replaceChildren(tip(item, shown.edges.find((one) => one.item === item).text));
      tipBox.style.left = `${Math.min(pointer.x + 12, Math.max(0, box.clientWidth - tipBox.offsetWidth - 4))}px`;
      tipBox.style.top = `${Math.min(pointer.y + 14, Math.max(0, box.clientHeight - tipBox.offsetHeight - 4))}px`;
    }
    network.redraw();
  }

  network.on("beforeDrawing", (context) => {
    if (isMapped() || box.dataset.moving) drawLand(context, Boolean(box.dataset.moving));
    if (isMapped() && !box.dataset.moving) mapped.draw(context, shown);
  });
  network.on("afterDrawing", (context) => {
    if (!box.dataset.moving) names.draw(context, { ...shown, place, radius, middle });
  });
  network.on("click", ({ nodes, edges, pointer }) => {
    const line = isMapped() ? mapped.find(pointer.DOM) : edges[0];
    network.unselectAll();
    handlers.choose(nodes[0] ?? names.at(pointer.DOM) ?? line ?? null);
  });
  box.addEventListener("pointermove", (event) => {
    const { left, top } = box.getBoundingClientRect();
    pointAt(event.target.closest?.(".zoom") || event.buttons ? null : { x: event.clientX - left, y: event.clientY - top });
  });
  box.addEventListener("pointerleave", () => pointAt(null));
  network.on("hoverNode", () => box.classList.add("pointing"));
  network.on("blurNode", () => box.classList.remove("pointing"));
  box.addEventListener("keydown", makeKeys({ shown, place, zoom, fit: () => fit(), handlers }));
  box.addEventListener("pointerdown", () => box.focus({ preventScroll: true }));
  box.addEventListener("focus", () => network.setOptions({ interaction: { zoomView: true } }));
  box.addEventListener("blur", () => network.setOptions({ interaction: { zoomView: false } }));
  let size = [0, 0];
  new ResizeObserver(() => {
    if (box.clientWidth === size[0] && box.clientHeight === size[1]) return;
    size = [box.clientWidth, box.clientHeight];
    fit();
  }).observe(box);

  return {
    network, fit, zoom, draw, place, shown, radius, isMapped, mapped,
    lineOf: (id) => edgeSet.get(id),
    choose(id) {
      if (!id && !shown.chosen) return;
      shown.chosen = id;
      light();
      if (shown.around.has(id)) network.setSelection({ nodes: [id], edges: [] }, { highlightEdges: false });
      else if (id && model.edges.has(id) && network.getConnectedNodes(id).length) network.setSelection({ nodes: [], edges: [id] });
      else network.unselectAll();
      const node = shown.around.has(id) ? model.nodes.get(id) : null;
      if (!node) return;
      const at = network.canvasToDOM(place(node));
      const out = at.x < 20 || at.y < 20 || at.x > box.clientWidth - 20 || at.y > box.clientHeight - 20;
      if (out) network.moveTo({ position: place(node), animation: false });
    },
    match(ids) {
      shown.matches = ids;
      light();
    },
  };
}
