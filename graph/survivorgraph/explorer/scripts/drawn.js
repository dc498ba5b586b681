/* What is drawn of the selection, and what is said of it above and below the picture. */

import { ends, push } from "./base.js";
import { drawRoute } from "./journeys.js";
import { heaviestOf, unitOf } from "./picture.js";
import { addWeights } from "./weights.js";
import { fill, make, makeButton, makePick } from "./words.js";

export function makeDrawing(page) {
  const { model, words, state } = page;
  const { data } = model;
  const { texts } = words;
  const byId = (id) => document.getElementById(id);

  /* The heaviest lines and who they join, as many as a picture can bear. */
  function listDrawn() {
    if (state.view === "journeys") return { ...drawRoute(page.route()), left: 0, tellsAll: true };
    const scene = state.view === "partnerships" ? "organizations" : "places";
    const edges = [...page.selection().edges].filter(([edge]) => edge.scene === scene && page.selection().isShown(edge));
    const isDoubled = doubled(edges);
    const heaviest = heaviestOf(edges);
    const share = ([edge, weight]) => (weight.upper + weight.lower / 1e6) / heaviest.get(unitOf(edge));
    const drawn = edges.filter(([edge]) => !isDoubled(edge)).sort((a, b) => share(b) - share(a)).slice(0, state.atOnce);
    const joined = new Set(drawn.flatMap(([edge]) => [edge.a, edge.b]));
    const alone = [...page.selection().nodes].filter((node) => node.scene === scene && !joined.has(node));
    const kept = state.view === "map" ? (node) => node.map : () => true;
    const asked = state.chosen ? [state.chosen, ...page.related(model.find(state.chosen))].map((id) => model.nodes.get(id)) : [];
    const nodes = [...new Set([...joined, ...(drawn.length < state.atOnce ? alone.slice(0, state.atOnce) : []), ...asked.filter((node) => node?.scene === scene)])].filter(kept);
    const inPicture = new Set(nodes);
    const visible = drawn.filter(([edge]) => inPicture.has(edge.a) && inPicture.has(edge.b));
    const all = edges.filter(([edge]) => !isDoubled(edge)).length;
    const faint = new Set(scene === "organizations" ? nodes.filter((node) => !page.selection().nodes.has(node)).map((node) => node.id) : []);
    const texted = visible.map(([edge, weight]) => [edge, weight, page.panel.amountOf(edge, weight)]);
    return { nodes, faint, edges: texted, left: all - drawn.length, all, doubled: edges.length - all, unnamed: scene === "places" ? countUnnamed() : 0 };
  }

  /* Legs to or from places that are not named, which only their journeys draw. */
  function countUnnamed() {
    const isUnnamed = (edge) => edge.scene === "places" && !(edge.a.look.on && edge.b.look.on);
    return [...page.selection().edges].reduce((sum, [edge, weight]) => sum + (isUnnamed(edge) ? weight.entries.length : 0), 0);
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
      parts.push(makeButton(texts.draw_more, "action", () => page.expand(state.atOnce * 2)), " ", makeButton(fill(texts.draw_all, values), "action", () => page.expand(Infinity)));
    }
    if (state.view === "partnerships") parts.push(" ", ...summary());
    else if (state.view !== "journeys") parts.push(" ", totals());
    if (drawn.faint?.size) parts.push(" ", fill(texts.faint, { count: words.number(drawn.faint.size) }));
    if (drawn.unnamed) parts.push(" ", fill(texts.unnamed_legs, { count: words.number(drawn.unnamed) }));
    if (page.picture.shown.unplaced) parts.push(" ", fill(texts.unplaced, { count: words.number(page.picture.shown.unplaced) }));
    byId("drawn").replaceChildren(...parts);
    const widths = byId("widths");
    byId("doubled").hidden = !drawn.doubled;
    byId("doubled").textContent = fill(texts.legend_doubled, { count: words.number(drawn.doubled || 0) });
    widths.hidden = !spans.length || state.view === "journeys";
    widths.textContent = fill(texts.legend_width, { spans: spans.map(([unit, low, high]) => words.amount(lookOf(unit), low, high)).join(" · ") });
    for (const item of document.querySelectorAll(".legend li[data-kind]")) {
      const [type, key] = item.dataset.kind.split(":");
      const used = type === "node" ? page.picture.shown.nodes.some((node) => node.kind === key) : page.picture.shown.edges.some(({ item: edge }) => edge.look.key === key);
      item.hidden = !used;
    }
    const undrawn = state.view === "partnerships" ? [...page.selection().organizations].filter((node) => !drawn.nodes.includes(node)).length : 0;
    byId("alone").textContent = undrawn ? fill(texts.alone, { count: words.number(undrawn) }) : "";
    byId("stubs").hidden = !page.picture.mapped.stubs().length;
    byId("picture").setAttribute("aria-label", fill(texts.picture_label, { nodes: page.picture.shown.nodes.length, edges: page.picture.shown.edges.length }));
    const empty = byId("picture-empty");
    empty.hidden = page.picture.shown.nodes.length > 0;
    const isLeft = !empty.hidden && page.tables.count(state, page.selection()) > 0;
    empty.textContent = !isLeft ? texts.none_left : state.view === "journeys" ? texts.none_placed : texts.none_here;
  }

  /* Which corridors nobody covers, said first where partnerships are shown. */
  function summary() {
    if (!page.selection().coverage.size) return [];
    const by = (name) => [...page.selection().coverage].filter(([, cell]) => cell.class === name).map(([edge]) => edge);
    const bare = by("none");
    const values = { all: words.number(page.selection().coverage.size), none: words.number(bare.length), jointly: words.number(by("jointly").length) };
    const text = page.selection().covering.narrowed ? texts.coverage_summary_left : texts.coverage_summary;
    const picks = bare.slice(0, 8).flatMap((edge, i) => [i ? " · " : " ", makePick(edge.id, edge.name)]);
    return [make("span", "", fill(text, values)), ...picks, bare.length > 8 ? " …" : ""];
  }

  /* How many people the figures that are left count between countries, and how many in their own, on no line. */
  function totals() {
    const kind = model.edgeKinds.get(data.domestic);
    if (!page.selection().domestic.size || !state.lines.has(kind.key)) return "";
    const crossing = addWeights([...page.selection().edges].filter(([edge]) => edge.look === kind).map(([, weight]) => weight));
    const own = addWeights([...page.selection().domestic.values()]);
    const range = ({ lower, upper }) => words.range(lower, upper);
    const all = addWeights([crossing, own]);
    return fill(texts.domestic_total, { all: page.panel.qualify(range(all), all), own: range(own), countries: words.number(page.selection().domestic.size) });
  }

  return { list: listDrawn, show: showDrawn };
}
