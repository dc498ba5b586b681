/* The tables: the same selection as the picture, in rows that sort; drawn a screenful at a time. */

import { COVERAGE } from "./selection.js";
import { fill, make, makeButton, makeMark, makePick, named } from "./words.js";

const ROWS_AT_ONCE = 60;
const MOST_NAMED = 5;

export function makeTables(box, model, words, handlers) {
  const { texts, number } = words;
  const { data } = model;
  const pickers = make("div", "pickers");
  pickers.setAttribute("role", "group");
  pickers.setAttribute("aria-label", texts.tables);
  const place = make("div", "scroll");
  place.tabIndex = 0;
  place.setAttribute("role", "region");
  const none = make("p", "nothing", texts.none_found);
  none.id = "none-found";
  const more = makeButton("", "action more", () => addRows(true));
  const shown = { key: "", rows: [], columns: [], upTo: 0, sort: null };

  const cellsOf = (columns) => columns.map((column, i) => ({ ...column, value: (item) => item.cells?.[i] ?? "" }));
  /* Where facts are written, and of what no document tells, the data sets that count it. */
  const written = (facts, entries = []) => {
    const sets = entries.filter((entry) => !entry.facts.length && entry.tags.source).flatMap((entry) => model.values(entry.tags, "source"));
    return [...new Set(facts.flatMap((fact) => data.facts[fact][2])), ...new Set(sets)];
  };
  const say = (cited) => (typeof cited === "string" ? cited : `${data.sources[data.citations[cited][0]][0]}: ${data.citations[cited][1]}`);
  /** @type {(item: object) => object[]} */
  const noEntries = () => [];
  const evidenceColumn = (factsOf, entriesOf = noEntries) => ({
    label: texts.column_evidence, numeric: true,
    value: (item) => written(factsOf(item), entriesOf(item)).length,
    file: { label: texts.column_written, value: (item) => [...new Set(written(factsOf(item), entriesOf(item)).map(say))].join("; ") },
  });
  const factsIn = (entries) => entries.flatMap((entry) => entry.facts);
  const kindColumn = (kinds) => (kinds.length > 1 ? [{ label: texts.column_kind, value: (item) => item.look?.label || "", mark: (item) => item.look }] : []);

  function weightColumn(selection) {
    const weight = (edge) => selection.edges.get(edge);
    return {
      label: data.headings.weight || texts.column_weight, numeric: true, about: data.edges.some((edge) => edge.isNested) ? texts.interval_about : "",
      value: (edge) => weight(edge).upper, text: (edge) => handlers.amountOf(edge, weight(edge), false), bounds: weight,
      file: { label: "unit", value: (edge) => edge.look.unit[1] },
    };
  }

  /* Of how many years a count adds up figures, where it is of more than one. */
  function yearsColumn(selection, rows) {
    const years = (edge) => model.yearsOf(selection.edges.get(edge));
    if (!rows.some((edge) => years(edge).length)) return [];
    const text = (edge) => (years(edge).length ? `${number(years(edge).length)} (${years(edge)[0]}–${years(edge).at(-1)})` : "");
    return [{ label: texts.column_years, numeric: true, about: texts.years_about, value: (edge) => years(edge).length || "", text }];
  }

  /* Names beyond the first few stand in the panel and in the file. */
  function namesColumn(label, list) {
    const text = (items) => items.map((one) => one.name).join(", ");
    const short = (items) => (items.length > MOST_NAMED + 1 ? `${text(items.slice(0, MOST_NAMED))} ${fill(texts.more_listed, { count: items.length - MOST_NAMED })}` : text(items));
    return { label, value: (item) => text(list(item)), short: (item) => short(list(item)) };
  }

  function edgeColumns(selection, rows) {
    const weight = (edge) => selection.edges.get(edge);
    const columns = [
      { label: data.directed ? texts.column_from : texts.column_between, value: (edge) => edge.a.name, pick: (edge) => edge.name },
      { label: data.directed ? texts.column_to : texts.column_and, value: (edge) => edge.b.name },
      ...kindColumn(data.edgeKinds.filter((kind) => kind.scene === "places")),
      weightColumn(selection),
      ...yearsColumn(selection, rows),
      ...cellsOf(data.edgeColumns),
    ];
    if (selection.coverage.size && data.views.includes("partnerships")) columns.push(coverageColumn(selection));
    return [...columns, evidenceColumn((edge) => factsIn(weight(edge).entries), (edge) => weight(edge).entries)];
  }

  const atEnds = ({ atOne, endOf }) => atOne.map((one) => ({ name: `${one.name} (${endOf(one).name})` }));

  function coverageColumn(selection) {
    const label = (edge) => (selection.coverage.has(edge) ? selection.coverage.get(edge).class : "");
    const short = selection.covering.narrowed ? texts.coverage_short_left : texts.coverage_short;
    return { label: texts.facets.coverage, about: texts.coverage_note, value: (edge) => COVERAGE.indexOf(label(edge)), text: (edge) => (label(edge) ? short[label(edge)] : "") };
  }

  /* People in figures by country: of its own citizens, of others, and of its citizens elsewhere. */
  function flowColumns(kinds, selection) {
    const kind = model.edgeKinds.get(data.domestic);
    if (!kind || !kinds.some((one) => one.scene === "places")) return [];
    const flows = new Map();
    const of = (node, name) => {
      if (!flows.has(node)) flows.set(node, model.flowsOf(node, selection));
      return flows.get(node)[name];
    };
    const range = (weight) => (weight ? handlers.qualify(words.range(weight.lower, weight.upper), weight) : "");
    return ["own", "here", "elsewhere"].map((name) => ({
      label: texts.flows[name], numeric: true, about: `${texts.flows_about} ${texts.interval_about}`,
      value: (node) => of(node, name)?.upper ?? "", text: (node) => range(of(node, name)), bounds: (node) => of(node, name),
    }));
  }

  const nodeColumns = (kinds, selection) => [
    { label: texts.column_name, value: (node) => node.name, pick: (node) => node.name },
    ...kindColumn(kinds),
    { label: texts.column_degree, numeric: true, value: (node) => selection.degree.get(node) || 0, about: texts.degree_about },
    ...flowColumns(kinds, selection),
    ...cellsOf(data.nodeColumns).filter((column, i) => kinds.some((kind) => data.nodes.some((node) => node.look === kind && (node.cells?.[i] ?? "") !== ""))),
    evidenceColumn((node) => [...(node.facts || []), ...factsIn(node.entries)], (node) => [...node.entries, ...(selection.domestic.get(node)?.entries || [])]),
  ];

  const namesOf = (ids) => ids.map((id) => model.nodes.get(id).name).join(", ");
  const tagColumn = (key) => ({ label: data.facets[model.facetIndex.get(key)].label, value: (item) => model.values(item.tags, key).join(", ") });

  const DEFINED = {
    edges: (selection) => {
      const rows = [...selection.edges.keys()].filter((edge) => edge.scene === "places" && selection.isShown(edge));
      return { label: data.headings.edges || texts.edges, columns: edgeColumns(selection, rows), rows };
    },
    nodes: (selection) => ({
      label: data.headings.nodes || texts.nodes, columns: nodeColumns(data.kinds.filter((kind) => kind.scene === "places" && kind.on), selection),
      rows: data.nodes.filter((node) => node.scene === "places" && selection.nodes.has(node)),
    }),
    journeys: (selection) => ({
      label: texts.journeys, rows: selection.routes,
      columns: [
        { label: texts.column_name, value: (route) => route.name, pick: (route) => route.name },
        { label: texts.way, value: (route) => route.summary },
        ...["form", "sex", "age", "source"].filter((key) => model.facetIndex.has(key)).map(tagColumn),
        evidenceColumn((route) => route.steps.flatMap((step) => step.facts)),
      ],
    }),
    organizations: (selection) => ({
      label: texts.organizations, columns: nodeColumns(data.kinds.filter((kind) => kind.scene === "organizations"), selection),
      rows: data.nodes.filter((node) => node.scene === "organizations" && selection.nodes.has(node)),
    }),
    partnerships: (selection) => ({
      label: texts.partnerships, rows: selection.partnerships,
      columns: [
        { label: texts.column_name, value: (one) => one.name, pick: (one) => one.name },
        { label: texts.members, value: (one) => namesOf(one.members) },
        { label: texts.touches, value: (one) => namesOf(one.countries) },
        evidenceColumn((one) => one.facts),
      ],
    }),
    coverage: (selection, rows = [...selection.coverage.keys()].filter((edge) => selection.edges.has(edge))) => ({
      label: texts.coverage_table, rows, sort: 2,
      columns: [
        { label: texts.column_from, value: (edge) => edge.a.name, pick: (edge) => edge.name },
        { label: texts.column_to, value: (edge) => edge.b.name },
        coverageColumn(selection),
        namesColumn(texts.coverage_joint, (edge) => selection.coverage.get(edge).joint),
        namesColumn(texts.coverage_one, (edge) => atEnds(selection.coverage.get(edge))),
        weightColumn(selection),
        ...yearsColumn(selection, rows),
      ],
    }),
  };
  const OF_VIEW = { map: ["edges", "nodes"], network: ["edges", "nodes"], journeys: ["journeys"], partnerships: ["organizations", "partnerships", "coverage"] };

  function listTables(view) {
    return OF_VIEW[view].filter((key) => (key === "edges" ? data.edges.length : key === "partnerships" ? data.partnerships.length : key === "coverage" ? data.edgeKinds.some((kind) => kind.corridors) : true));
  }

  const textOf = (column, item) => (column.text ? column.text(item) : number(column.value(item)));

  function sorted(rows, columns, sort) {
    if (!sort) return rows;
    const { value, numeric } = columns[sort.column] || columns[0];
    const sign = sort.down ? -1 : 1;
    const keyed = rows.map((row) => [value(row), row]);
    keyed.sort(([a], [b]) => sign * (numeric || typeof a === "number" ? (a === "" ? -Infinity : a) - (b === "" ? -Infinity : b) : words.order(String(a), String(b))));
    return keyed.map(([, row]) => row);
  }

  function addRows(isAsked = false) {
    const body = place.querySelector("tbody");
    const first = shown.upTo;
    const upTo = Math.min(shown.rows.length, first + (first ? 10 : 1) * ROWS_AT_ONCE);
    const made = shown.rows.slice(first, upTo).map((item) => {
      const row = make("tr", item.id === handlers.chosen() ? "chosen" : "");
      row.dataset.id = item.id;
      shown.columns.forEach((column, i) => {
        const cell = named(i ? "td" : "th", column.numeric ? "number" : "", "");
        if (!i) cell.scope = "row";
        const text = column.short ? column.short(item) : textOf(column, item);
        if (column.pick) {
          const pick = makePick(item.id, text);
          if (column.pick(item) !== text) pick.setAttribute("aria-label", column.pick(item));
          pick.setAttribute("aria-pressed", String(item.id === handlers.chosen()));
          cell.append(pick);
        } else if (column.mark?.(item)) cell.append(makeMark(column.mark(item)), " ", text);
        else cell.textContent = text;
        row.append(cell);
      });
      return row;
    });
    body.append(...made);
    shown.upTo = upTo;
    more.hidden = upTo >= shown.rows.length;
    more.textContent = fill(texts.more_rows, { count: number(shown.rows.length - upTo) });
    if (isAsked) made[0]?.querySelector(".pick")?.focus();
  }

  function heads() {
    return shown.columns.map((column, i) => {
      const button = makeButton(column.label, "sort", () => handlers.sort(shown.key, i));
      button.title = fill(texts.sort, { column: column.label });
      const head = make("th", column.numeric ? "number" : "", button);
      head.scope = "col";
      if (shown.sort?.column === i) head.setAttribute("aria-sort", shown.sort.down ? "descending" : "ascending");
      if (column.about) {
        const ask = makeButton("?", "ask", () => handlers.about(column, ask));
        ask.setAttribute("aria-label", fill(texts.what_is, { column: column.label }));
        head.append(" ", ask);
      }
      return head;
    });
  }

  box.replaceChildren(pickers, place, none, more);

  return {
    shown, textOf, listTables,
    /* How many rows all tables of the view have. */
    count: (state, selection) => listTables(state.view).reduce((sum, key) => sum + DEFINED[key](selection).rows.length, 0),
    show(state, selection, hits) {
      const keys = listTables(state.view);
      const key = keys.includes(state.table) ? state.table : keys[0];
      const focused = pickers.contains(document.activeElement) ? key : null;
      const sorting = place.contains(document.activeElement) ? /** @type {HTMLTableCellElement} */ (document.activeElement.closest("th"))?.cellIndex : undefined;
      pickers.hidden = keys.length < 2;
      pickers.replaceChildren(...keys.map((one) => {
        const button = makeButton(DEFINED[one](selection).label, "picker", () => handlers.table(one));
        button.dataset.table = one;
        button.setAttribute("aria-pressed", String(one === key));
        return button;
      }));
      const { label, columns, rows, sort } = DEFINED[key](selection);
      const own = state.sort?.table === key ? state.sort : sort !== undefined ? { column: sort, down: false } : null;
      const found = hits ? rows.filter((row) => hits.has(row.id)) : rows;
      Object.assign(shown, { key, label, columns, sort: own, rows: sorted(found, columns, own), upTo: 0 });
      const caption = make("caption", "", make("span", "", label), " ", make("span", "count", number(found.length)));
      const table = make("table", "", caption, make("thead", "", make("tr", "", ...heads())), make("tbody", ""));
      table.id = `${key}-table`;
      place.replaceChildren(table);
      place.setAttribute("aria-label", label);
      place.hidden = none.hidden = false;
      none.hidden = found.length > 0;
      none.textContent = hits?.size ? texts.found_elsewhere : texts.none_found;
      place.hidden = !found.length;
      if (focused) pickers.querySelector(`[data-table="${focused}"]`)?.focus();
      if (sorting >= 0) place.querySelectorAll(".sort")[sorting]?.focus();
      addRows();
    },
    mark(id) {
      for (const row of place.querySelectorAll("tr[data-id]")) {
        row.classList.toggle("chosen", row.dataset.id === id);
        row.querySelector(".pick")?.setAttribute("aria-pressed", String(row.dataset.id === id));
      }
    },
  };
}
