/* Journeys: one survivor's route as steps in order, and the names of all that the filters leave. */

import { push } from "./base.js";
import { makeFact } from "./facts.js";
import { fill, make, makePick, named } from "./words.js";

export function makeJourneys(nav, box, model, words, handlers) {
  const { texts } = words;
  const { data } = model;
  const shown = { key: null };

  function list(selection, chosen) {
    const entries = selection.routes.map((route) => {
      const button = named("button", "route", route.name);
      button.type = "button";
      button.dataset.route = route.id;
      if (route === chosen) button.setAttribute("aria-current", "true");
      button.title = route.summary;
      button.addEventListener("click", () => handlers.openRoute(route));
      return make("li", "", button);
    });
    const heading = make("h2", "", texts.journeys, " ", make("span", "count", words.number(entries.length)));
    return [heading, entries.length ? make("ul", "", ...entries) : make("p", "", texts.none_found)];
  }

  return {
    show(state, selection, route) {
      const isOpen = state.view === "journeys";
      nav.hidden = !isOpen;
      box.hidden = isOpen || !data.steps.length;
      const key = isOpen ? `${route?.id} ${selection.routes.map((one) => one.id).join()}` : "page";
      if (key === shown.key) return;
      shown.key = key;
      const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.route : null;
      if (isOpen) nav.replaceChildren(...list(selection, route));
      else box.replaceChildren(...(data.steps.length ? [make("section", "told", make("h2", "", texts.steps), makeSteps(data.steps, model, texts))] : []));
      if (focused) [...nav.querySelectorAll(".route")].find((one) => one.dataset.route === focused)?.focus();
      const own = nav.querySelector("[aria-current]");
      if (own) nav.lastChild.scrollLeft = own.offsetLeft - nav.lastChild.offsetLeft;
    },
  };
}

/* Steps in the order in which they are told, each with what is written of it. */
export function makeSteps(items, model, texts) {
  const rows = items.map((step, index) => {
    const title = step.selects ? makePick(step.selects, step.title) : step.title;
    const facts = step.facts.map(model.fact);
    const isSaid = !step.selects && facts.length && facts[0].text === step.title;
    const row = make("li", "", named("p", "stage", `${fill(texts.step, { number: index + 1 })} · ${step.stage}`));
    if (!isSaid) row.append(make("h3", "", title));
    if (facts.length) row.append(make("ul", "facts", ...facts.map((fact) => makeFact(fact, texts))));
    return row;
  });
  return make("ol", "steps", ...rows);
}

/* The legs of one journey as edges of their own, with the numbers of their steps: what is told of it and no other. */
export function drawRoute(route) {
  if (!route) return { nodes: [], edges: [] };
  const numbers = new Map();
  route.steps.forEach((step, i) => step.selects && push(numbers, step.selects, i + 1));
  const edges = route.edges.map((edge) => [edge, { lower: 1, upper: 1, entries: [] }, (numbers.get(edge.id) || []).join(", ")]);
  const nodes = new Set(edges.flatMap(([edge]) => [edge.a, edge.b]));
  /* A country that the account names stands there too, unless a place within it does. */
  for (const node of route.own) if (![...nodes].some((one) => one.within === node.id)) nodes.add(node);
  return { nodes: [...nodes], edges };
}
