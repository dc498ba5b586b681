/* Run the page's own finder: the ids of what each text finds, the best first, and of what stays in the picture. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [file, folder] = process.argv.slice(2);
const { makeModel } = await import(pathToFileURL(`${folder}/model.js`));
const { makeFinder } = await import(pathToFileURL(`${folder}/finder.js`));
const { data, texts } = JSON.parse(readFileSync(file, "utf8"));
const finder = makeFinder(makeModel(data));
const all = [...data.nodes, ...data.routes, ...data.partnerships];
const found = texts.map((text) => [finder.list(text, all).map((item) => item.id), [...(finder.find(text) ?? [])]]);
process.stdout.write(JSON.stringify(found));
