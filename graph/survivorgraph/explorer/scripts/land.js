/* The outlines of the land under the map, traced once and drawn in every frame. */

export const LAND = { fill: "#e9e4d6", line: "#cfc8b6" };

export function makeLand({ land }, network) {
  let outlines = null;

  function trace() {
    const path = new Path2D();
    for (const ring of land) {
      path.moveTo(ring[0], ring[1]);
      for (let i = 2; i < ring.length; i += 2) path.lineTo(ring[i], ring[i + 1]);
      path.closePath();
    }
    return path;
  }

  return function drawLand(context, isMoving) {
    outlines ||= trace();
    context.save();
    context.globalAlpha = isMoving ? 0.45 : 1;
    context.fillStyle = LAND.fill;
    context.fill(outlines, "evenodd");
    context.strokeStyle = LAND.line;
    context.lineWidth = 0.8 / network.getScale();
    context.stroke(outlines);
    context.restore();
  };
}
