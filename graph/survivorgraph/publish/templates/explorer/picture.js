/* The picture: vis-network draws signs and lines over the outlines of the land; places are those the page came with. */

const LEAST_SCALE = 0.02;
const DIMMED = 0.16;
const WIDTHS = { least: 1.2, unit: 1.8, most: 8 };
const AT_ONCE = 200; /* lines that are drawn before anybody asks for more */
const MOVE_MS = 550;
const FOOT = 36; /* pixels that the zoom buttons take below what is drawn */
const LAND = { fill: "#e9e4d6", line: "#cfc8b6" };

/* Lines that count different things, stories and people, are compared only with their own kind. */
const unitOf = (edge) => edge.look.unit[1];

const ends = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);

function heaviestOf(edges) {
  const found = new Map();
  for (const [edge, weight] of edges) found.set(unitOf(edge), Math.max(1, found.get(unitOf(edge)) || 1, weight.upper));
  return found;
}

function makePicture(box, model, words, handlers) {
  const { data } = model;
  const { options, looks } = data.vis;
  const nodeSet = new vis.DataSet();
  const edgeSet = new vis.DataSet();
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, options);
  const names = makeNames(box, network);
  box.querySelector(".vis-network").removeAttribute("tabindex");
  const shown = { nodes: [], edges: [], around: new Map(), chosen: null, bright: null, matches: null, view: "", turned: false, scene: null };
  let land = null;
  let moving = 0;

  const isMapped = () => shown.view === "map" || (shown.view === "journeys" && shown.nodes.every((node) => node.map));
  function placeIn(node, mapped) {
    const [x, y] = (mapped && node.map) || node.at;
    return shown.turned && !mapped ? { x: y, y: x } : { x, y };
  }
  const place = (node) => placeIn(node, isMapped());
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
    const mapped = isMapped();
    let roundness = (data.directed && edge.scene === "places" ? (mapped ? 0.2 : 0.12) : 0) + 0.14 * (edge.nth - 1);
    if (data.path) {
      const [start, end] = [edge.a.at[0], edge.b.at[0]];
      const over = data.nodes.some((node) => node.at[0] > Math.min(start, end) && node.at[0] < Math.max(start, end));
      roundness += over ? Math.min(0.6, 210 / Math.abs(end - start)) : end < start ? 0.14 : 0;
    }
    return { enabled: roundness > 0, type: "curvedCW", roundness: Math.round(roundness * 100) / 100 };
  }

  /* Draw these nodes, and of these edges (each [edge, weight, text]) the heaviest. */
  function draw({ nodes, edges, view, tellsAll = false }) {
    const before = shown.view && isMapped();
    const sameScene = shown.scene === (view === "partnerships");
    Object.assign(shown, { view, nodes, tellsAll, scene: view === "partnerships" });
    const heaviest = heaviestOf(edges);
    const lightest = edges.reduce((least, [, weight]) => Math.min(least, weight.upper), Infinity);
    shown.edges = edges.map(([item, weight, text]) => ({ item, text, heavy: weight.upper > lightest }));
    shown.around = new Map(nodes.map((node) => [node.id, new Set()]));
    for (const [edge] of edges) {
      shown.around.get(edge.from).add(edge.b);
      shown.around.get(edge.to).add(edge.a);
    }
    shown.nodes = [...nodes].sort((a, b) => shown.around.get(b.id).size - shown.around.get(a.id).size || b.size - a.size);
    const from = sameScene && before !== isMapped() && before !== "" ? before : null;
    once(() => {
      syncAll(nodes, edges, heaviest, from);
      light();
    });
    if (from !== null) move(from);
    else if (!sameScene) fit();
  }

  /* vis-network draws after every change of its data; here many changes are drawn once, in the next frame. */
  function once(change) {
    const tell = (what) => network.body.emitter.emit(what);
    tell("_blockRedraw");
    change();
    tell("_allowRedraw");
    tell("_requestRedraw");
  }

  function syncAll(nodes, edges, heaviest, from) {
    sync(nodeSet, nodes.map((node) => ({
      id: node.id, group: node.kind, size: radius(node), ...placeIn(node, from ?? isMapped()),
      title: tip(node, node.look.label),
    })));
    sync(edgeSet, edges.map(([edge, weight, text]) => ({
      id: edge.id, from: edge.from, to: edge.to, ...looks[edge.look.key], smooth: bend(edge),
      width: Math.round(widthOf(weight.upper, heaviest.get(unitOf(edge))) * 100) / 100, title: tip(edge, text),
    })));
  }

  function sync(set, wanted) {
    const known = new Set(wanted.map((one) => one.id));
    set.remove(set.getIds().filter((id) => !known.has(id)));
    const old = wanted.filter((one) => set.get(one.id));
    const changed = old.filter((one) => {
      const have = set.get(one.id);
      return have.width !== one.width || have.x !== one.x || have.y !== one.y || have.size !== one.size || have.smooth?.roundness !== one.smooth?.roundness;
    });
    set.update(changed);
    const ids = new Set(old.map((one) => one.id));
    set.add(wanted.filter((one) => !ids.has(one.id)));
  }

  /* The same nodes go from one place to the other, at once for whoever wants no motion. */
  function move(from) {
    const mapped = isMapped();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || shown.nodes.length > 1500;
    const start = performance.now();
    const ways = shown.nodes.map((node) => [node, placeIn(node, from), placeIn(node, mapped)]);
    const view = { at: network.getViewPosition(), scale: network.getScale() };
    const goal = frame();
    const own = ++moving;
    box.dataset.moving = "true";
    const step = (now) => {
      if (own !== moving) return;
      const part = still ? 1 : Math.min(1, (now - start) / MOVE_MS);
      const eased = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
      for (const [node, a, b] of ways) {
        const body = network.body.nodes[node.id];
        if (body) [body.x, body.y] = [a.x + (b.x - a.x) * eased, a.y + (b.y - a.y) * eased];
      }
      const mix = (a, b) => a + (b - a) * eased;
      const position = { x: mix(view.at.x, goal.position.x), y: mix(view.at.y, goal.position.y) };
      network.moveTo({ position, scale: mix(view.scale, goal.scale), animation: false });
      if (part < 1) return requestAnimationFrame(step);
      once(() => nodeSet.update(shown.nodes.map((node) => ({ id: node.id, ...place(node) }))));
      delete box.dataset.moving;
    };
    if (still) step(start);
    else requestAnimationFrame(step);
  }

  /* What the picture has to show, whole: position and scale. */
  function frame() {
    if (!shown.nodes.length) return { position: { x: 0, y: 0 }, scale: 1 };
    const narrow = box.clientWidth < 560;
    const mapped = isMapped();
    const spots = shown.nodes.map((node) => placeIn(node, mapped));
    const [[left, right], [top, bottom]] = [ends(spots.map((at) => at.x)), ends(spots.map((at) => at.y))];
    const [marginX, marginY] = [narrow ? 46 : 72, data.path ? 70 : 40];
    const least = mapped ? 260 : 1;
    const foot = data.path ? 0 : FOOT;
    const room = [(box.clientWidth - 2 * marginX) / Math.max(right - left, least), (box.clientHeight - 2 * marginY - foot) / Math.max(bottom - top, least)];
    const scale = Math.max(LEAST_SCALE, Math.min(...room, mapped ? 2.2 : 1.35));
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 + (data.path ? 44 : 6 + foot / 2) / scale }, scale };
  }

  function fit() {
    if (box.dataset.moving) return;
    const [left, right] = ends(shown.nodes.map((node) => node.at[0]));
    const [top, bottom] = ends(shown.nodes.map((node) => node.at[1]));
    const turn = box.clientWidth < 560 && right - left > bottom - top;
    if (turn !== shown.turned) {
      shown.turned = turn;
      once(() => nodeSet.update(shown.nodes.map((node) => ({ id: node.id, ...place(node) }))));
    }
    network.moveTo({ ...frame(), animation: false });
  }

  function drawLand(context) {
    if (!isMapped() && !box.dataset.moving) return;
    if (!land) {
      land = new Path2D();
      for (const ring of data.land) {
        land.moveTo(ring[0], ring[1]);
        for (let i = 2; i < ring.length; i += 2) land.lineTo(ring[i], ring[i + 1]);
        land.closePath();
      }
    }
    context.save();
    context.globalAlpha = isMapped() && !box.dataset.moving ? 1 : 0.45;
    context.fillStyle = LAND.fill;
    context.fill(land, "evenodd");
    context.strokeStyle = LAND.line;
    context.lineWidth = 0.8 / network.getScale();
    context.stroke(land);
    context.restore();
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
    return found.add(shown.chosen);
  }

  function light() {
    const before = shown.bright;
    shown.bright = focus();
    if (!before && !shown.bright) return;
    const opacity = (id) => (!shown.bright || shown.bright.has(id) ? 1 : DIMMED);
    nodeSet.update(shown.nodes.map((node) => ({ id: node.id, opacity: opacity(node.id) })));
    edgeSet.update(shown.edges.map(({ item }) => ({ id: item.id, color: { ...looks[item.look.key].color, opacity: opacity(item.id) } })));
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(8, Math.max(LEAST_SCALE, network.getScale() * factor)), animation: false });
  }

  function nextTo(node, dx, dy) {
    const from = place(node);
    let best = null;
    for (const other of shown.nodes) {
      const at = place(other);
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      if (along > 1 && (!best || along + 2 * aside < best.cost)) best = { id: other.id, cost: along + 2 * aside };
    }
    return best ? best.id : node.id;
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !shown.nodes.length) return;
    if (ARROWS[event.key]) {
      const start = shown.nodes.find((node) => node.id === shown.chosen);
      handlers.choose(start ? nextTo(start, ...ARROWS[event.key]) : shown.nodes[0].id);
    } else if (event.key === "Enter" && shown.chosen) handlers.read();
    else if (event.key === "Escape") handlers.choose(null);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  }

  network.on("beforeDrawing", drawLand);
  network.on("afterDrawing", (context) => {
    const { nodes, edges, around, bright, chosen, tellsAll } = shown;
    if (!box.dataset.moving) names.draw(context, { nodes, edges, around, bright, chosen, tellsAll, place, radius });
  });
  network.on("click", (event) => handlers.choose(event.nodes[0] ?? names.at(event.pointer.DOM) ?? event.edges[0] ?? null));
  network.on("hoverNode", () => box.classList.add("pointing"));
  network.on("blurNode", () => box.classList.remove("pointing"));
  box.addEventListener("keydown", key);
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
    network, fit, zoom, draw, place, shown, radius, isMapped,
    choose(id) {
      if (!id && !shown.chosen) return;
      shown.chosen = id;
      once(light);
      if (shown.around.has(id)) network.setSelection({ nodes: [id], edges: [] }, { highlightEdges: false });
      else if (id && edgeSet.get(id)) network.setSelection({ nodes: [], edges: [id] });
      else network.unselectAll();
      const node = shown.around.has(id) ? model.nodes.get(id) : null;
      if (!node) return;
      const at = network.canvasToDOM(place(node));
      const out = at.x < 20 || at.y < 20 || at.x > box.clientWidth - 20 || at.y > box.clientHeight - 20;
      if (out) network.moveTo({ position: place(node), animation: false });
    },
    match(ids) {
      shown.matches = ids;
      once(light);
    },
  };
}
