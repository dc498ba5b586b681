/* Figures in words: what a count is made of, of which data sets and years, and what is not added to it. */

import { MOST_FACTS } from "./facts.js";
import { sourceOf, weigh } from "./weights.js";
import { fill, make, named } from "./words.js";

export function makeFigures(model, words) {
  const { texts } = words;
  const { data } = model;

  /* What a weight counts, and in the same words of how many data sets it is one, and which years it adds up. */
  function amountOf(edge, weight, withYears = true) {
    if (edge.label && !edge.isNested && edge.entries.length === weight.entries.length) return edge.label;
    return qualify(words.amount(edge.look, weight.lower, weight.upper), weight, withYears);
  }

  function qualify(amount, weight, withYears = true) {
    const years = withYears ? model.yearsOf(weight) : [];
    const said = [
      weight.sets?.size > 1 && fill(weight.isSum ? texts.largest_each : texts.largest_of, { count: words.number(weight.sets.size) }),
      years.length && fill(texts.years_added, { count: words.number(years.length), first: years[0], last: years.at(-1) }),
    ].filter(Boolean);
    return said.length ? `${amount} (${said.join("; ")})` : amount;
  }

  /* The years of a figure of all years, as the same source gives them. */
  function byYear(item, entry) {
    if (!entry.detail || entry.detail.includes("year")) return "";
    const wanted = [...entry.detail, "year"].sort().join();
    const same = (key) => (one) => key === "year" || String(one.tags[key] ?? "") === String(entry.tags[key] ?? "");
    const own = item.entries.filter((one) => [...(one.detail || ["?"])].sort().join() === wanted && ["source", ...entry.detail].every((key) => same(key)(one)));
    const told = own.map((one) => [model.values(one.tags, "year").join(), words.range(one.lower, one.upper)]).sort();
    return told.map(([year, people]) => `${year}: ${people}`).join(" · ");
  }

  function figures(item, weight) {
    const rows = weight.entries.filter((entry) => !entry.facts.length && Object.keys(entry.tags).length);
    if (!rows.length) return [];
    const list = rows.slice(0, MOST_FACTS).map((entry) => {
      const tags = data.facets.filter(({ key }) => key !== "source" && key !== "country").flatMap(({ key }) => model.values(entry.tags, key));
      const source = model.values(entry.tags, "source").join(", ");
      const years = byYear(item, entry);
      const amount = make("p", "", make("strong", "", words.amount(entry.kind, entry.lower, entry.upper)), tags.length ? ` · ${tags.join(" · ")}` : "");
      return make("li", "", amount, years ? make("p", "quiet", `${texts.by_year} ${years}`) : "", named("cite", "quiet", source));
    });
    const rest = rows.length - list.length;
    return [make("h3", "", texts.figures), ...otherSets(item, weight), make("ul", "facts", ...list), ...(rest > 0 ? [make("p", "quiet", fill(texts.more_listed, { count: rest }))] : [])];
  }

  /* What data sets count that are not taken, because they may count the same people. */
  function otherSets(item, weight) {
    if (!(weight.sets?.size > 1)) return [];
    const others = [...weight.sets].filter((set) => set !== sourceOf(weight.entries[0]));
    const list = others.map((set) => {
      const own = weigh(weight.left.filter((entry) => sourceOf(entry) === set));
      return make("li", "", make("strong", "", amountOf(item, own)), " ", named("cite", "quiet", model.values(own.entries[0].tags, "source").join(", ")));
    });
    return [make("p", "quiet", texts.sets_not_added), make("ul", "facts", ...list)];
  }

  /* People in the figures that are left: detected in this country, and of it elsewhere. */
  function flows(node, selection) {
    const kind = model.edgeKinds.get(data.domestic);
    const found = kind ? model.flowsOf(node, selection) : {};
    const rows = Object.entries(found).filter(([, weight]) => weight).map(([name, weight]) => make("li", "", make("strong", "", words.amount(kind, weight.lower, weight.upper)), ` · ${qualify(texts.flows[name], weight)}`));
    return rows.length ? [make("h3", "", texts.figures), make("ul", "facts", ...rows), ...(data.note ? [named("p", "quiet", data.note)] : [])] : [];
  }

  return { amountOf, qualify, figures, flows };
}
