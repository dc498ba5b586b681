/* A fact of the page with its certainty and evidence, as lists show it. */

import { fill, make, named } from "./words.js";

export const MOST_FACTS = 40;

export function makeFact(fact, texts) {
  const certainty = make("span", `certainty ${fact.certainty}`, texts.certainty[fact.certainty]);
  const line = named("p", "", fact.text);
  line.append(" ", certainty);
  if (!fact.evidence.length) return make("li", "", line);
  const list = make("ul", "evidence");
  list.setAttribute("aria-label", texts.evidence);
  for (const { source, issued, section, words, sha256, quote } of fact.evidence) {
    const digest = make("code", "", sha256.slice(0, 12));
    digest.title = sha256;
    const entry = make("li", "", named("cite", "", source), issued ? `, ${issued}` : "", ", ", named("span", "", section), " ");
    entry.append(make("span", "digest", "(", fill(texts.evidence_item, { words }), " ", digest, ")"));
    if (quote) entry.append(named("blockquote", "", quote));
    list.append(entry);
  }
  return make("li", "", line, list);
}
