/* Routes on the map: great circles, split where the map is, led around the signs of others, apart from each other. */

import { ends, push } from "./base.js";

const RADIAN = Math.PI / 180;
const CLEAR = 5; /* pixels between a route and the sign of a place that it does not touch */
const APART = 9; /* pixels between two routes that join the same two places */
const MOST_BENT = 600; /* more routes than these are not led around signs, but cut there */

/* Equal Earth, as world.project in Python. */
export function makeProjection([scale, a, b, c, d]) {
  return ([latitude, longitude]) => {
    const angle = Math.asin((Math.sqrt(3) / 2) * Math.sin(latitude * RADIAN));
    const square = angle * angle;
    const sixth = square ** 3;
    const slope = a + 3 * b * square + sixth * (7 * c + 9 * d * square);
    const x = (2 * Math.sqrt(3) * longitude * RADIAN * Math.cos(angle)) / (3 * slope);
    return [x * scale, -angle * (a + b * square + sixth * (c + d * square)) * scale];
  };
}

/* The shortest way between two points of a sphere, about a degree a step: [latitude, longitude] in degrees. */
function greatCircle(from, to) {
  const vector = ([latitude, longitude]) => [Math.cos(latitude * RADIAN) * Math.cos(longitude * RADIAN), Math.cos(latitude * RADIAN) * Math.sin(longitude * RADIAN), Math.sin(latitude * RADIAN)];
  const [a, b] = [vector(from), vector(to)];
  const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const steps = Math.max(6, Math.ceil(angle / RADIAN));
  if (Math.sin(angle) < 1e-6) return [from, to];
  return [...Array(steps + 1)].map((_, i) => {
    const [p, q] = [Math.sin((1 - i / steps) * angle) / Math.sin(angle), Math.sin((i / steps) * angle) / Math.sin(angle)];
    const [x, y, z] = a.map((value, axis) => p * value + q * b[axis]);
    return [Math.atan2(z, Math.hypot(x, y)) / RADIAN, Math.atan2(y, x) / RADIAN];
  });
}

/* Pieces of a way, none of which crosses the antimeridian: the map ends there. */
function splitAtEdge(points) {
  const pieces = [[points[0]]];
  for (let i = 1; i < points.length; i++) {
    const [before, now] = [points[i - 1], points[i]];
    if (Math.abs(now[1] - before[1]) > 180) {
      const edge = before[1] > 0 ? 180 : -180;
      const part = (edge - before[1]) / (now[1] + 2 * edge - before[1] || 1);
      const latitude = before[0] + part * (now[0] - before[0]);
      pieces.at(-1).push([latitude, edge]);
      pieces.push([[latitude, -edge]]);
    }
    pieces.at(-1).push(now);
  }
  return pieces;
}

const between = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/* How far along a line each of its points lies. */
export function measureLine(points) {
  const along = [0];
  for (let i = 1; i < points.length; i++) along.push(along[i - 1] + between(points[i - 1], points[i]));
  return along;
}

/* The point of a line that is nearest to another: where it is, how far away, how far along. */
export function nearestOn(points, along, [x, y]) {
  let [least, segment, share] = [Infinity, 1, 0];
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1];
    const [dx, dy] = [points[i][0] - ax, points[i][1] - ay];
    const part = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    const far = (ax + part * dx - x) ** 2 + (ay + part * dy - y) ** 2;
    if (far < least) [least, segment, share] = [far, i, part];
  }
  const [[ax, ay], [bx, by]] = [points[segment - 1], points[segment]];
  const at = [ax + share * (bx - ax), ay + share * (by - ay)];
  return { far: Math.sqrt(least), at, along: along[segment - 1] + share * Math.hypot(bx - ax, by - ay), way: [bx - ax, by - ay] };
}

/* Push a line away from signs ([x, y, radius]) that it would pass under; its ends stay. */
function leadAround(points, signs) {
  let [line, along] = [points, measureLine(points)];
  const isAtEnd = (sign) => [points[0], points.at(-1)].some((end) => between(end, sign) < sign[2] + CLEAR + 1);
  const close = signs.filter((sign) => !isAtEnd(sign) && nearestOn(line, along, sign).far < sign[2] + 4 * CLEAR);
  for (let round = 0; round < 6; round++) {
    let moved = false;
    for (const [x, y, radius] of close) {
      const keep = radius + CLEAR;
      const { far, at, along: middle, way } = nearestOn(line, along, [x, y]);
      if (far >= keep) continue;
      const normal = far > 0.5 ? [(at[0] - x) / far, (at[1] - y) / far] : [-way[1] / Math.hypot(...way), way[0] / Math.hypot(...way)];
      const aside = keep + 1.5 - far;
      const wide = Math.max(3 * keep, 36);
      const whole = along.at(-1);
      line = line.map((point, i) => {
        const near = Math.min(1, Math.abs(along[i] - middle) / wide);
        const free = Math.min(1, along[i] / keep, (whole - along[i]) / keep);
        const share = aside * Math.cos((near * Math.PI) / 2) ** 2 * free;
        return [point[0] + normal[0] * share, point[1] + normal[1] * share];
      });
      along = measureLine(line);
      moved = true;
    }
    if (!moved) break;
  }
  return line;
}

