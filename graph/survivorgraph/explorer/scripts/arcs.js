/* The arcs that vis-network draws between two places (its smooth type `curvedCW`). */

/* The middle of the arc: that of the quadratic curve whose control point lies a share of the distance aside. */
export function middleOfArc(from, to, roundness) {
  const straight = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if (!roundness) return straight;
  const part = roundness / 2 + 0.5;
  const turn = Math.atan2(from.y - to.y, to.x - from.x) + part * Math.PI;
  const reach = part * Math.hypot(to.x - from.x, to.y - from.y);
  const control = { x: from.x + reach * Math.sin(turn), y: from.y + reach * Math.cos(turn) };
  return { x: (straight.x + control.x) / 2, y: (straight.y + control.y) / 2 };
}
