/* The keyboard in the picture: arrows go from sign to sign, Enter reads, plus and minus zoom, Escape clears. */

export function makeKeys({ shown, place, zoom, fit, handlers }) {
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
  return function key(event) {
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
  };
}
