/* Lines on the map, drawn and found by this page itself: routes, and stubs that fade to what is not named. */

import { push } from "./base.js";
import { FONT } from "./names.js";
import { layRoutes, makeProjection, measureLine, nearestOn } from "./routes.js";

export const DIMMED = 0.16;

const STUB = 46; /* pixels on the screen */
const NEAR = 6; /* pixels within which a line is pointed at */

export function makeMappedLines(box, network, model) {
  const project = makeProjection(model.data.earth);
  const { looks } = model.data.vis;
  let routes = new Map();
  let stubs = new Map();
  let lines = [];
  let around = null;
  let laid = null;

  /* Lines of which only one end is on the map; the other has no point there. */
  function layStubs(edges, radius) {
    const taken = new Map();
    const leave = (node, to) => push(taken, node, Math.atan2(to[1] - node.map[1], to[0] - node.map[0]));
    for (const { item } of lines) {
      const route = routes.get(item.id);
      if (!route) continue;
      leave(item.a, route.pieces[0][Math.min(3, route.pieces[0].length - 1)]);
      leave(item.b, route.tip[0]);
    }
    return new Map(edges.map((edge) => {
      const node = edge.a.map ? edge.a : edge.b;
      const turns = [...Array(12)].map((_, i) => (i * Math.PI) / 6 + Math.PI / 12);
      const room = (turn) => Math.min(7, ...(taken.get(node) || []).map((other) => Math.abs(Math.atan2(Math.sin(turn - other), Math.cos(turn - other)))));
      const turn = turns.reduce((best, one) => (room(one) > room(best) + 1e-9 ? one : best), turns[0]);
      push(taken, node, turn);
      return [edge.id, { node, turn, radius: radius(node), isLeaving: node === edge.a }];
    }));
  }

  function stubLine({ node, turn, radius }, scale) {
    const at = (far) => [node.map[0] + Math.cos(turn) * far, node.map[1] + Math.sin(turn) * far];
    return { near: at(radius + 2), far: at(radius + STUB / scale), sign: at(radius + (STUB + 9) / scale) };
  }

  function styleOf({ item }, { bright, chosen }) {
    const { color, dashes } = looks[item.look.key];
    return { color: item.id === chosen || item.id === around ? color.highlight : color.color, dash: dashes || [], alpha: bright && !bright.has(item.id) ? DIMMED : 1 };
  }

  function drawHead(context, [from, to], width) {
    const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
    const size = 6 + 1.5 * width;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(to[0], to[1]);
    for (const side of [2.75, -2.75]) context.lineTo(to[0] + size * Math.cos(turn + side), to[1] + size * Math.sin(turn + side));
    context.closePath();
    context.fill();
  }

  function drawRoute(context, line, style) {
    const route = routes.get(line.item.id);
    route.path ??= makePath(route.pieces);
    context.strokeStyle = context.fillStyle = style.color;
    context.setLineDash(style.dash);
    context.stroke(route.path);
    if (model.data.directed) drawHead(context, route.tip, line.width);
  }

  function drawStub(context, line, style, scale) {
    const stub = stubs.get(line.item.id);
    const { near, far, sign } = stubLine(stub, scale);
    const fade = context.createLinearGradient(...near, ...far);
    fade.addColorStop(0, style.color);
    fade.addColorStop(1, `${style.color}00`);
    context.strokeStyle = fade;
    context.fillStyle = style.color;
    context.setLineDash(style.dash);
    context.beginPath();
    context.moveTo(...near);
    context.lineTo(...far);
    context.stroke();
    if (!stub.isLeaving) drawHead(context, [far, near], line.width);
    context.font = `600 ${14 / scale}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("?", ...sign);
  }

  function makePath(pieces) {
    const path = new Path2D();
    for (const piece of pieces) piece.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    return path;
  }

  function farFrom(line, at, scale) {
    const route = routes.get(line.item.id);
    const reach = NEAR / scale + line.width / 2;
    if (!route) {
      const { near, sign } = stubLine(stubs.get(line.item.id), scale);
      return nearestOn([near, sign], [0, 1], at).far - reach;
    }
    const [[left, right], [top, bottom]] = [route.horizontal, route.vertical];
    if (at[0] < left - reach || at[0] > right + reach || at[1] < top - reach || at[1] > bottom + reach) return Infinity;
    return Math.min(...route.pieces.map((piece) => nearestOn(piece, measureLine(piece), at).far)) - reach;
  }

  function find(pointer) {
    const { x, y } = network.DOMtoCanvas(pointer);
    const scale = network.getScale();
    let best = { far: 0, id: null };
    for (const line of lines) {
      const far = farFrom(line, [x, y], scale);
      if (far < best.far) best = { far, id: line.item.id };
    }
    return best.id;
  }

  return {
    routes: () => routes,
    stubs: (scale = network.getScale()) => [...stubs].map(([id, stub]) => ({ id, isLeaving: stub.isLeaving, ...stubLine(stub, scale) })),
    find,
    /* Each line is { item, width }; `nodes` are those with a point on the map. */
    lay(given, nodes, radius) {
      lines = given;
      /* Neither a width nor what is chosen moves a line. */
      const key = [...lines.map(({ item }) => item.id), "", ...nodes.map((node) => node.id), ...nodes.slice(0, 1).map(radius)].join("\n");
      if (key === laid) return;
      laid = key;
      const isWhole = ({ item }) => item.a.map && item.b.map;
      routes = layRoutes(lines.filter(isWhole).map((line) => line.item), nodes, { project, radius });
      stubs = layStubs(lines.filter((line) => !isWhole(line)).map((line) => line.item), radius);
    },
    draw(context, look) {
      const scale = network.getScale();
      context.save();
      context.lineJoin = context.lineCap = "round";
      const rank = ({ item }) => (item.id === look.chosen ? 2 : look.bright?.has(item.id) ? 1 : 0);
      for (const line of [...lines].sort((a, b) => rank(a) - rank(b))) {
        const style = styleOf(line, look);
        context.globalAlpha = style.alpha;
        context.lineWidth = line.width + (line.item.id === look.chosen ? 2 : 0);
        if (routes.has(line.item.id)) drawRoute(context, line, style);
        else drawStub(context, line, style, scale);
      }
      context.restore();
    },
    /* Where the name of a line stands. */
    middle(id) {
      if (routes.has(id)) return routes.get(id).middle;
      return stubs.has(id) ? stubLine(stubs.get(id), network.getScale()).far.map((value, axis) => (value + stubLine(stubs.get(id), network.getScale()).near[axis]) / 2) : null;
    },
    extents: () => [...routes.values()].flatMap((route) => [0, 1].map((end) => ({ x: route.horizontal[end], y: route.vertical[end] }))),
    /* Say what the pointer is over; true where that changed. */
    point(pointer) {
      const before = around;
      around = pointer ? find(pointer) : null;
      return before !== around;
    },
    pointed: () => lines.find(({ item }) => item.id === around)?.item ?? null,
  };
}
