/* Words: elements that hold text as text, numbers as the reader's language writes them, names without accents. */

export const SVG = "http://www.w3.org/2000/svg";

export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function named(tag, className, text) {
  const element = make(tag, className);
  element.dir = "auto";
  element.textContent = text;
  return element;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, key) => (Object.hasOwn(values, key) ? values[key] : all));
}

export function plain(text) {
  return text.normalize("NFD").replace(/[\p{M}\p{Cf}]/gu, "").toLowerCase().trim();
}

export function makeButton(text, className, action) {
  const button = make("button", className, text);
  button.type = "button";
  if (action) button.addEventListener("click", action);
  return button;
}

export function makePick(id, text) {
  const button = named("button", "pick", text);
  button.type = "button";
  button.dataset.id = id;
  return button;
}

export function makeMark(kind) {
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

/* Break a name between words into at most four lines of about so many letters. */
export function wrapName(name, width = 20) {
  const lines = [""];
  for (const word of name.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  const cut = lines.map((line) => (line.length > width + 8 ? `${line.slice(0, width + 7)}…` : line));
  return cut.length > 4 ? [...cut.slice(0, 3), `${cut[3].slice(0, width - 1)}…`] : cut;
}

export function makeWords(data) {
  const { texts } = data;
  const format = new Intl.NumberFormat(data.language, { maximumFractionDigits: 4 });
  const number = (value) => (typeof value === "number" ? format.format(value) : value);
  const range = (lower, upper) => (lower === upper ? number(lower) : `${number(lower)}–${number(upper)}`);
  return {
    texts,
    number,
    range,
    /* "3 stories", "12–20 people": what the weight of an edge counts. */
    amount(kind, lower, upper) {
      const [one, many] = (kind && kind.unit) || ["", ""];
      return one ? `${range(lower, upper)} ${lower === 1 && upper === 1 ? one : many}` : range(lower, upper);
    },
    order: new Intl.Collator(data.language, { sensitivity: "base", numeric: true }).compare,
  };
}
