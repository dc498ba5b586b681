/* The panel: what is known about what was chosen, in words, and where it is written. */

import { MOST_FACTS, makeFact } from "./facts.js";
import { makeFigures } from "./figures.js";
import { makeSteps } from "./journeys.js";
import { fill, make, makeButton, makeMark, makePick, named } from "./words.js";

const EXAMPLES = 4;

function makeFacts(facts, texts) {
  const list = make("ul", "facts", ...facts.slice(0, MOST_FACTS).map((fact) => makeFact(fact, texts)));
  if (facts.length <= MOST_FACTS) return [list];
  const more = makeButton(fill(texts.more_facts, { count: facts.length - MOST_FACTS }), "action", () => {
    list.append(...facts.slice(MOST_FACTS).map((fact) => makeFact(fact, texts)));
    more.remove();
    list.children[MOST_FACTS].tabIndex = -1;
    list.children[MOST_FACTS].focus();
  });
  return [list, more];
}

export function makePanel(panel, model, words, handlers) {
  const { texts } = words;
  const { data } = model;
  const empty = [...panel.childNodes];
  const { amountOf, qualify, figures, flows } = makeFigures(model, words);

  function joined(heading, list, most = 60) {
    if (!list.length) return [];
    const entries = list.slice(0, most).map(([item, text, quiet]) => make("li", "", makePick(item.id, text), quiet ? " " : "", quiet ? named("span", "quiet", quiet) : ""));
    const rest = list.length > most ? [make("p", "quiet", fill(texts.more_listed, { count: words.number(list.length - most) }))] : [];
    return [make("h3", "", heading), make("ul", "joined", ...entries), ...rest];
  }

  /* Of a list, what the filters leave, and how many they leave out. */
  function joinedLeft(heading, list, isLeft, most) {
    const left = list.filter(isLeft);
    const out = list.length - left.length;
    const entries = left.map((one) => [one, one.name]);
    const said = out ? [make("p", "quiet", fill(texts.more_left_out, { count: words.number(out) }))] : [];
    return left.length ? [...joined(heading, entries, most), ...said] : out ? [make("h3", "", heading), ...said] : [];
  }

  function isLeftOut(item, selection) {
    if (item.a) return !selection.edges.has(item);
    if (item.steps) return !selection.routes.includes(item);
    if (item.members) return !selection.partnerships.includes(item);
    return selection.isFiltered && item.look.on && !selection.nodes.has(item);
  }

  function connections(node, selection) {
    const list = (edges, other) =>
      edges
        .filter((edge) => selection.edges.has(edge))
        .map((edge) => [edge, selection.edges.get(edge)])
        .sort((a, b) => b[1].upper - a[1].upper)
        .map(([edge, weight]) => [edge, other(edge).name, [edge.scene === "places" ? edge.look.label : "", amountOf(edge, weight)].filter(Boolean).join(" · ")]);
    const far = (edge) => (edge.a === node ? edge.b : edge.a);
    if (!data.directed || node.scene === "organizations") return joined(node.scene === "organizations" ? texts.works_with : texts.undirected, list(node.edges, far));
    const into = node.edges.filter((edge) => edge.b === node && edge.a !== node);
    return [
      ...joined(texts.incoming, list(into, far)),
      ...joined(texts.outgoing, list(node.edges.filter((edge) => edge.a === node), far)),
    ];
  }

  /* Where to begin, of what the filters leave: journeys, those with most partnerships, corridors that nobody covers. */
  function examples(selection) {
    if (data.path) return [];
    const list = (items) => items.slice(0, EXAMPLES).map((one) => [one, one.name]);
    const joining = wellJoined(selection.organizations, selection);
    const bare = [...selection.coverage].filter(([, cell]) => cell.class === "none").map(([edge]) => edge);
    const found = [...joined(texts.journeys, list(selection.routes)), ...joined(texts.most_partners, list(joining)), ...joined(selection.covering.narrowed ? texts.bare_corridors_left : texts.bare_corridors, list(bare))];
    return found.length ? found : joined(texts.for_example, list(wellJoined(selection.nodes, selection)));
  }

  /* The few nodes with most lines, found in one pass: there may be tens of thousands. */
  function wellJoined(nodes, { degree }) {
    const found = [];
    const lines = (node) => degree.get(node) || 0;
    for (const node of nodes) {
      const isMore = found.length < EXAMPLES || lines(node) > lines(found.at(-1));
      if (!isMore || !lines(node)) continue;
      found.push(node);
      found.sort((a, b) => lines(b) - lines(a)).splice(EXAMPLES);
    }
    return found;
  }

  function coverage(edge, selection) {
    const { cells, narrowed } = selection.covering;
    const cell = cells.get(edge);
    if (!cell || !data.views.includes("partnerships")) return [];
    const parts = [make("h3", "", texts.facets.coverage), make("p", `covers ${cell.class.replace(" ", "-")}`, (narrowed ? texts.coverage_classes_left : texts.coverage_classes)[cell.class])];
    const list = (items) => items.map((one) => [one, one.name]);
    parts.push(...joined(texts.coverage_joint, list(cell.joint)), ...joined(texts.coverage_one, cell.atOne.map((one) => [one, one.name, cell.endOf(one).name]), 12));
    return [...parts, make("p", "quiet", texts.coverage_note)];
  }

  /* A line without a name of its own is asked for by the two that it joins. */
  function queryOfLine(item) {
    if (!item.a?.iri || !item.b.iri) return "";
    return data.queries[item.look.key]?.replaceAll("{from}", item.a.iri).replaceAll("{to}", item.b.iri);
  }

  function query(item) {
    const text = item.iri ? data.queries[item.iri.split("/").at(-2)]?.replaceAll("{iri}", item.iri) : queryOfLine(item);
    if (!text) return [];
    const code = make("pre", "", text);
    code.tabIndex = 0;
    code.translate = false;
    const done = make("span", "quiet");
    done.setAttribute("role", "status");
    const copy = makeButton(texts.copy, "action", () => copyText(text, code, (good) => (done.textContent = good ? texts.copied : texts.copy_by_hand)));
    return [make("details", "query", make("summary", "", texts.query_of), code, copy, " ", done)];
  }

  function countsNote(item) {
    const note = data.note ? [make("h3", "", texts.counts), named("p", "quiet", data.note)] : [];
    return item.a || item.entries?.length ? note : [];
  }

  function describe(item, selection) {
    if (item.a) {
      const weight = selection.edges.get(item);
      const ends = joined(texts.ends, [item.a, item.b].map((node) => [node, node.name]));
      if (!weight) {
        const facts = [...new Set(item.entries.flatMap((entry) => entry.facts))].map(model.fact);
        return { kind: item.look, facts, after: [...coverage(item, selection), ...ends] };
      }
      const facts = [...new Set(weight.entries.flatMap((entry) => entry.facts))].map(model.fact);
      const text = amountOf(item, weight);
      const interval = weight.lower < weight.upper ? [make("p", "interval", fill(texts.interval, { lower: words.number(weight.lower), upper: words.number(weight.upper) }))] : [];
      return { kind: item.look, text, facts, after: [...interval, ...figures(item, weight), ...coverage(item, selection), ...ends] };
    }
    if (item.steps) return { text: texts.journey, facts: item.steps.flatMap((step) => step.facts).map(model.fact), before: [named("p", "", item.summary)], after: [makeButton(texts.open_journey, "action", () => handlers.openRoute(item))] };
    if (item.members) {
      const list = (ids) => ids.map((id) => [model.nodes.get(id), model.nodes.get(id).name]);
      return { text: texts.partnership, facts: item.facts.map(model.fact), after: [...joined(texts.members, list(item.members)), ...joined(texts.touches, list(item.countries))] };
    }
    return describeNode(item, selection);
  }

  function describeNode(node, selection) {
    const own = node.entries.filter((entry) => entry.facts.length).flatMap((entry) => entry.facts);
    const facts = [...new Set([...own, ...(node.facts || [])])].map(model.fact);
    const after = [];
    if (node.scene === "organizations") {
      const inThem = data.partnerships.filter((one) => one.members.includes(node.id));
      const covers = [...selection.coverage].filter(([, cell]) => cell.joint.includes(node)).map(([edge]) => [edge, edge.name]);
      const reach = (node.reach || []).map((id) => [model.nodes.get(id), model.nodes.get(id).name]);
      after.push(...joinedLeft(texts.partnerships_of, inThem, (one) => selection.partnerships.includes(one)), ...joined(texts.reach, reach), ...joined(texts.covers, covers));
      if (reach.length && data.views.includes("map")) after.push(makeButton(texts.reach_on_map, "action", () => handlers.showOnMap(node)));
    } else {
      const routes = data.routes.filter((route) => route.edges.some((edge) => edge.a === node || edge.b === node));
      for (const route of data.routes) if (route.own.includes(node) && !routes.includes(route)) routes.push(route);
      after.push(...flows(node, selection), ...joinedLeft(texts.journeys_through, routes, (route) => selection.routes.includes(route)));
      const here = [...new Set([...(model.shared.organizations.get(node.id) || []), ...(model.shared.partnerships.get(node.id) || [])])];
      const isLeft = (one) => selection.organizations.has(one) || selection.partnerships.includes(one);
      after.push(...joinedLeft(texts.organizations_here, here, isLeft, 12));
    }
    return { kind: node.look, facts, before: connections(node, selection), after };
  }

  /* A journey stays open while its own legs are chosen: they are marked among its steps. */
  function showRoute(route, chosen) {
    if (panel.dataset.route !== route.id) {
      const heading = named("h2", "", route.name);
      heading.id = "panel-heading";
      panel.replaceChildren(named("p", "kind", texts.journey), heading, named("p", "quiet", route.summary), makeSteps(route.steps, model, texts), ...countsNote({ a: true }), ...query(route));
      panel.scrollTop = 0;
    }
    panel.classList.remove("empty");
    panel.dataset.route = route.id;
    for (const step of panel.querySelectorAll(".steps > li")) {
      const isChosen = Boolean(chosen) && step.querySelector(".pick")?.dataset.id === chosen;
      step.classList.toggle("chosen", isChosen);
      if (isChosen) step.scrollIntoView({ block: "nearest" });
    }
  }

  function makeHeading(name) {
    const heading = named("h2", "", name);
    heading.id = "panel-heading";
    return heading;
  }

  function writeKind(kind, text) {
    if (kind?.label) return [make("p", "kind", makeMark(kind), kind.label, text ? ` · ${text}` : "")];
    return text ? [named("p", "kind", text)] : [];
  }

  function show(id, { back = null, selection = null, route = null } = {}) {
    const item = model.find(id);
    if (route && (!item || item === route || route.edges.includes(item))) return showRoute(route, id);
    delete panel.dataset.route;
    panel.classList.toggle("empty", !item);
    if (!item) return panel.replaceChildren(...empty, ...examples(selection));
    const { kind, text = "", facts, before = [], after } = describe(item, selection);
    const parts = [...writeKind(kind, text), makeHeading(item.name)];
    if (isLeftOut(item, selection)) parts.push(make("p", "left-out", texts.left_out));
    parts.push(...before);
    if (facts.length) parts.push(make("h3", "", texts.facts), ...makeFacts(facts, texts));
    else if (!item.a || (!item.isNested && selection.edges.has(item))) parts.push(make("p", "quiet", texts.facts_none));
    parts.push(...after, ...countsNote(item), ...query(item));
    const actions = make("div", "actions");
    if (model.nodes.has(id) || model.edges.has(id)) actions.append(makeButton(texts.to_picture, "action", handlers.toPicture));
    if (back) actions.append(makeButton(texts.back_to_table, "action", () => back.focus()));
    actions.append(makeButton(route ? texts.back_to_journey : texts.clear, "action", () => {
      handlers.choose(null);
      if (route) panel.focus();
    }));
    panel.replaceChildren(...parts, actions);
    panel.scrollTop = 0;
    return item;
  }

  function showScore(column, back) {
    const actions = make("div", "actions", makeButton(texts.back_to_table, "action", () => back.focus()));
    panel.classList.remove("empty");
    delete panel.dataset.route;
    panel.replaceChildren(make("p", "kind", texts.score), makeHeading(column.label), named("p", "", column.about), make("h3", "", texts.counts), named("p", "quiet", data.note), actions);
  }

  return { show, showScore, amountOf, qualify };
}

/* The clipboard is asked only where the browser has one; else the text is marked for the reader's own copy. */
function copyText(text, element, done) {
  const byHand = () => {
    getSelection().selectAllChildren(element);
    done(false);
  };
  if (!navigator.clipboard || !isSecureContext) return byHand();
  navigator.clipboard.writeText(text).then(() => done(true), byHand);
}