/* The parts of a line that lie in none of the circles ([x, y, radius]), to two pixels. */
function cutOut(points, circles) {
  const parts = [];
  let [part, last] = [null, null];
  const isFree = (x, y) => circles.every((one) => (x - one[0]) ** 2 + (y - one[1]) ** 2 >= one[2] * one[2]);
  const isFar = ([x, y], length) => circles.every((one) => Math.hypot(x - one[0], y - one[1]) > one[2] + length);
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const length = between(from, to);
    const steps = isFar(from, length) ? 1 : Math.max(1, Math.ceil(length / 2));
    for (let step = i === 1 ? 0 : 1; step <= steps; step++) {
      const [x, y] = [from[0] + (step / steps) * (to[0] - from[0]), from[1] + (step / steps) * (to[1] - from[1])];
      if (!isFree(x, y)) {
        if (part && last) part.push(last);
        [part, last] = [null, null];
      } else if (!part) parts.push((part = [[x, y]]));
      else if (step === steps) [last] = [null, part.push([x, y])];
      else last = [x, y];
    }
  }
  return parts.filter((one) => one.length > 1);
}

/* Where each of these edges leads on the map: `pieces` of points, and `tip`, the last two points, for its arrow. */
export function layRoutes(edges, nodes, { project, radius }) {
  const signs = nodes.map((node) => [node.map[0], node.map[1], radius(node), node]);
  const beside = new Map();
  const pairOf = (edge) => [edge.from, edge.to].sort().join("\n");
  for (const edge of edges) push(beside, pairOf(edge), edge);
  const isBent = edges.length <= MOST_BENT;
  return new Map(edges.map((edge) => {
    const own = beside.get(pairOf(edge));
    const isOnward = edge.from < edge.to;
    const aside = (own.indexOf(edge) - (own.length - 1) / 2) * APART * (isOnward ? 1 : -1);
    /* The names of lines side by side stand one after the other. */
    const part = (own.indexOf(edge) + 1) / (own.length + 1);
    const named = isOnward ? part : 1 - part;
    return [edge.id, edge.a === edge.b ? layLoop(edge, radius, own.indexOf(edge)) : layRoute(edge, signs, { project, aside, named, isBent })];
  }));
}

const drawnWays = new WeakMap(); /* what only depends on the two ends */

function projectWay(edge, project) {
  if (!drawnWays.has(edge)) {
    const pieces = splitAtEdge(greatCircle(edge.a.degrees, edge.b.degrees)).map((piece) => piece.map(project));
    pieces[0][0] = edge.a.map;
    pieces.at(-1)[pieces.at(-1).length - 1] = edge.b.map;
    drawnWays.set(edge, pieces);
  }
  return drawnWays.get(edge);
}

function shift(pieces, aside) {
  if (!aside) return pieces;
  const all = pieces.flat().length - 1;
  let count = 0;
  return pieces.map((piece) => piece.map((point, i) => {
    const [before, after] = [piece[Math.max(0, i - 1)], piece[Math.min(piece.length - 1, i + 1)]];
    const length = between(before, after) || 1;
    const share = aside * Math.sin((Math.PI * count++) / all);
    return [point[0] - ((after[1] - before[1]) / length) * share, point[1] + ((after[0] - before[0]) / length) * share];
  }));
}

function layRoute(edge, signs, { project, aside, named, isBent }) {
  const ways = shift(projectWay(edge, project), aside);
  const [from, to] = [edge.a, edge.b].map((node) => signs.find((sign) => sign[3] === node));
  const pieces = ways.flatMap((way, i) => {
    const [[left, right], [top, bottom]] = [0, 1].map((axis) => ends(way.map((point) => point[axis])));
    const near = signs.filter((sign) => sign !== from && sign !== to && sign[0] > left - 40 && sign[0] < right + 40 && sign[1] > top - 40 && sign[1] < bottom + 40);
    const line = isBent ? leadAround(way, near) : way;
    const own = [...(i === 0 ? [[from[0], from[1], from[2]]] : []), ...(i === ways.length - 1 ? [[to[0], to[1], to[2] + 2]] : [])];
    const along = measureLine(line);
    const others = near.map(([x, y, r]) => [x, y, r + 2]).filter((circle) => nearestOn(line, along, circle).far < circle[2]);
    const parts = cutOut(line, [...own, ...others]);
    /* Signs that lie over one another leave no room for a gap. */
    return measureAll(parts) > 5 ? parts : cutOut(line, own).length ? cutOut(line, own) : [line];
  });
  return finish(pieces, named);
}

const measureAll = (parts) => parts.reduce((sum, part) => sum + measureLine(part).at(-1), 0);

function layLoop(edge, radius, nth) {
  const [x, y] = edge.a.map;
  const [size, away] = [9 + 3 * nth, radius(edge.a) + 4];
  const points = [...Array(25)].map((_, i) => {
    const turn = -0.75 * Math.PI + (i / 24) * 2 * Math.PI * 0.92;
    return [x + away * 0.7 + size * 0.7 - size * Math.cos(turn), y - away * 0.7 - size * 0.7 - size * Math.sin(turn)];
  });
  return finish(cutOut(points, [[x, y, radius(edge.a) + 1]]));
}

function finish(pieces, named = 0.5) {
  const longest = pieces.reduce((best, one) => (measureLine(one).at(-1) > measureLine(best).at(-1) ? one : best), pieces[0]);
  const along = measureLine(longest);
  const goal = along.at(-1) * named;
  const half = along.findIndex((value) => value >= goal);
  const [a, b] = [longest[Math.max(0, half - 1)], longest[half]];
  const part = (goal - along[Math.max(0, half - 1)]) / (along[half] - along[Math.max(0, half - 1)] || 1);
  const [horizontal, vertical] = [0, 1].map((axis) => ends(pieces.flat().map((point) => point[axis])));
  return { pieces, tip: pieces.at(-1).slice(-2), middle: [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])], horizontal, vertical };
}
