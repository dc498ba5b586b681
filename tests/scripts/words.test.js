import assert from "node:assert/strict";
import { test } from "node:test";
import { NOT_SAID, ends, push } from "../../graph/survivorgraph/explorer/scripts/base.js";
import { fill, plain, wrapName } from "../../graph/survivorgraph/explorer/scripts/words.js";

test("a text is filled with values, and what has none stays", () => {
  assert.equal(fill("{count} of {all}, {toString}", { count: 2, all: 3 }), "2 of 3, {toString}");
  assert.equal(fill("{nothing}", {}), "{nothing}");
});

test("accents, case and marks of direction do not count when names are compared", () => {
  assert.equal(plain(" C\u00f4te d\u2019Ivoire\u200f "), "cote d\u2019ivoire");
  assert.equal(plain("Co\u0302te d\u2019ivoire"), plain("C\u00d4TE D\u2019IVOIRE"));
});

test("a long name has at most four lines and says that it was cut", () => {
  const lines = wrapName(Array(30).fill("harbor").join(" "));
  assert.equal(lines.length, 4);
  assert.ok(lines[3].endsWith("\u2026"));
  assert.deepEqual(wrapName("Blue Harbor"), ["Blue Harbor"]);
  assert.ok(wrapName("x".repeat(90))[0].endsWith("\u2026"));
});

test("lists by key keep their order, and the least and the greatest are found", () => {
  const map = new Map();
  for (const [key, value] of [["a", 1], ["b", 2], ["a", 3]]) push(map, key, value);
  assert.deepEqual([...map], [["a", [1, 3]], ["b", [2]]]);
  assert.deepEqual(ends([3, -1, 2]), [-1, 3]);
  assert.deepEqual(ends([]), [Infinity, -Infinity]);
  assert.equal(NOT_SAID, -1);
});
