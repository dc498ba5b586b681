/* Names over the picture: at one size however far one zooms, none over another, the well joined first. */

import { wrapName } from "./words.js";

export const INK = "#1d2733";
export const QUIET = "#4d5a67";
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const NAME_PIXELS = 13;
const EDGE_NAME_PIXELS = 11.5;
const MOST_NAMES = 300;
const MOST_TRIES = 900;
const LEADING_NAMES = 6; /* these may cover the signs of others */
const FEW_EDGES = 12;
const MANY_EDGES = 60;

function fits(taken, left, top, right, bottom) {
  return !taken.some((other) => left < other[2] && right > other[0] && top < other[3] && bottom > other[1]);
}

function write(context, text, x, y, step, color) {
  context.strokeStyle = "rgba(255, 255, 255, 0.9)";
  context.lineWidth = 4;
  text.forEach((line, i) => context.strokeText(line, x, y + i * step));
  context.fillStyle = color;
  text.forEach((line, i) => context.fillText(line, x, y + i * step));
}

/* `drawn` has nodes, edges (each with `item`, `text`, `heavy`), place(node), middle(edge), bright (a set of ids, or null),
   faint (a set of ids), chosen. */
export function makeNames(box, network) {
  let boxes = [];

  /* How much the lines of a node lead to one side of it: the sum of squared cosines. */
  function linesTowards(node, [dx, dy], drawn) {
    const from = drawn.place(node);
    let sum = dy === 1 ? 0 : dx && dy ? 2 : 0.2; /* below, unless lines leave there; aslant where nothing else is free */
    for (const other of drawn.around.get(node.id) || []) {
      const to = drawn.place(other);
      const along = ((to.x - from.x) * dx + (to.y - from.y) * dy) / (Math.hypot(to.x - from.x, to.y - from.y) || 1);
      sum += Math.max(0, along) ** 2;
    }
    return sum;
  }

  function draw(context, drawn) {
    const { clientWidth: width, clientHeight: height } = box;
    const ratio = context.canvas.width / width;
    const scale = network.getScale();
    const buttons = box.parentElement.querySelector(".zoom");
    const { offsetLeft: x, offsetTop: y, offsetWidth, offsetHeight } = buttons;
    const taken = [[x, y, x + offsetWidth, y + offsetHeight]];
    const names = [taken[0]];
    const near = new Map();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const node of drawn.nodes) {
      const at = network.canvasToDOM(drawn.place(node));
      const reach = drawn.radius(node) * scale;
      if (at.x < -60 || at.y < -60 || at.x > width + 60 || at.y > height + 60) continue;
      near.set(node.id, { at, reach });
      taken.push([at.x - reach, at.y - reach, at.x + reach, at.y + reach]);
    }
    boxes = [];
    let tried = 0;
    const { bright, chosen } = drawn;
    const rank = (node) => (node.id === chosen ? 0 : bright && bright.has(node.id) ? 1 : 2);
    const order = drawn.nodes.filter((node) => near.has(node.id)).sort((a, b) => rank(a) - rank(b));
    for (const node of order) {
      if (boxes.length >= MOST_NAMES || ++tried > MOST_TRIES) break;
      const { at, reach } = near.get(node.id);
      const faint = bright ? !bright.has(node.id) : drawn.faint.has(node.id);
      const isBold = node.id === chosen;
      context.font = `${isBold ? "600 " : ""}${NAME_PIXELS}px ${FONT}`;
      const text = (node.lines ||= wrapName(node.name));
      const measured = () => Math.max(...text.map((line) => context.measureText(line).width)) / 2 + 2;
      const wide = isBold ? measured() : (node.wide ||= measured());
      const high = (text.length * (NAME_PIXELS + 2)) / 2;
      const spots = [
        [at.x, at.y + reach + 3 + high, "center", [0, 1]], [at.x + reach + 4 + wide, at.y, "left", [1, 0]],
        [at.x - reach - 4 - wide, at.y, "right", [-1, 0]], [at.x, at.y - reach - 3 - high, "center", [0, -1]],
        ...[[1, 1], [1, -1], [-1, 1], [-1, -1]].map(([dx, dy]) => [at.x + dx * (0.7 * reach + 3 + wide), at.y + dy * (0.7 * reach + 2 + high), dx > 0 ? "left" : "right", [0.7 * dx, 0.7 * dy]]),
      ].map((one) => ({ one, lines: linesTowards(node, one[3], drawn) })).sort((a, b) => a.lines - b.lines).map(({ one }) => one);
      /** @type {(spot: any[]) => [number, number, number, number]} */
      const area = ([left, top]) => [left - wide, top - high, left + wide, top + high];
      const inBox = (left, top, right, bottom) => left > 2 && top > 2 && right < width - 2 && bottom < height - 2;
      const free = (spot) => inBox(...area(spot)) && fits(taken, ...area(spot));
      const mayCover = (spot) => inBox(...area(spot)) && fits(names, ...area(spot));
      const leading = rank(node) === 0 || names.length <= LEADING_NAMES;
      const spot = spots.find(free) || (leading && (spots.find(mayCover) || (rank(node) === 0 && spots[0])));
      if (!spot) continue;
      const own = area(spot);
      taken.push(own);
      names.push(own);
      boxes.push([node.id, own]);
      context.globalAlpha = faint ? 0.3 : 1;
      context.textAlign = spot[2];
      const start = { left: own[0] + 2, right: own[2] - 2, center: spot[0] }[spot[2]];
      write(context, text, start, spot[1] - high + (NAME_PIXELS + 2) / 2, NAME_PIXELS + 2, INK);
    }
    context.globalAlpha = 1;
    drawEdgeNames(context, drawn, taken);
    context.restore();
  }

  function drawEdgeNames(context, drawn, taken) {
    const { bright, chosen, edges } = drawn;
    context.font = `${EDGE_NAME_PIXELS}px ${FONT}`;
    context.textAlign = "center";
    for (const { item, text, heavy } of edges) {
      const telling = drawn.tellsAll || edges.length <= FEW_EDGES || (edges.length <= MANY_EDGES && heavy);
      if (!text || !(bright ? bright.has(item.id) && bright.size < MANY_EDGES : telling)) continue;
      const middle = drawn.middle(item);
      if (!middle) continue;
      const at = network.canvasToDOM(Array.isArray(middle) ? { x: middle[0], y: middle[1] } : middle);
      const wide = context.measureText(text).width / 2 + 3;
      if (item.id !== chosen && !drawn.tellsAll && !fits(taken, at.x - wide, at.y - 8, at.x + wide, at.y + 8)) continue;
      taken.push([at.x - wide, at.y - 8, at.x + wide, at.y + 8]);
      context.fillStyle = "rgba(255, 255, 255, 0.88)";
      context.fillRect(at.x - wide, at.y - 7, 2 * wide, 14);
      context.fillStyle = QUIET;
      context.fillText(text, at.x, at.y);
    }
  }

  return {
    draw,
    at({ x, y }) {
      const hit = boxes.find(([, area]) => x > area[0] && x < area[2] && y > area[1] && y < area[3]);
      return hit ? hit[0] : null;
    },
  };
}
