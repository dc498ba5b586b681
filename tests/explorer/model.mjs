/* Run the page's own model on each line of the input: what the filters leave, as the page counts it. */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { makeModel } = await import(pathToFileURL(`${folder}/model.js`));
const { makeSelector } = await import(pathToFileURL(`${folder}/selection.js`));

function count({ data, cases }) {
  const select = makeSelector(makeModel(data));
  return cases.map((filters) => {
    const state = { filters: new Map(filters.map(([key, values]) => [key, new Set(values)])), min: 1, lines: new Set(["observed"]) };
    const { edges, domestic } = select(state);
    const listed = (found) => [...found].map(([item, { lower, upper, sets, years }]) => [item.id, lower, upper, sets.size, years.size]);
    return [...listed(edges), ...listed(domestic)];
  });
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => process.stdout.write(`${JSON.stringify(count(JSON.parse(line)))}\n`));
