"""HTML of a page with a network, the facts behind it, and their citations.

The page is one file that requests nothing. Every name and text in it is data: the template escapes it, the
script writes it with `textContent` only, and the page's own content security policy allows no other script, no
request, no text turned into code or markup.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from survivorgraph.explorer.drawing import draw_kinds, place_items, read_vis_network
from survivorgraph.explorer.page import CERTAINTIES, Kind, Page
from survivorgraph.explorer.page_data import (
    Json,
    Tables,
    list_edges,
    list_nodes,
    list_partnerships,
    list_routes,
    list_steps,
)
from survivorgraph.explorer.script_modules import join_folder
from survivorgraph.explorer.world import EQUAL_EARTH, MAP_SCALE
from survivorgraph.lookup.kinds import KIND_ORDER
from survivorgraph.lookup.matching import Rank
from survivorgraph.wording.texts import read_texts

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Frame", "list_data", "page_frame", "page_html", "read_places", "write_page"]

STATIC_ROWS = 200
"""Rows of each table in the page for readers without script."""


def write_page(page: Page, path: Path | str) -> Path:
    """Write the page as one HTML file, whole or not at all, and return its path."""
    path = Path(path)
    text = page_html(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(text.encode("utf-8"))
        return draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


class Frame(str):
    """The HTML of an iframe, which a notebook displays."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        """Return a short description instead of a megabyte of HTML."""
        return f"<frame of {len(self):,} characters>"


def page_frame(page: Page, *, height: int = 760) -> Frame:
    """Return an `iframe` that holds the page: its script may run, and reaches nothing around it.

    The frame may let files be saved, which the page makes itself.
    """
    return Frame(
        f'<iframe sandbox="allow-scripts allow-downloads" title="{escape(page.title)}" width="100%" '
        f'height="{height:d}" style="border: 1px solid #d9d4c7" srcdoc="{escape(page_html(page))}"></iframe>'
    )


def page_html(page: Page) -> str:
    """Return the page; the same input gives the same bytes. NetworkError says what cannot be drawn."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    tables = Tables(page)
    data = list_data(page, tables)
    folder = Path(str(files("survivorgraph.explorer"))) / "templates"
    script = join_folder(folder.parent / "scripts", "page.js")
    scripts = [read_vis_network(), script] if data["nodes"] else []
    style = _read(folder / "page.css")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("page.html.j2").render(
        page=page,
        texts=data["texts"],
        data=data,
        most=STATIC_ROWS,
        names={node["id"]: node["name"] for node in data["nodes"]},
        amounts=_word_amounts(page, data, tables),
        certainties=CERTAINTIES,
        cited=_count_cited(data),
        quoted=any(len(row) > 4 for row in data["citations"]),
        policy=_policy(scripts, style),
        scripts=[_literal(script) for script in scripts],
        style=_literal(style),
        embedded=_embed(data),
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def read_places(page: Page) -> dict[str, tuple[int, int]]:
    """Return the position of each node in the network, as the page computes it."""
    tables = Tables(page)
    nodes = list_nodes(page, tables)
    place_items(page, nodes, list_edges(page, tables))
    return {item["id"]: tuple(item["at"]) for item in nodes}


def list_data(page: Page, tables: Tables) -> Json:
    """Return what the script of a page reads."""
    nodes, edges = list_nodes(page, tables), list_edges(page, tables)
    known = {item["id"] for item in (*nodes, *edges)}
    own, *others = list_steps(page, tables, known)
    routes = list_routes(page, tables, others)
    partnerships = list_partnerships(page, tables, known)
    place_items(page, nodes, edges)
    return {
        "title": page.title,
        "texts": read_texts(page.language),
        "language": page.language,
        "views": _list_views(page, nodes),
        "start": "network" if page.layout == "path" else page.layout,
        "path": page.layout == "path",
        "directed": page.network.is_directed(),
        "certainties": CERTAINTIES,
        "search": {"ranks": {rank.name.casefold(): int(rank) for rank in Rank}, "kinds": KIND_ORDER},
        "kinds": [asdict(kind) for kind in _list_used(page.kinds, nodes)],
        "edgeKinds": [asdict(kind) for kind in _list_used(page.edge_kinds, [*edges, *_list_counted(page, nodes)])],
        "domestic": page.domestic,
        "headings": {"nodes": page.node_heading, "edges": page.edge_heading, "weight": page.weight_heading},
        "nodeColumns": [asdict(column) for column in page.node_columns],
        "edgeColumns": [asdict(column) for column in page.edge_columns],
        "note": page.note,
        "query": page.query,
        "queries": dict(page.queries),
        "opens": dict(page.opens),
        "nodes": nodes,
        "edges": edges,
        "steps": own,
        "routes": routes,
        "partnerships": partnerships,
        "facets": tables.list_facets(),
        "facts": tables.facts,
        "citations": tables.citations,
        "sources": tables.sources,
        "units": tables.units,
        "vis": draw_kinds(page),
        "land": _read_land(nodes),
        "earth": [MAP_SCALE, *EQUAL_EARTH],
    }


def _list_counted(page: Page, nodes: Iterable[Json]) -> list[Json]:
    return [{"kind": page.domestic}] if any("domestic" in node for node in nodes) else []


def _word_amounts(page: Page, data: Json, tables: Tables) -> dict[str, str]:
    """Write what each line counts, for readers without script."""
    units = {kind.key: kind.unit for kind in page.edge_kinds}
    found = {}
    for edge in data["edges"]:
        lower, upper = tables.amounts[edge["id"]]
        text = f"{lower:,}" if lower == upper else f"{lower:,}–{upper:,}"
        one, many = units.get(edge.get("kind"), ("", ""))
        amount = f"{text.replace(',', data['texts']['thousands'])} {one if lower == upper == 1 else many}".strip()
        found[edge["id"]] = edge.get("label") or amount + _word_origins(*tables.origins[edge["id"]], data["texts"])
    return found


def _word_origins(sets: Sequence[str], years: Sequence[str], texts: Json) -> str:
    """Write of how many data sets a figure is one, and how many years it sums, as `qualify` in figures.js does."""
    said = [texts["largest_of"].format(count=len(sets))] if len(sets) > 1 else []
    if len(years) > 1:
        said.append(texts["years_added"].format(count=len(years), first=years[0], last=years[-1]))
    return f" ({'; '.join(said)})" if said else ""


def _list_views(page: Page, nodes: Sequence[Json]) -> list[str]:
    scenes = {kind.key: kind.scene for kind in page.kinds}
    found = ["map"] if any("map" in node for node in nodes if scenes[node["kind"]] == "places") else []
    found += ["network"] if any(scenes[node["kind"]] == "places" for node in nodes) else []
    found += ["journeys"] if page.routes else []
    return [*found, *(["partnerships"] if "organizations" in {scenes[node["kind"]] for node in nodes} else [])]


def _list_used(kinds: Sequence[Kind], items: Iterable[Json]) -> list[Kind]:
    used = {item.get("kind") for item in items}
    return [kind for kind in kinds if kind.key in used]


def _read_land(nodes: Iterable[Json]) -> Sequence[Sequence[int]]:
    from survivorgraph.explorer.world import read_land

    return read_land() if any("map" in node for node in nodes) else ()


def _count_cited(data: Json) -> list[tuple[str, str, int]]:
    """List the sources by name, with their date and how many different places of each are cited."""
    counts = [0] * len(data["sources"])
    for place in {tuple(row[:4]) for row in data["citations"]}:
        counts[place[0]] += 1
    return sorted((name, date, count) for (name, date), count in zip(data["sources"], counts, strict=True))


def _read(path: Path) -> str:
    """Read a file with the line ends that a browser will see, so that hashes over it hold."""
    return path.read_text("utf-8").replace("\r\n", "\n")


def _policy(scripts: Iterable[str], style: str) -> str:
    """Return the content security policy: these scripts and this style, and nothing from anywhere."""
    allowed = " ".join(_digest(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"


def _literal(text: str) -> Markup:
    """Mark text of our own files as safe, not to be escaped; never use it for a page's data."""
    from markupsafe import Markup

    return Markup(text)


def _embed(data: Json) -> Markup:
    r"""Write data as JSON that cannot end its `script` element or be read as markup.

    >>> _embed({"name": "</script><img>"})
    Markup('{"name":"\\u003c/script\\u003e\\u003cimg\\u003e"}')
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _literal(text.translate({ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}))
