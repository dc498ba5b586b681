/* The panel: what is known about the chosen node or connection, in words, and where it is written. */

const SVG = "http://www.w3.org/2000/svg";

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function named(tag, className, text) {
  const element = make(tag, className);
  element.dir = "auto";
  element.textContent = text;
  return element;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
}

function makeMark(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "mark");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#mark-${kind.shape}`);
  use.setAttribute("color", kind.color);
  svg.append(use);
  return svg;
}

function makePick(item, text) {
  const button = named("button", "pick", text);
  button.type = "button";
  button.dataset.id = item.id;
  return button;
}

function makeFact(fact, texts) {
  const certainty = make("span", `certainty ${fact.certainty}`, texts.certainty[fact.certainty]);
  const line = named("p", "", fact.text);
  line.append(" ", certainty);
  if (!fact.evidence.length) return make("li", "", line);
  const list = make("ul", "evidence");
  list.setAttribute("aria-label", texts.evidence);
  for (const { source, section, words, sha256 } of fact.evidence) {
    const digest = make("code", "", sha256.slice(0, 12));
    digest.title = sha256;
    const entry = make("li", "", named("cite", "", source), ", ", named("span", "", section), " ");
    entry.append(make("span", "digest", "(", fill(texts.evidence_item, { words }), " ", digest, ")"));
    list.append(entry);
  }
  return make("li", "", line, list);
}

function makePanel(panel, data, handlers) {
  const { texts } = data;
  const nodes = new Map(data.nodes.map((item) => [item.id, item]));
  const edges = new Map(data.edges.map((item) => [item.id, item]));
  const empty = [...panel.childNodes];

  function joined(heading, list) {
    if (!list.length) return [];
    const entries = list.map(({ edge, other }) => {
      const entry = make("li", "", makePick(edge, nodes.get(other).name));
      if (edge.label) entry.append(" ", named("span", "quiet", edge.label));
      return entry;
    });
    return [make("h3", "", heading), make("ul", "joined", ...entries)];
  }

  function connections(id) {
    const out = data.edges.filter((edge) => edge.from === id).map((edge) => ({ edge, other: edge.to }));
    const into = data.edges.filter((edge) => edge.to === id && edge.from !== id).map((edge) => ({ edge, other: edge.from }));
    if (!data.directed) return joined(texts.undirected, [...out, ...into]);
    return [...joined(texts.incoming, into), ...joined(texts.outgoing, out)];
  }

  function ends(edge) {
    const entries = [edge.from, edge.to].map((end) => make("li", "", makePick(nodes.get(end), nodes.get(end).name)));
    return [make("h3", "", texts.ends), make("ul", "joined", ...entries)];
  }

  function button(text, action) {
    const element = make("button", "action", text);
    element.type = "button";
    element.addEventListener("click", action);
    return element;
  }

  function show(id, { back = null } = {}) {
    const item = nodes.get(id) || edges.get(id);
    panel.classList.toggle("empty", !item);
    if (!item) return panel.replaceChildren(...empty);
    const kind = (nodes.has(id) ? data.kinds : data.edgeKinds)[item.kind];
    const heading = named("h2", "", item.name);
    heading.id = "panel-heading";
    const parts = [];
    if (kind) parts.push(make("p", "kind", makeMark(kind), kind.label, item.label ? ` · ${item.label}` : ""));
    else if (item.label) parts.push(named("p", "kind", item.label));
    parts.push(heading);
    parts.push(make("h3", "", texts.facts));
    if (item.facts.length) parts.push(make("ul", "facts", ...item.facts.map((fact) => makeFact(fact, texts))));
    else parts.push(make("p", "", texts.facts_none));
    parts.push(...(nodes.has(id) ? connections(id) : ends(item)));
    const actions = make("div", "actions", button(texts.to_picture, handlers.toPicture));
    if (back) actions.append(button(texts.back_to_table, () => back.focus()));
    actions.append(button(texts.clear, () => handlers.choose(null)));
    panel.replaceChildren(...parts, actions);
    panel.scrollTop = 0;
    return item;
  }

  return { show };
}
