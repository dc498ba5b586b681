/* The filters: one drop-down a facet, lines, least weight; everything follows at once. */

import { NOT_SAID } from "./base.js";
import { COVERAGE, countValues } from "./selection.js";
import { fill, make, makeButton, makeMark, named, plain } from "./words.js";

const LISTED_AT_ONCE = 12;

export function makeFilters(bar, model, words, handlers) {
  const { texts } = words;
  const { data } = model;
  const chips = make("div", "chips");
  const facetBoxes = new Map();
  const lines = data.edgeKinds.filter((kind) => kind.scene === "places");
  const hasCoverage = data.views.includes("partnerships") && lines.some((kind) => kind.corridors);
  const coverageFacet = { key: "coverage", label: texts.facets.coverage, values: COVERAGE.map((key) => [key, texts.coverage_short[key]]) };
  const facets = hasCoverage ? [...data.facets, coverageFacet] : data.facets;

  function dropDown(label, className = "") {
    const summary = make("summary", "", label);
    const options = make("div", "options");
    options.setAttribute("role", "group");
    options.setAttribute("aria-label", label);
    const box = make("details", `facet ${className}`, summary, options);
    box.addEventListener("toggle", () => {
      if (!box.open) return;
      for (const other of bar.querySelectorAll("details[open]")) if (other !== box) other.open = false;
    });
    bar.append(box);
    return { box, summary, options };
  }

  function option(label, isOn, count, change) {
    const input = make("input");
    input.type = "checkbox";
    input.checked = isOn;
    input.addEventListener("change", () => change(input.checked));
    const name = named("span", "", label);
    return make("label", "option", input, name, count === null ? "" : make("span", "quiet", words.number(count)));
  }

  /* Values in the order of the facet; those that nothing has are left out unless they are chosen. */
  function fillFacet(facet, parts, counts, chosen) {
    const own = counts.get(facet.key);
    const listed = facet.values.map(([, label], value) => ({ value, label, count: own ? own.get(value)?.size || 0 : null }));
    if (own?.has(NOT_SAID)) listed.push({ value: NOT_SAID, label: texts.not_said, count: own.get(NOT_SAID).size });
    const kept = listed.filter(({ value, count }) => count !== 0 || chosen.has(value));
    const focused = parts.options.contains(document.activeElement) ? document.activeElement.closest("label")?.dataset.value : null;
    const rows = kept.map(({ value, label, count }) => {
      const row = option(label, chosen.has(value), count, (on) => handlers.filter(facet.key, value, on));
      row.dataset.value = value;
      return row;
    });
    const typed = parts.options.querySelector(".narrow")?.value || "";
    parts.rows ||= make("div", "rows");
    parts.rows.replaceChildren(...rows);
    if (!parts.narrow && kept.length > LISTED_AT_ONCE) {
      parts.narrow = make("input", "narrow");
      parts.narrow.type = "search";
      parts.narrow.setAttribute("aria-label", fill(texts.narrow, { facet: facet.label }));
      parts.narrow.placeholder = texts.narrow_hint;
      parts.narrow.addEventListener("input", () => narrow(parts));
    }
    if (!parts.options.children.length) parts.options.append(...[parts.narrow, parts.rows].filter(Boolean));
    if (typed) narrow(parts);
    if (focused !== null && focused !== undefined) parts.rows.querySelector(`label[data-value="${focused}"] input`)?.focus();
    parts.box.hidden = kept.length < (chosen.size ? 1 : 2);
    parts.summary.replaceChildren(facet.label, chosen.size ? make("span", "badge", String(chosen.size)) : "");
  }

  function narrow({ narrow: field, rows }) {
    const wanted = plain(field.value);
    for (const row of rows.children) row.hidden = !plain(row.textContent).includes(wanted);
  }

  function fillChips(state) {
    const list = [];
    for (const [key, values] of state.filters) {
      const facet = facets.find((one) => one.key === key);
      for (const value of values) {
        const label = value === NOT_SAID ? texts.not_said : facet.values[value][1];
        const chip = makeButton(`${facet.label}: ${label} ×`, "chip", () => handlers.filter(key, value, false));
        chip.setAttribute("aria-label", fill(texts.remove_filter, { facet: facet.label, value: label }));
        list.push(chip);
      }
    }
    if (state.min > 1) list.push(makeButton(`${fill(texts.at_least, { count: state.min })} ×`, "chip", () => handlers.least(1)));
    if (list.length) list.push(makeButton(texts.clear_filters, "chip all", () => handlers.clear()));
    chips.replaceChildren(...list);
  }

  function makeLines() {
    if (lines.length < 2) return null;
    return dropDown(texts.lines, "lines");
  }

  function makeLeast() {
    const parts = dropDown(texts.least_weight, "least");
    const input = make("input", "");
    Object.assign(input, { type: "number", min: "1", step: "1", inputMode: "numeric", id: "least" });
    input.addEventListener("change", () => handlers.least(Math.max(1, Math.floor(Number(input.value)) || 1)));
    const label = make("label", "", texts.least_label);
    label.htmlFor = "least";
    parts.options.append(label, input, make("p", "quiet", texts.least_note));
    return { ...parts, input };
  }

  /* Neither the view of a scene nor the least weight changes what the values count. */
  function countAgain(filters, scene) {
    const key = [scene, ...[...filters].map(([facet, values]) => `${facet}=${[...values]}`)].join("&");
    if (counted.key !== key) Object.assign(counted, { key, counts: countValues(model, filters, scene) });
    return new Map(counted.counts);
  }

  const counted = { key: null, counts: null };
  const lineParts = makeLines();
  for (const facet of facets) facetBoxes.set(facet.key, dropDown(facet.label));
  const least = makeLeast();
  bar.after(chips);
  document.addEventListener("click", (event) => {
    for (const box of bar.querySelectorAll("details[open]")) if (!box.contains(event.target)) box.open = false;
  });
  bar.addEventListener("keydown", (event) => {
    const open = event.target.closest("details[open]");
    if (event.key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  return {
    facets,
    show(state, selection) {
      const scene = state.view === "partnerships" ? "organizations" : "places";
      const counts = countAgain(state.filters, scene);
      const told = [...model.sceneFacets.get(scene).nodes, ...model.sceneFacets.get(scene).edges];
      if (hasCoverage) {
        const labels = selection.covering.narrowed ? texts.coverage_short_left : texts.coverage_short;
        coverageFacet.values.forEach((value) => (value[1] = labels[value[0]]));
        const classes = new Map();
        for (const cell of selection.covering.candidates.values()) {
          const value = COVERAGE.indexOf(cell.class);
          if (!classes.has(value)) classes.set(value, new Set());
          classes.get(value).add(cell);
        }
        counts.set("coverage", classes);
        if (state.view !== "journeys") told.push("coverage");
      }
      for (const facet of facets) {
        const parts = facetBoxes.get(facet.key);
        const chosen = state.filters.get(facet.key) || new Set();
        if (told.includes(facet.key) || chosen.size) fillFacet(facet, parts, counts, chosen);
        else parts.box.hidden = true;
      }
      if (lineParts) {
        lineParts.box.hidden = scene !== "places" || state.view === "journeys";
        const focused = [...lineParts.options.querySelectorAll("input")].indexOf(document.activeElement);
        lineParts.options.replaceChildren(...lines.map((kind) => {
          const row = option(kind.label, state.lines.has(kind.key), null, (on) => handlers.line(kind.key, on));
          row.insertBefore(makeMark(kind), row.children[1]);
          return row;
        }));
        if (focused >= 0) lineParts.options.querySelectorAll("input")[focused].focus();
      }
      least.input.value = state.min;
      least.box.hidden = state.view === "journeys";
      fillChips(state);
    },
  };
}
