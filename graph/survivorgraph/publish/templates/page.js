/* The page: what is chosen and searched, told to picture, panel and tables alike; and the way out. */

function leavePage(event) {
  event.preventDefault();
  document.body.hidden = true;
  window.location.replace("about:blank");
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function sortTable(table, column, header) {
  const body = table.tBodies[0];
  const down = header.getAttribute("aria-sort") === "ascending";
  const value = (row) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    return header.classList.contains("number") ? (text === "" ? -Infinity : Number(text)) : plain(text);
  };
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const rows = [...body.rows].map((row) => [value(row), row]);
  rows.sort((a, b) => (down ? order(b[0], a[0]) : order(a[0], b[0])));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows.map(([, row]) => row));
}

function startPage(data) {
  const { texts } = data;
  const byId = (id) => document.getElementById(id);
  const [box, panelBox, status, search] = ["picture", "panel", "status", "search"].map(byId);
  const items = new Map([...data.nodes, ...data.edges].map((item) => [item.id, item]));
  const rows = [...document.querySelectorAll("tbody tr")];
  const searched = new Map();
  for (const node of data.nodes) searched.set(node.id, plain([node.name, ...node.aliases].join("\n")));
  for (const edge of data.edges) searched.set(edge.id, [edge.name, ...edge.ends].map(plain).join("\n"));
  let chosen = null;

  function remember() {
    try {
      history.replaceState(null, "", chosen ? `#${encodeURIComponent(chosen)}` : location.pathname);
    } catch {
      /* A sandboxed frame has no address of its own; nothing is lost. */
    }
  }

  function choose(id, { from = null } = {}) {
    chosen = items.has(id) ? id : null;
    picture.choose(chosen);
    panel.show(chosen, { back: from });
    for (const element of document.querySelectorAll("tr[data-id], .steps > li")) {
      const own = element.dataset.id ?? element.querySelector(".pick")?.dataset.id;
      element.classList.toggle("chosen", own === chosen);
    }
    for (const button of document.querySelectorAll(".listed .pick")) {
      button.setAttribute("aria-pressed", String(button.dataset.id === chosen));
    }
    status.textContent = chosen ? fill(texts.selected, { name: items.get(chosen).name }) : texts.cleared;
    remember();
  }

  function find() {
    const wanted = plain(search.value);
    const hits = new Set();
    for (const [id, text] of searched) if (text.includes(wanted)) hits.add(id);
    for (const row of rows) row.hidden = !hits.has(row.dataset.id);
    picture.match(wanted ? hits : null);
    byId("none-found").hidden = hits.size > 0;
    status.textContent = wanted ? fill(texts.shown, { shown: hits.size, total: items.size }) : "";
  }

  const toPicture = () => {
    box.scrollIntoView({ block: "nearest" });
    box.focus({ preventScroll: true });
  };
  const picture = makePicture(box, data, { choose, read: () => panelBox.focus() });
  const panel = makePanel(panelBox, data, { choose, toPicture });
  box.picture = picture;

  document.addEventListener("click", (event) => {
    const pick = event.target.closest(".pick");
    const sort = event.target.closest(".sort");
    if (pick) {
      choose(pick.dataset.id, { from: panelBox.contains(pick) ? null : pick });
      panelBox.focus();
    } else if (sort) {
      const header = sort.closest("th");
      sortTable(header.closest("table"), header.cellIndex, header);
    }
  });
  search.addEventListener("input", find);
  byId("zoom-in").addEventListener("click", () => picture.zoom(1.25));
  byId("zoom-out").addEventListener("click", () => picture.zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => picture.fit());

  const named = decodeHash();
  if (items.has(named)) choose(named);
}

function decodeHash() {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return "";
  }
}

document.getElementById("leave").addEventListener("click", leavePage);
startPage(JSON.parse(document.getElementById("data").textContent));
