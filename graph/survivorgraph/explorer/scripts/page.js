/* The page: one state, kept in the address, told to filters, picture, journeys, tables and panel alike; the way out. */

import { makeAbout } from "./about.js";
import { goIfLeft, makeAddress, readAddress } from "./address.js";
import { NOT_SAID } from "./base.js";
import { makeDrawing } from "./drawn.js";
import { makeCsv, makePng, makeSvg, save } from "./exports.js";
import { makeFilters } from "./filters.js";
import { makeFinder } from "./finder.js";
import { makeGexf } from "./gexf.js";
import { makeJourneys } from "./journeys.js";
import { makeModel } from "./model.js";
import { makePanel } from "./panel.js";
import { AT_ONCE, makePicture } from "./picture.js";
import { makeSelector } from "./selection.js";
import { makeTables } from "./tables.js";
import { fill, make, makePick, makeWords } from "./words.js";

function startPage(data) {
  const { texts } = data;
  const byId = (id) => document.getElementById(id);
  const [box, panelBox, status] = ["picture", "panel", "status"].map(byId);
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  const words = makeWords(data);
  const model = makeModel(data);
  const select = makeSelector(model);
  const linesAtFirst = data.edgeKinds.filter((kind) => kind.on).map((kind) => kind.key);
  const state = { view: data.start, filters: new Map(), lines: new Set(), min: 1, chosen: null, wanted: "", route: null, table: null, sort: null, atOnce: AT_ONCE };
  let selection = null;

  const facetOf = (key) => filters.facets.find((facet) => facet.key === key);

  function remember(isStep = false) {
    const kept = new URLSearchParams();
    const set = (key, value, usual) => value && value !== usual && kept.append(key, value);
    set("view", state.view, data.start);
    for (const [key, values] of state.filters) for (const value of values) kept.append(key, value === NOT_SAID ? "?" : facetOf(key).values[value][0]);
    if ([...state.lines].sort().join() !== [...linesAtFirst].sort().join()) kept.append("lines", [...state.lines].join());
    set("min", state.min > 1 && String(state.min));
    set("find", state.wanted);
    set("route", state.view === "journeys" && state.route);
    set("table", state.table);
    set("sort", state.sort && `${state.sort.table},${state.sort.column},${state.sort.down ? "down" : "up"}`);
    set("at", state.chosen);
    address.keep(kept, isStep);
  }

  function recall(asked = readAddress()) {
    const opens = asked.size ? asked : new URLSearchParams(data.opens);
    state.view = data.views.includes(opens.get("view")) ? opens.get("view") : data.views.includes(data.start) ? data.start : data.views[0];
    state.filters = new Map();
    for (const facet of filters.facets) {
      const index = (key) => (key === "?" ? NOT_SAID : facet.values.findIndex(([value]) => value === key));
      const chosen = opens.getAll(facet.key).map(index).filter((value) => value !== -1 || opens.getAll(facet.key).includes("?"));
      if (chosen.length) state.filters.set(facet.key, new Set(chosen));
    }
    const lines = opens.has("lines") ? opens.get("lines").split(",").filter((key) => model.edgeKinds.has(key)) : linesAtFirst;
    state.lines = new Set([...lines, ...data.edgeKinds.filter((kind) => kind.scene !== "places").map((kind) => kind.key), ...(data.edgeKinds.length ? [] : [""])]);
    state.min = Math.max(1, Math.floor(Number(opens.get("min"))) || 1);
    state.wanted = opens.get("find") || "";
    state.route = model.routes.has(opens.get("route")) ? opens.get("route") : null;
    state.table = opens.get("table");
    const [table, column, way] = (opens.get("sort") || "").split(",");
    state.sort = Number(column) >= 0 && table ? { table, column: Number(column), down: way === "down" } : null;
    state.chosen = model.find(opens.get("at")) ? opens.get("at") : null;
    search.value = state.wanted;
  }

  function expand(atOnce) {
    state.atOnce = atOnce;
    update();
    byId("drawn").querySelector("button, .pick")?.focus();
  }

  function showFound(hits) {
    const all = [...data.nodes, ...data.routes, ...data.partnerships].filter((item) => !item.look || item.look.on);
    const found = hits ? finder.list(state.wanted, all) : [];
    byId("found").replaceChildren(...found.slice(0, 8).map((item) => make("li", "", makePick(item.id, item.name), " ", make("span", "quiet", item.look ? item.look.label : item.steps ? texts.journey : texts.partnership))));
    byId("found").hidden = !found.length;
    if (hits) status.textContent = fill(texts.shown, { shown: words.number(found.length), total: words.number(all.length) });
  }

  function update() {
    selection = select(state);
    for (const button of document.querySelectorAll("#views button")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    document.body.dataset.view = state.view;
    journeys.show(state, selection, shownRoute());
    const drawn = drawing.list();
    picture.draw({ ...drawn, view: state.view });
    drawing.show(drawn);
    filters.show(state, selection);
    const hits = finder.find(state.wanted);
    tables.show(state, selection, hits);
    picture.match(hits);
    picture.choose(state.chosen);
    return hits;
  }

  function choose(id, { from = null, isQuiet = false } = {}) {
    const isFound = from && byId("found").contains(from);
    if (isFound) clearSearch();
    const before = state.chosen;
    state.chosen = model.find(id) ? id : null;
    if (isAside(before) || isAside(state.chosen)) {
      const drawn = drawing.list();
      picture.draw({ ...drawn, view: state.view });
      drawing.show(drawn);
    }
    picture.choose(state.chosen);
    panel.show(state.chosen, { back: isFound ? search : from, selection, route: shownRoute() });
    tables.mark(state.chosen);
    for (const element of document.querySelectorAll(".steps > li")) element.classList.toggle("chosen", Boolean(state.chosen) && element.querySelector(".pick")?.dataset.id === state.chosen);
    byId("read").hidden = !state.chosen;
    if (!isQuiet) status.textContent = state.chosen ? fill(texts.selected, { name: model.find(state.chosen).name }) : texts.cleared;
    remember(!isQuiet);
  }

  /* What was found and chosen is no longer searched for. */
  function clearSearch() {
    state.wanted = search.value = "";
    showFound(update());
  }

  /* Whether a choice asks for nodes that are not in the picture by themselves. */
  function isAside(id) {
    const ids = id && state.view !== "journeys" ? [id, ...handlers.related(model.find(id))] : [];
    return ids.some((one) => model.nodes.has(one) && !(picture.shown.around.has(one) && selection.nodes.has(model.nodes.get(one))));
  }

  const shownRoute = () => (state.view === "journeys" ? model.routes.get(state.route) || selection.routes[0] || null : null);

  function change(edit, { fits = false, isStep = true } = {}) {
    edit();
    const hits = update();
    remember(isStep);
    if (fits) picture.fit();
    showFound(hits);
    if (!hits) status.textContent = fill(texts.left, { nodes: words.number(picture.shown.nodes.length), edges: words.number(picture.shown.edges.length) });
    panel.show(state.chosen, { selection, route: shownRoute() });
  }

  function openView(view, isMoved = true) {
    const hadJourney = state.view === "journeys" || view === "journeys";
    change(() => {
      if (state.view !== view) [state.table, state.sort] = [null, null];
      state.view = view;
    }, { fits: hadJourney || !isMoved });
  }

  /* Where the panel stands below the picture, it is read from its beginning. */
  function readPanel() {
    panelBox.focus({ preventScroll: true });
    const { top } = panelBox.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) panelBox.scrollIntoView({ block: "start" });
  }

  const handlers = {
    choose,
    read: readPanel,
    chosen: () => state.chosen,
    amountOf: (edge, weight, withYears) => panel.amountOf(edge, weight, withYears),
    qualify: (amount, weight, withYears) => panel.qualify(amount, weight, withYears),
    about: (column, back) => {
      panel.showScore(column, back);
      readPanel();
    },
    related(item) {
      if (!item) return [];
      if (item.steps) return item.edges.map((edge) => edge.id);
      const corridors = [...(selection?.coverage || [])].filter(([, cell]) => cell.joint.includes(item)).map(([edge]) => edge.id);
      const cell = selection?.covering.cells.get(item);
      if (cell) return [...cell.joint, ...cell.atOne].flatMap((one) => one.members || [one.id]);
      return [...(item.members || []), ...(item.countries || []), ...(item.reach || []), ...corridors];
    },
    toPicture() {
      const item = model.find(state.chosen);
      const scene = item?.scene || "places";
      const isThere = picture.shown.nodes.includes(item) || picture.shown.edges.some((edge) => edge.item === item);
      if (!isThere) openView(scene === "organizations" ? "partnerships" : data.views[0]);
      box.scrollIntoView({ block: "nearest" });
      box.focus({ preventScroll: true });
    },
    showOnMap(item) {
      openView("map");
      choose(item.id);
      box.focus();
    },
    openRoute(route) {
      state.route = route.id;
      state.chosen = null;
      openView("journeys");
      panelBox.focus({ preventScroll: true });
    },
    filter(key, value, isOn) {
      change(() => {
        const values = state.filters.get(key) || new Set();
        if (isOn) values.add(value);
        else values.delete(value);
        if (values.size) state.filters.set(key, values);
        else state.filters.delete(key);
      });
    },
    line: (key, isOn) => change(() => (isOn ? state.lines.add(key) : state.lines.delete(key))),
    least: (least) => change(() => (state.min = least)),
    clear: () => change(() => {
      state.filters = new Map();
      state.min = 1;
    }),
    table: (table) => change(() => (state.table = table)),
    sort(table, column) {
      const { sort: own, columns } = tables.shown;
      const isNumber = Boolean(columns[column]?.numeric);
      change(() => (state.sort = { table, column, down: own?.column === column ? !own.down : isNumber }));
    },
  };
  const finder = makeFinder(model);
  const address = makeAddress(() => {
    recall();
    showFound(update());
    panel.show(state.chosen, { selection, route: shownRoute() });
  });
  const parts = { model, words, state, facetOf, expand, related: handlers.related, selection: () => selection, route: shownRoute };
  const panel = makePanel(panelBox, model, words, handlers);
  const picture = makePicture(box, model, words, handlers);
  const filters = makeFilters(byId("filters"), model, words, handlers);
  const journeys = makeJourneys(byId("routes"), byId("journeys"), model, words, handlers);
  const tables = makeTables(byId("rows"), model, words, handlers);
  Object.assign(parts, { panel, picture, tables });
  const drawing = makeDrawing(parts);
  const about = makeAbout(parts);
  box.picture = picture;
  box.state = state;
  /* What panel, table and file say of a state, for tests and for whoever embeds the page. */
  box.tell = (id, asked) => {
    recall(new URLSearchParams(asked));
    selection = select(state);
    tables.show(state, selection, null);
    panel.show(id, { selection });
    return { panel: panelBox.textContent, csv: makeCsv(tables, about.note()), selection };
  };

  document.addEventListener("click", (event) => {
    const pick = /** @type {Element} */ (event.target).closest(".pick");
    if (!pick) return;
    choose(pick.dataset.id, { from: panelBox.contains(pick) ? null : pick });
    readPanel();
  });
  byId("views").addEventListener("click", (event) => {
    const view = /** @type {Element} */ (event.target).closest("button")?.dataset.view;
    if (view) openView(view);
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("rows").focus();
  });
  search.addEventListener("input", () => change(() => (state.wanted = search.value), { isStep: false }));
  search.addEventListener("keydown", (event) => event.key === "Enter" && byId("found").querySelector(".pick")?.click());
  byId("read").addEventListener("click", readPanel);
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => picture.fit());
  const name = (ending) => `survivorgraph-${[state.view, ...[...state.filters].flatMap(([key, values]) => [...values].map((value) => (value === NOT_SAID ? `${key}-not-said` : facetOf(key).values[value][0]))), state.min > 1 ? `from-${state.min}` : ""].join("-").replace(/[^\w-]+/g, "-").slice(0, 80).replace(/-+$/, "")}.${ending}`;
  byId("export-csv").addEventListener("click", () => save(name("csv"), makeCsv(tables, about.note()), "text/csv;charset=utf-8"));
  byId("export-svg").addEventListener("click", () => save(name("svg"), makeSvg(picture, model, about.title(), about.drawn()), "image/svg+xml"));
  byId("export-gexf").addEventListener("click", () => save(name("gexf"), makeGexf(model, about.network(), about), "application/xml"));
  byId("export-png").addEventListener("click", () => makePng(box, about.title(), about.drawn(), (blob) => save(name("png"), blob)));
  byId("print").addEventListener("click", () => window.print());

  recall();
  showFound(update());
  remember();
  picture.fit();
  if (state.chosen) choose(state.chosen, { isQuiet: true });
  else panel.show(null, { selection, route: shownRoute() });
  document.body.dataset.ready = "true";
}

if (!goIfLeft()) startPage(JSON.parse(document.getElementById("data").textContent));
