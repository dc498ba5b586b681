/* The frame: position and scale at which all that is drawn can be seen. */

import { ends } from "./base.js";

export const LEAST_SCALE = 0.02;

const ROUTE_MARGIN = 14;
const FOOT = 36; /* pixels that the zoom buttons take below what is drawn */

export function makeFrame({ box, data, shown, place, mapped }) {
  const boxOf = (spots, x, y) => ({ spans: { x: ends(spots.map((at) => at.x)), y: ends(spots.map((at) => at.y)) }, margins: { x, y } });

  /* What the picture has to show, whole: position and scale. */
  return function frame() {
    if (!shown.nodes.length) return { position: { x: 0, y: 0 }, scale: 1 };
    const narrow = box.clientWidth < 560;
    const [marginX, marginY] = [narrow ? 46 : 72, data.path ? 70 : 40];
    const least = shown.mapped ? 260 : 1;
    const [width, height] = [box.clientWidth, box.clientHeight - (data.path ? 0 : FOOT)];
    const signs = boxOf(shown.nodes.map(place), marginX, marginY);
    /* Signs have names beside them; lines need no more room than they take. */
    const parts = [signs, ...(mapped.extents().length ? [boxOf(mapped.extents(), ROUTE_MARGIN, ROUTE_MARGIN)] : [])];
    let scale = shown.mapped ? 2.2 : 1.35;
    const around = (axis) => ends(parts.flatMap(({ spans: { [axis]: span }, margins: { [axis]: margin } }) => [span[0] - margin / scale, span[1] + margin / scale]));
    for (let i = 0; i < 8; i++) {
      const [x, y] = ["x", "y"].map(around);
      const more = (span, margin) => Math.max(span[1] - span[0], least + (2 * margin) / scale);
      scale = Math.max(LEAST_SCALE, Math.min(scale, width / more(x, marginX), height / more(y, marginY)));
    }
    const [[left, right], [top, bottom]] = ["x", "y"].map(around);
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 + (data.path ? 44 : 6 + FOOT / 2) / scale }, scale };
  };
}
