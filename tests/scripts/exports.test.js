import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCsv } from "../../graph/survivorgraph/explorer/scripts/exports.js";
import { makeKeys } from "../../graph/survivorgraph/explorer/scripts/keys.js";

test("a CSV file quotes what it must, and leads in what a spreadsheet would run", () => {
  const columns = [
    { label: "Name", value: (row) => row.name },
    { label: "People", value: (row) => row.people, bounds: (row) => ({ lower: row.people, upper: row.people + 4 }) },
  ];
  const rows = [{ id: "a", name: 'Quay, "old"', people: -2 }, { id: "=b", name: "=1+1", people: 7 }];
  assert.equal(
    makeCsv({ shown: { columns, rows } }, "counts what was reported"),
    '\ufeffName,People,id,lower,upper,note\r\n"Quay, ""old""",-2,a,-2,2,counts what was reported\r\n' +
      "'=1+1,7,'=b,7,11,counts what was reported\r\n"
  );
});

test("arrow keys go to the nearest sign that lies that way", () => {
  const nodes = [["a", 0, 0], ["b", 10, 1], ["c", 30, 0], ["d", 0, 20]].map(([id, x, y]) => ({ id, x, y }));
  const shown = { nodes, chosen: "a" };
  const done = [];
  const handlers = { choose: (id) => done.push(id), read: () => done.push("read") };
  const key = makeKeys({ shown, place: (node) => node, zoom: (factor) => done.push(factor), fit: () => done.push("fit"), handlers });
  const press = (name, others = {}) => key({ key: name, preventDefault: () => done.push("kept"), ...others });
  for (const name of ["ArrowRight", "ArrowDown", "ArrowLeft", "Enter", "+", "0", "Escape"]) press(name);
  press("ArrowRight", { ctrlKey: true });
  press("x");
  assert.deepEqual(done.filter((one) => one !== "kept"), ["b", "d", "a", "read", 1.25, "fit", null]);
  assert.equal(done.filter((one) => one === "kept").length, 7);
});
