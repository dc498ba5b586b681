import assert from "node:assert/strict";
import { test } from "node:test";
import { middleOfArc } from "../../graph/survivorgraph/explorer/scripts/arcs.js";

const at = (x, y) => ({ x, y });

test("without roundness the middle is halfway", () => {
  assert.deepEqual(middleOfArc(at(0, 0), at(10, 4), 0), at(5, 2));
});

test("a clockwise arc from left to right rises above the line by a quarter of its roundness", () => {
  const { x, y } = middleOfArc(at(0, 0), at(100, 0), 0.2);
  assert.ok(Math.abs(x - 50) < 5);
  assert.ok(y < -5 && y > -20);
});

test("the way back bends to the other side, so that the two do not cover each other", () => {
  const [there, back] = [middleOfArc(at(0, 0), at(100, 0), 0.2), middleOfArc(at(100, 0), at(0, 0), 0.2)];
  assert.ok(Math.abs(there.y + back.y) < 1e-9);
  assert.ok(Math.abs(there.x + back.x - 100) < 1e-9);
});
