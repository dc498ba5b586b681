/* The address: the state of the page after the #, a step of the browser's history for each choice, and the way out. */

const LEFT = "left"; /* the fragment that hides the page, see page.css */

/* Whoever left the page and comes upon the step left behind sees nothing of it. */
export function goIfLeft() {
  if (location.hash !== `#${LEFT}`) return false;
  location.replace("about:blank");
  return true;
}

export function readAddress() {
  return new URLSearchParams(location.hash.slice(1));
}

export function makeAddress(onMove) {
  let depth = history.state?.depth ?? 0;
  let furthest = depth;
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".bar nav a")]);
  const files = links.map((link) => link.getAttribute("href"));

  function keep(kept, isStep) {
    const hash = kept.size ? `#${String(kept).replaceAll("%2F", "/")}` : "";
    links.forEach((link, i) => link.setAttribute("href", files[i] + hash));
    const isNew = isStep && hash !== location.hash;
    try {
      if (isNew) history.pushState({ depth: depth + 1 }, "", hash || location.pathname + location.search);
      else history.replaceState({ depth }, "", hash || location.pathname + location.search);
      if (isNew) furthest = depth += 1;
    } catch {
      /* A sandboxed frame has no address of its own; nothing is lost. */
    }
  }

  /* Go to where the page was opened, so that no step of it stays behind. */
  function toStart(then) {
    if (depth === 0) return then();
    window.addEventListener("popstate", (event) => (event.stopImmediatePropagation(), then()), { once: true, capture: true });
    history.go(-depth);
  }

  function leave(event) {
    event.preventDefault();
    document.body.hidden = true;
    toStart(() => {
      if (furthest > 0) {
        /* A new step drops those ahead; the one left behind shows nothing and goes away by itself. */
        history.replaceState({ left: true }, "", `#${LEFT}`);
        history.pushState({ left: true }, "", `#${LEFT}`);
      }
      location.replace("about:blank");
    });
  }

  document.getElementById("leave").addEventListener("click", leave);
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const address = link.href;
      toStart(() => location.replace(address));
    });
  }
  window.addEventListener("popstate", (event) => {
    if (goIfLeft()) return;
    depth = event.state?.depth ?? depth + 1;
    furthest = Math.max(furthest, depth);
    onMove();
  });
  window.addEventListener("pageshow", goIfLeft);
  return { keep };
}
