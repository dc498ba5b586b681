/* The page: one state, kept in the address, told to filters, picture, journeys, tables and panel alike; the way out. */

function leavePage(event) {
  event.preventDefault();
  document.body.hidden = true;
  window.location.replace("about:blank");
}

function readAddress() {
  return new URLSearchParams(location.hash.slice(1));
}

function startPage(data) {
  const { texts } = data;
  const byId = (id) => document.getElementById(id);
  const [box, panelBox, status, search] = ["picture", "panel", "status", "search"].map(byId);
  const words = makeWords(data);
  const model = makeModel(data);
  const select = makeSelector(model);
  const linesAtFirst = data.edgeKinds.filter((kind) => kind.on).map((kind) => kind.key);
  const state = { view: data.start, filters: new Map(), lines: new Set(), min: 1, chosen: null, wanted: "", route: null, table: null, sort: null, atOnce: AT_ONCE };
  let selection = null;
  let last = { heaviest: 1, text: "" };

  const facetOf = (key) => filters.facets.find((facet) => facet.key === key);

  function remember() {
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
    try {
      history.replaceState(null, "", kept.size ? `#${String(kept).replaceAll("%2F", "/")}` : location.pathname + location.search);
    } catch {
      /* A sandboxed frame has no address of its own; nothing is lost. */
    }
  }

  function recall() {
    const address = readAddress();
    const opens = address.size ? address : new URLSearchParams(data.opens);
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

  /* The heaviest lines and who they join, as many as a picture can bear. */
  function listDrawn() {
    if (state.view === "journeys") return { ...drawRoute(shownRoute()), left: 0, tellsAll: true };
    const scene = state.view === "partnerships" ? "organizations" : "places";
    const edges = [...selection.edges].filter(([edge]) => edge.scene === scene && selection.isShown(edge));
    const isDoubled = doubled(edges);
    const heaviest = heaviestOf(edges);
    const share = ([edge, weight]) => (weight.upper + weight.lower / 1e6) / heaviest.get(unitOf(edge));
    const drawn = edges.filter(([edge]) => !isDoubled(edge)).sort((a, b) => share(b) - share(a)).slice(0, state.atOnce);
    const joined = new Set(drawn.flatMap(([edge]) => [edge.a, edge.b]));
    const alone = scene === "places" ? [...selection.nodes].filter((node) => node.scene === scene && !selection.degree.has(node)) : [];
    const kept = state.view === "map" ? (node) => node.map : () => true;
    const asked = state.chosen ? [state.chosen, ...handlers.related(model.find(state.chosen))].map((id) => model.nodes.get(id)) : [];
    const nodes = [...new Set([...joined, ...(drawn.length < state.atOnce ? alone.slice(0, state.atOnce) : []), ...asked.filter((node) => node?.scene === scene)])].filter(kept);
    const inPicture = new Set(nodes);
    const visible = drawn.filter(([edge]) => inPicture.has(edge.a) && inPicture.has(edge.b));
    const all = edges.filter(([edge]) => !isDoubled(edge)).length;
    return { nodes, edges: visible.map(([edge, weight]) => [edge, weight, panel.amountOf(edge, weight)]), left: all - drawn.length, all };
  }

  /* A leg that runs along a corridor would only be drawn over it, and a way within one place leads nowhere. */
  function doubled(edges) {
    const within = (node) => node.within || node.id;
    const pair = (edge) => `${within(edge.a)} ${within(edge.b)}`;
    const corridors = new Set(edges.filter(([edge]) => edge.look.corridors).map(([edge]) => pair(edge)));
    const told = (edge) => edge.look.key && !edge.look.corridors && edge.scene === "places";
    return (edge) => told(edge) && corridors.size > 0 && (corridors.has(pair(edge)) || edge.a === edge.b);
  }

  function showDrawn(drawn) {
    const byUnit = new Map();
    for (const [edge, weight] of drawn.edges) push(byUnit, unitOf(edge), weight.upper);
    const spans = [...byUnit].map(([unit, weights]) => [unit, ...ends(weights)]).filter(([, least, most]) => most > least || drawn.left > 0);
    const lookOf = (unit) => drawn.edges.find(([edge]) => unitOf(edge) === unit)[0].look;
    const values = { drawn: words.number(drawn.edges.length), all: words.number(drawn.all) };
    const parts = [];
    if (drawn.left > 0) {
      const least = spans.map(([unit, low]) => words.amount(lookOf(unit), low, low)).join(" / ");
      parts.push(fill(texts.not_drawn, { ...values, least }), " ");
      parts.push(makeButton(texts.draw_more, "action", () => expand(state.atOnce * 2)), " ", makeButton(fill(texts.draw_all, values), "action", () => expand(Infinity)));
    }
    if (state.view === "partnerships") parts.push(...summary());
    byId("drawn").replaceChildren(...parts);
    const widths = byId("widths");
    byId("doubled").hidden = state.view === "journeys" || !data.routes.length || state.view === "partnerships";
    widths.hidden = !spans.length || state.view === "journeys";
    widths.textContent = fill(texts.legend_width, { spans: spans.map(([unit, low, high]) => words.amount(lookOf(unit), low, high)).join(" · ") });
    for (const item of document.querySelectorAll(".legend li[data-kind]")) {
      const [type, key] = item.dataset.kind.split(":");
      const used = type === "node" ? drawn.nodes.some((node) => node.kind === key) : drawn.edges.some(([edge]) => edge.look.key === key);
      item.hidden = !used;
    }
    byId("alone").textContent = state.view === "partnerships" ? fill(texts.alone, { count: words.number([...selection.organizations].filter((node) => !drawn.nodes.includes(node)).length) }) : "";
    box.setAttribute("aria-label", fill(texts.picture_label, { nodes: drawn.nodes.length, edges: drawn.edges.length }));
    byId("picture-empty").hidden = drawn.nodes.length > 0;
  }

  /* Which corridors nobody covers, said first where partnerships are shown. */
  function summary() {
    if (!selection.coverage.size) return [];
    const by = (name) => [...selection.coverage].filter(([, cell]) => cell.class === name).map(([edge]) => edge);
    const bare = by("none");
    const values = { all: words.number(selection.coverage.size), none: words.number(bare.length), jointly: words.number(by("jointly").length) };
    const picks = bare.slice(0, 8).flatMap((edge, i) => [i ? " · " : " ", makePick(edge.id, edge.name)]);
    return [make("span", "", fill(texts.coverage_summary, values)), ...picks, bare.length > 8 ? " …" : ""];
  }

  function expand(atOnce) {
    state.atOnce = atOnce;
    update();
    byId("drawn").querySelector("button, .pick")?.focus();
  }

  function matches() {
    const wanted = plain(state.wanted);
    if (!wanted) return null;
    const hits = new Set();
    for (const list of [data.nodes, data.edges, data.routes, data.partnerships]) for (const item of list) if (model.searched(item).includes(wanted)) hits.add(item.id);
    for (const route of data.routes) if (hits.has(route.id)) for (const edge of route.edges) for (const one of [edge, edge.a, edge.b]) hits.add(one.id);
    return hits;
  }

  function showFound(hits) {
    const all = [...data.nodes, ...data.routes, ...data.partnerships].filter((item) => !item.look || item.look.on);
    const wanted = plain(state.wanted);
    const found = hits ? all.filter((item) => hits.has(item.id) && model.searched(item).includes(wanted)) : [];
    byId("found").replaceChildren(...found.slice(0, 8).map((item) => make("li", "", makePick(item.id, item.name), " ", make("span", "quiet", item.look ? item.look.label : item.steps ? texts.journey : texts.partnership))));
    byId("found").hidden = !found.length;
    if (hits) status.textContent = fill(texts.shown, { shown: words.number(found.length), total: words.number(all.length) });
  }

  function update() {
    selection = select(state);
    for (const button of document.querySelectorAll("#views button")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    document.body.dataset.view = state.view;
    journeys.show(state, selection, shownRoute());
    const drawn = listDrawn();
    picture.draw({ ...drawn, view: state.view });
    showDrawn(drawn);
    filters.show(state, selection);
    const hits = matches();
    tables.show(state, selection, hits);
    picture.match(hits);
    picture.choose(state.chosen);
    remember();
    return hits;
  }

  function choose(id, { from = null, isQuiet = false } = {}) {
    const before = state.chosen;
    state.chosen = model.find(id) ? id : null;
    if (isAside(before) || isAside(state.chosen)) {
      const drawn = listDrawn();
      picture.draw({ ...drawn, view: state.view });
      showDrawn(drawn);
    }
    picture.choose(state.chosen);
    panel.show(state.chosen, { back: from, selection, route: shownRoute() });
    tables.mark(state.chosen);
    for (const element of document.querySelectorAll(".steps > li")) element.classList.toggle("chosen", Boolean(state.chosen) && element.querySelector(".pick")?.dataset.id === state.chosen);
    byId("read").hidden = !state.chosen;
    if (!isQuiet) status.textContent = state.chosen ? fill(texts.selected, { name: model.find(state.chosen).name }) : texts.cleared;
    remember();
  }

  /* Whether a choice asks for nodes that are not in the picture by themselves. */
  function isAside(id) {
    const ids = id && state.view !== "journeys" ? [id, ...handlers.related(model.find(id))] : [];
    return ids.some((one) => model.nodes.has(one) && !(picture.shown.around.has(one) && selection.nodes.has(model.nodes.get(one))));
  }

  const shownRoute = () => (state.view === "journeys" ? model.routes.get(state.route) || selection.routes[0] || null : null);

  function change(edit, { fits = false } = {}) {
    edit();
    const hits = update();
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
    amountOf: (edge, weight) => panel.amountOf(edge, weight),
    about: (column, back) => {
      panel.showScore(column, back);
      readPanel();
    },
    related(item) {
      if (!item) return [];
      if (item.steps) return item.edges.map((edge) => edge.id);
      const corridors = [...(selection?.coverage || [])].filter(([, cell]) => cell.joint.includes(item)).map(([edge]) => edge.id);
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
      const own = tables.shown.sort;
      change(() => (state.sort = { table, column, down: own?.column === column && !own.down }));
    },
  };
  const panel = makePanel(panelBox, model, words, handlers);
  const picture = makePicture(box, model, words, handlers);
  const filters = makeFilters(byId("filters"), model, words, handlers);
  const journeys = makeJourneys(byId("routes"), byId("journeys"), model, words, handlers);
  const tables = makeTables(byId("rows"), model, words, handlers);
  box.picture = picture;
  box.state = state;

  document.addEventListener("click", (event) => {
    const pick = event.target.closest(".pick");
    if (!pick) return;
    choose(pick.dataset.id, { from: panelBox.contains(pick) ? null : pick });
    readPanel();
  });
  byId("views").addEventListener("click", (event) => {
    const view = event.target.closest("button")?.dataset.view;
    if (view) openView(view);
  });
  search.addEventListener("input", () => change(() => (state.wanted = search.value)));
  search.addEventListener("keydown", (event) => event.key === "Enter" && byId("found").querySelector(".pick")?.click());
  byId("read").addEventListener("click", readPanel);
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => picture.fit());
  const name = (ending) => `survivorgraph-${[state.view, ...[...state.filters].flatMap(([key, values]) => [...values].map((value) => (value === NOT_SAID ? `${key}-not-said` : facetOf(key).values[value][0]))), state.min > 1 ? `from-${state.min}` : ""].join("-").replace(/[^\w-]+/g, "-").slice(0, 80).replace(/-+$/, "")}.${ending}`;
  const about = () => (data.steps.length ? data.title : `${data.title} · ${texts.views[state.view]}`);
  byId("export-csv").addEventListener("click", () => save(name("csv"), makeCsv(tables, data.note), "text/csv;charset=utf-8"));
  byId("export-svg").addEventListener("click", () => save(name("svg"), makeSvg(picture, model, about(), data.note), "image/svg+xml"));
  byId("export-gexf").addEventListener("click", () => save(name("gexf"), makeGexf(picture, model, selection, data.note), "application/xml"));
  byId("export-png").addEventListener("click", () => makePng(box, about(), data.note, (blob) => save(name("png"), blob)));
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("hashchange", () => {
    recall();
    update();
    panel.show(state.chosen, { selection, route: shownRoute() });
  });

  recall();
  showFound(update());
  picture.fit();
  if (state.chosen) choose(state.chosen, { isQuiet: true });
  else panel.show(null, { selection, route: shownRoute() });
  document.body.dataset.ready = "true";
}

document.getElementById("leave").addEventListener("click", leavePage);
startPage(JSON.parse(document.getElementById("data").textContent));
