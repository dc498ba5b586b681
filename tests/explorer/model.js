/* Run the page's own model on each line of the input: what the filters leave, as the page counts it. */
"use strict";
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const vm = require("node:vm");

const scripts = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
vm.runInThisContext(`${scripts.join("\n")}
globalThis.count = ({ data, cases }) => {
  const select = makeSelector(makeModel(data));
  return cases.map((filters) => {
    const state = { filters: new Map(filters.map(([key, values]) => [key, new Set(values)])), min: 1, lines: new Set(["observed"]) };
    const { edges, domestic } = select(state);
    const listed = (found) => [...found].map(([item, { lower, upper, sets, years }]) => [item.id, lower, upper, sets.size, years.size]);
    return [...listed(edges), ...listed(domestic)];
  });
};`);
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(`${JSON.stringify(globalThis.count(JSON.parse(line)))}\n`));
