import assert from "node:assert/strict";
import { test } from "node:test";
import { measureLine, nearestOn } from "../../graph/survivorgraph/explorer/scripts/routes.js";
import { passes } from "../../graph/survivorgraph/explorer/scripts/weights.js";
import { NOT_SAID } from "../../graph/survivorgraph/explorer/scripts/base.js";

test("a line is measured, and the nearest of its points found within and at its ends", () => {
  const line = [[0, 0], [3, 4], [3, 10]];
  const along = measureLine(line);
  assert.deepEqual(along, [0, 5, 11]);
  assert.deepEqual(nearestOn(line, along, [4, 7]), { far: 1, at: [3, 7], along: 8, way: [0, 6] });
  assert.deepEqual(nearestOn(line, along, [0, -2]).at, [0, 0]);
});

test("a figure passes a filter by its value, or by having none where that is asked for", () => {
  const kind = { facets: ["sex"] };
  const scene = new Set(["sex", "form"]);
  const filter = (key, ...values) => new Map([[key, new Set(values)]]);
  assert.equal(passes({ sex: [0] }, kind, scene, filter("sex", 0, 1)), true);
  assert.equal(passes({ sex: [2] }, kind, scene, filter("sex", 0, 1)), false);
  assert.equal(passes({}, kind, scene, filter("sex", NOT_SAID)), true);
  assert.equal(passes({}, kind, scene, filter("sex", 0)), false);
  assert.equal(passes({ sex: [0] }, kind, scene, filter("form", 0)), false, "a kind without the facet is left out");
  assert.equal(passes({ sex: [0] }, kind, scene, filter("elsewhere", 0)), true, "a facet of another scene does not count");
});
