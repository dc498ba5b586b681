"use strict";
/* The picture: vis-network draws nodes and lines; names are drawn here, at one size however far one zooms. */

const INK = "#1d2733";
const QUIET = "#4d5a67";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const NAME_PIXELS = 13;
const EDGE_NAME_PIXELS = 11.5;
const MOST_NAMES = 400;
const LEADING_NAMES = 6; /* these may cover the signs of others */
const FEW_EDGES = 12;
const MANY_EDGES = 60;
const LEAST_SCALE = 0.02;
const DIMMED = 0.16;

function makePicture(box, data, handlers) {
  const { nodes, edges, options } = data.vis;
  const items = new Map([...data.nodes, ...data.edges].map((item) => [item.id, item]));
  const home = new Map(nodes.map((node) => [node.id, node]));
  const around = new Map(nodes.map((node) => [node.id, new Set()]));
  for (const edge of edges) {
    around.get(edge.from).add(edge.to).add(edge.id);
    around.get(edge.to).add(edge.from).add(edge.id);
  }
  const lines = new Map(nodes.map((node) => [node.id, node.label.split("\n")]));
  const bySize = [...nodes].sort((a, b) => around.get(b.id).size - around.get(a.id).size || b.size - a.size);
  const lightest = Math.min(...data.edges.map((edge) => edge.weight));
  const shown = { chosen: null, matches: null, boxes: [] };
  let portrait = false;

  const tip = (item, kind) => {
    const element = document.createElement("div");
    const strong = document.createElement("strong");
    strong.textContent = item.name;
    element.append(strong, [kind ? kind.label : "", item.label || ""].filter(Boolean).join(" · "));
    return element;
  };
  const nodeSet = new vis.DataSet(
    nodes.map((node) => ({ ...node, label: undefined, title: tip(items.get(node.id), data.kinds[items.get(node.id).kind]) }))
  );
  const edgeSet = new vis.DataSet(
    edges.map((edge) => ({ ...edge, title: tip(items.get(edge.id), data.edgeKinds[items.get(edge.id).kind]) }))
  );
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, options);
  box.querySelector(".vis-network").removeAttribute("tabindex");

  const place = (node) => (portrait ? { x: node.y, y: node.x } : { x: node.x, y: node.y });

  function fit() {
    const narrow = box.clientWidth < 560 && data.layout !== "map";
    const xs = nodes.map((node) => node.x);
    const ys = nodes.map((node) => node.y);
    let [width, height] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    const turn = narrow && width > height;
    if (turn !== portrait) {
      portrait = turn;
      nodeSet.update(nodes.map((node) => ({ id: node.id, ...place(node) })));
    }
    if (turn) [width, height] = [height, width];
    const margin = narrow ? 48 : 72;
    const room = [(box.clientWidth - 2 * margin) / (width || 1), (box.clientHeight - 110) / (height || 1)];
    const scale = Math.max(LEAST_SCALE, Math.min(...room, 1.35));
    const down = data.layout === "path" && !turn ? 44 : 14; /* room for names, and for arcs that lead back */
    network.moveTo({ position: { x: 0, y: down / scale }, scale, animation: false });
  }

  function focus() {
    if (!shown.chosen) return shown.matches;
    const edge = edges.find((one) => one.id === shown.chosen);
    return edge ? new Set([edge.id, edge.from, edge.to]) : new Set([shown.chosen, ...around.get(shown.chosen)]);
  }

  function light() {
    const bright = focus();
    const opacity = (id) => (!bright || bright.has(id) ? 1 : DIMMED);
    nodeSet.update(nodes.map((node) => ({ id: node.id, opacity: opacity(node.id) })));
    edgeSet.update(edges.map((edge) => ({ id: edge.id, color: { ...edge.color, opacity: opacity(edge.id) } })));
  }

  function drawNames(context) {
    const ratio = context.canvas.width / box.clientWidth;
    const scale = network.getScale();
    const bright = focus();
    const taken = [];
    const names = [];
    const inside = [];
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const node of nodes) {
      const at = network.canvasToDOM(place(node));
      const reach = node.size * scale;
      if (at.x < -60 || at.y < -60 || at.x > box.clientWidth + 60 || at.y > box.clientHeight + 60) continue;
      inside.push([node.id, { at, reach }]);
      taken.push([at.x - reach, at.y - reach, at.x + reach, at.y + reach]);
    }
    const near = new Map(inside);
    shown.boxes = [];
    const rank = (node) => (node.id === shown.chosen ? 0 : bright && bright.has(node.id) ? 1 : 2);
    const order = bySize.filter((node) => near.has(node.id)).sort((a, b) => rank(a) - rank(b));
    for (const node of order) {
      if (shown.boxes.length >= MOST_NAMES) break;
      const { at, reach } = near.get(node.id);
      const faint = bright && !bright.has(node.id);
      context.font = `${node.id === shown.chosen ? "600 " : ""}${NAME_PIXELS}px ${FONT}`;
      const text = lines.get(node.id);
      const wide = Math.max(...text.map((line) => context.measureText(line).width)) / 2 + 2;
      const high = (text.length * (NAME_PIXELS + 2)) / 2;
      const spots = [
        [at.x, at.y + reach + 3 + high, "center", [0, 1]], [at.x + reach + 4 + wide, at.y, "left", [1, 0]],
        [at.x - reach - 4 - wide, at.y, "right", [-1, 0]], [at.x, at.y - reach - 3 - high, "center", [0, -1]],
      ].sort((a, b) => linesTowards(node, a[3]) - linesTowards(node, b[3]));
      const free = ([x, y]) => inBox(x - wide, y - high, x + wide, y + high) && fits(taken, x - wide, y - high, x + wide, y + high);
      const mayCover = ([x, y]) => inBox(x - wide, y - high, x + wide, y + high) && fits(names, x - wide, y - high, x + wide, y + high);
      const leading = rank(node) === 0 || names.length < LEADING_NAMES;
      const spot = spots.find(free) || (leading && (spots.find(mayCover) || (rank(node) === 0 && spots[0])));
      if (!spot) continue;
      const area = [spot[0] - wide, spot[1] - high, spot[0] + wide, spot[1] + high];
      taken.push(area);
      names.push(area);
      shown.boxes.push([node.id, area]);
      context.globalAlpha = faint ? 0.3 : 1;
      context.textAlign = spot[2];
      const start = { left: area[0] + 2, right: area[2] - 2, center: spot[0] }[spot[2]];
      write(context, text, start, spot[1] - high + (NAME_PIXELS + 2) / 2, NAME_PIXELS + 2, INK);
    }
    context.globalAlpha = 1;
    drawEdgeNames(context, bright, taken);
    context.restore();
  }

  /* How much the lines of a node lead to one side of it: the sum of squared cosines. */
  function linesTowards(node, [dx, dy]) {
    const from = place(node);
    let sum = dy === 1 ? 0 : 0.2; /* below, unless lines leave there */
    for (const id of around.get(node.id)) {
      if (!home.has(id)) continue;
      const to = place(home.get(id));
      const along = ((to.x - from.x) * dx + (to.y - from.y) * dy) / (Math.hypot(to.x - from.x, to.y - from.y) || 1);
      sum += Math.max(0, along) ** 2;
    }
    return sum;
  }

  function drawEdgeNames(context, bright, taken) {
    context.font = `${EDGE_NAME_PIXELS}px ${FONT}`;
    context.textAlign = "center";
    for (const edge of edges) {
      const { label: text, weight } = items.get(edge.id);
      const telling = edges.length <= FEW_EDGES || (edges.length <= MANY_EDGES && weight > lightest);
      if (!text || !(bright ? bright.has(edge.id) : telling)) continue;
      const drawn = network.body.edges[edge.id];
      if (!drawn || !drawn.connected) continue;
      const at = network.canvasToDOM(drawn.edgeType.getPoint(0.5));
      const wide = context.measureText(text).width / 2 + 3;
      if (edge.id !== shown.chosen && !fits(taken, at.x - wide, at.y - 8, at.x + wide, at.y + 8)) continue;
      taken.push([at.x - wide, at.y - 8, at.x + wide, at.y + 8]);
      context.fillStyle = "rgba(255, 255, 255, 0.88)";
      context.fillRect(at.x - wide, at.y - 7, 2 * wide, 14);
      context.fillStyle = QUIET;
      context.fillText(text, at.x, at.y);
    }
  }

  function fits(taken, left, top, right, bottom) {
    return !taken.some((other) => left < other[2] && right > other[0] && top < other[3] && bottom > other[1]);
  }

  function inBox(left, top, right, bottom) {
    return left > 2 && top > 2 && right < box.clientWidth - 2 && bottom < box.clientHeight - 2;
  }

  function write(context, text, x, y, step, color) {
    context.strokeStyle = "rgba(255, 255, 255, 0.9)";
    context.lineWidth = 4;
    text.forEach((line, i) => context.strokeText(line, x, y + i * step));
    context.fillStyle = color;
    text.forEach((line, i) => context.fillText(line, x, y + i * step));
  }

  function nameAt({ x, y }) {
    const hit = shown.boxes.find(([, area]) => x > area[0] && x < area[2] && y > area[1] && y < area[3]);
    return hit ? hit[0] : null;
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(6, Math.max(LEAST_SCALE, network.getScale() * factor)), animation: false });
  }

  function nextTo(id, dx, dy) {
    const from = place(home.get(id));
    let best = null;
    for (const node of nodes) {
      const at = place(node);
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      if (along > 1 && (!best || along + 2 * aside < best.cost)) best = { id: node.id, cost: along + 2 * aside };
    }
    return best ? best.id : id;
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) {
      const start = home.has(shown.chosen) ? shown.chosen : null;
      handlers.choose(start ? nextTo(start, ...ARROWS[event.key]) : bySize[0].id);
    } else if (event.key === "Enter" && shown.chosen) handlers.read();
    else if (event.key === "Escape") handlers.choose(null);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  }

  network.on("afterDrawing", drawNames);
  network.on("click", (event) => handlers.choose(event.nodes[0] ?? nameAt(event.pointer.DOM) ?? event.edges[0] ?? null));
  network.on("hoverNode", () => box.classList.add("pointing"));
  network.on("blurNode", () => box.classList.remove("pointing"));
  box.addEventListener("keydown", key);
  box.addEventListener("pointerdown", () => box.focus({ preventScroll: true }));
  box.addEventListener("focus", () => network.setOptions({ interaction: { zoomView: true } }));
  box.addEventListener("blur", () => network.setOptions({ interaction: { zoomView: false } }));
  new ResizeObserver(() => fit()).observe(box);

  return {
    network,
    fit,
    zoom,
    choose(id) {
      shown.chosen = id;
      if (!id) network.unselectAll();
      else network.setSelection(home.has(id) ? { nodes: [id] } : { nodes: [], edges: [id] }, { highlightEdges: false });
      light();
      if (home.has(id)) {
        const at = network.canvasToDOM(place(home.get(id)));
        const out = at.x < 20 || at.y < 20 || at.x > box.clientWidth - 20 || at.y > box.clientHeight - 20;
        if (out) network.moveTo({ position: place(home.get(id)), animation: false });
      }
    },
    match(ids) {
      shown.matches = ids;
      light();
    },
  };
}
