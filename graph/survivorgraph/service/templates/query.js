"use strict";
// Run the query of the page and show its answer. Every value is written as text, never as markup.

const MOST_ROWS = 1000;
const NUMBERS = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const SHORT = [
  ["https://w3id.org/survivorgraph/id/", ""],
  ["https://w3id.org/survivorgraph/concept/", ""],
  ["https://w3id.org/survivorgraph/ns#", "sg:"],
];
const at = (id) => document.getElementById(id);
let running = null;

at("question").addEventListener("change", (event) => event.target.form.requestSubmit());
at("stop").addEventListener("click", () => running && running.abort());
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    at("ask").requestSubmit(at("run"));
  }
});
at("ask").addEventListener("submit", (event) => {
  if (event.submitter !== at("save")) {
    event.preventDefault();
    run(at("text").value);
  }
});

async function run(query) {
  if (running) running.abort();
  const mine = running = new AbortController();
  const start = performance.now();
  show("Asking …", "");
  at("stop").hidden = false;
  try {
    const response = await fetch("/sparql", {
      method: "POST",
      body: new URLSearchParams({ query }),
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      signal: mine.signal,
    });
    const text = await response.text();
    if (mine !== running) return;
    if (!response.ok) throw new Error(text.trim());
    const seconds = `${((performance.now() - start) / 1000).toFixed(2)} s`;
    if (response.headers.get("Content-Type").includes("json")) {
      showResult(JSON.parse(text), seconds);
    } else {
      const block = document.createElement("pre");
      block.textContent = text;
      show(`Triples, in ${seconds}.`, "", block);
    }
  } catch (error) {
    if (mine !== running) return;
    const stopped = error.name === "AbortError";
    const broken = error.name === "TypeError" || error.name === "SyntaxError";
    const said = broken ? "The answer ended before it was whole: it is too large or took too long. Ask for less, or save it." : error.message;
    show(stopped ? "Stopped." : "No answer.", stopped ? "" : said);
  } finally {
    if (mine === running) {
      at("stop").hidden = true;
      running = null;
    }
  }
}

function show(status, problem, content) {
  at("status").textContent = status;
  at("problem").textContent = problem;
  at("problem").hidden = !problem;
  at("rows").replaceChildren(...(content ? [content] : []));
  at("rows").hidden = !content;
}

function showResult(result, seconds) {
  if ("boolean" in result) {
    show(`${result.boolean ? "Yes" : "No"}, in ${seconds}.`, "");
    return;
  }
  const rows = result.results.bindings;
  const few = rows.length > MOST_ROWS ? `; the first ${MOST_ROWS} are shown, save the answer for all` : "";
  show(`${rows.length} ${rows.length === 1 ? "row" : "rows"}, in ${seconds}${few}.`, "", makeTable(result.head.vars, rows));
}

function makeTable(names, rows) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const name of names) {
      const term = row[name];
      const cell = line.insertCell();
      cell.dir = "auto";
      if (!term) continue;
      cell.textContent = term.type === "uri" ? shorten(term.value) : term.value;
      if (term.type === "uri") cell.title = term.value;
      if (NUMBERS.test(term.datatype || "")) cell.className = "number";
    }
  }
  return table;
}

function shorten(iri) {
  const found = SHORT.find(([long]) => iri.startsWith(long));
  return found ? found[1] + iri.slice(found[0].length) : iri;
}
