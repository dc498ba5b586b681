import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFinder } from "../../graph/survivorgraph/explorer/scripts/finder.js";

const countries = ["Niger", "Nigeria", "Thailand", "Guinea", "Papua New Guinea"].map((name) => ({ id: name, name, scene: "places" }));
const harbor = { id: "harbor", name: "Harbor Institute", aliases: ["HI"], scene: "organizations" };
const partnership = { id: "fair", name: "Fair", members: ["harbor"] };
const ranks = { same: 0, begins: 1, word: 2, words: 3, linked: 4, text: 5, within: 6, near: 7, some: 8 };
const search = { ranks, kinds: ["country", "story", "organization", "partnership", "place"] };
const data = { search, nodes: [...countries, harbor], routes: [], partnerships: [partnership], edges: [{ id: "e", a: countries[0], b: countries[2], name: "Niger \u2192 Thailand" }] };
const finder = makeFinder({ data, nodes: new Map(data.nodes.map((node) => [node.id, node])) });
const names = (text) => finder.list(text, [...data.nodes, partnership]).map((item) => item.name);

test("a whole name comes before one that begins with it, and that before a word within", () => {
  assert.deepEqual(names("niger"), ["Niger", "Nigeria"]);
  assert.deepEqual(names("guinea"), ["Guinea", "Papua New Guinea"]);
});

test("all words of a name are found in any order, after names that have them as they are written", () => {
  assert.deepEqual(names("guinea papua"), ["Papua New Guinea"]);
  assert.deepEqual(names("new guinea"), ["Papua New Guinea"]);
});

test("a misspelt name is found, and said to be near", () => {
  assert.deepEqual(names("Thialand"), ["Thailand"]);
  assert.equal(finder.isNear("Thialand"), true);
  assert.equal(finder.isNear("Thailand"), false);
});

test("an organization finds the partnerships of which it is a member, by any of its names", () => {
  assert.deepEqual(names("hi"), ["Harbor Institute", "Fair"]);
});

test("what is found includes the lines of a place, and nothing is found of nothing", () => {
  assert.deepEqual([...finder.find("thailand")].sort(), ["Thailand", "e"]);
  assert.equal(finder.find("  "), null);
  assert.equal(finder.find("zzzz").size, 0);
});
