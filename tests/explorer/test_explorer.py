"""Pages as text: what is in the file, without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import networkx as nx
import pytest

from survivorgraph.errors import NetworkError, SurvivorGraphError
from survivorgraph.explorer.page import (
    NODE_SHAPES,
    OKABE_ITO,
    Column,
    CountedUnit,
    Facet,
    Kind,
    Page,
    PageCitation,
    PageFact,
    Step,
)
from survivorgraph.explorer.page_html import page_frame, page_html, write_page

HOSTILE = "<img src=x onerror=alert(1)>"
HOSTILES = [
    HOSTILE,
    '"></script><script>alert(2)</script>',
    "{{ 7*7 }}",
    "a\u2028b",
    "<!--<script>",
    "' onclick='x",
    "\ud800",
]
COUNTRY = Kind("country", "Country", OKABE_ITO["blue"], "dot")
TOLD = Kind("told", "As told", OKABE_ITO["slate"], "dashed")


def make_fact(text="A woman was promised work.", certainty="stated"):
    return PageFact(text, certainty, (PageCitation("Invented Report", "Section 4", 12, "ab" * 32),))


def make_page(**changes):
    network = nx.MultiDiGraph()
    for key in ("aralia", "bemora", "galdria"):
        network.add_node(key, name=key.title(), kind="country", stories=2, facts=[make_fact()])
    network.add_edge("aralia", "bemora", kind="told", weight=2, weight_label="2 stories", facts=[make_fact()])
    network.add_edge("aralia", "bemora", kind="told", weight=1)
    network.add_edge("bemora", "galdria", kind="told")
    page = Page(
        "Corridors",
        network,
        [COUNTRY],
        [TOLD],
        note="It counts stories.",
        node_columns=[Column("stories", "Stories", True)],
    )
    return replace(page, **changes)


class Elements(HTMLParser):
    """Collect the elements, their attributes, and what stands in script and style."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self.raw = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.found and self.cdata_elem in ("script", "style"):
            self.raw.append((self.cdata_elem, self.found[-1][1], data))


def read_data(html):
    found = "".join(data for tag, attrs, data in Elements(html).raw if attrs.get("type") == "application/json")
    return json.loads(found)


def test_the_same_page_gives_the_same_bytes_in_any_order(tmp_path):
    page = make_page()
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(page.network.nodes(data=True))))
    turned.add_edges_from(page.network.edges(keys=True, data=True))
    first, second = (
        write_page(one, tmp_path / name) for one, name in ((page, "a.html"), (replace(page, network=turned), "b.html"))
    )
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_the_policy_names_exactly_the_scripts_and_the_style_of_the_page():
    elements = Elements(page_html(make_page()))
    policy = next(
        attrs["content"] for tag, attrs in elements.found if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        texts = [
            "".join(part for t, a, part in elements.raw if t == tag and a is attrs and "type" not in a)
            for t, attrs in elements.found
            if t == tag and "type" not in attrs
        ]
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert rules[name].split() == [f"'sha256-{digest}'" for digest in digests]


@pytest.mark.parametrize("page", [make_page(), Page("Nothing", nx.Graph(), [])], ids=["full", "empty"])
def test_nothing_in_the_page_loads_from_anywhere(page):
    for tag, attrs in Elements(page_html(page)).found:
        assert tag not in {"img", "iframe", "object", "embed", "form", "base"}
        for name, value in attrs.items():
            if name in {"src", "href", "srcset", "data", "action", "poster"}:
                assert value.startswith(("#", "data:,", "about:blank"))
            assert not name.startswith("on")
            assert name != "style"
    style = "".join(data for tag, _, data in Elements(page_html(page)).raw if tag == "style")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("text", HOSTILES)
def test_no_text_becomes_markup(text):
    network = nx.DiGraph()
    cited = PageFact(text, "stated", (PageCitation(text, text, 3, text),))
    network.add_node("a", name=text, kind="k", aliases=[text], facts=[cited], cell=text)
    network.add_node("b", name="Bemora", kind="k")
    network.add_edge("a", "b", name=text, kind="e", weight_label=text, facts=[cited])
    html = page_html(
        Page(
            text, network, [Kind("k", text, "#0072b2", "dot")], [Kind("e", text, "#0072b2", "solid")], subtitle=text,
            note=text, node_heading=text, edge_heading=text, weight_heading=text, node_columns=[Column("cell", text)],
            legend=[text], steps=[Step(text, text, (cited,), ("a", "b"))], query=text,
        )
    )  # fmt: skip
    plain = page_html(
        replace(
            make_page(),
            steps=[Step("transit", "From", (make_fact(),), ("aralia", "bemora"))],
            query="x",
            subtitle="x",
            legend=["x"],
        )
    )
    tags = {tag for tag, _ in Elements(html).found}
    assert tags <= {tag for tag, _ in Elements(plain).found}
    assert sum(tag == "script" for tag, _ in Elements(html).found) == 3
    shown = text.encode("utf-8", "replace").decode()
    assert shown in {node["name"] for node in read_data(html)["nodes"]}
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", html)


def test_parallel_edges_both_stay_and_reach_the_picture():
    data = read_data(page_html(make_page()))
    assert [edge["id"] for edge in data["edges"]] == [
        "aralia → bemora",
        "aralia → bemora (2)",
        "bemora → galdria",
    ]
    undirected = make_page(network=nx.MultiGraph(make_page().network))
    assert len(read_data(page_html(undirected))["edges"]) == 3


def test_the_weight_of_the_network_is_left_alone():
    page = make_page()
    entries = [edge["entries"] for edge in read_data(page_html(page))["edges"]]
    assert [[row[1:3] for row in own] for own in entries] == [[[2, 2]], [[1, 1]], [[1, 1]]]
    assert page.network["aralia"]["bemora"][0]["weight"] == 2


def test_physics_is_off_and_every_node_has_its_place():
    data = read_data(page_html(make_page()))
    assert data["vis"]["options"]["physics"] == {"enabled": False}
    assert all(isinstance(value, int) for node in data["nodes"] for value in node["at"])


def test_given_places_are_kept():
    network = make_page().network
    for i, node in enumerate(network):
        network.nodes[node].update(x=100 * i, y=-7)
    found = [node["at"] for node in read_data(page_html(make_page(network=network)))["nodes"]]
    assert found == [[0, -7], [100, -7], [200, -7]]


def test_a_node_with_degrees_is_on_the_map_among_outlines_of_the_land():
    network = make_page().network
    assert "map" not in read_data(page_html(make_page()))["views"]
    network.nodes["aralia"].update(latitude=10.0, longitude=-20.0)
    data = read_data(page_html(make_page(network=network)))
    assert data["views"] == ["map", "network"]
    x, y = next(node["map"] for node in data["nodes"] if node["id"] == "aralia")
    assert x < 0
    assert y < 0
    assert len(data["land"]) > 100


def test_a_fact_and_a_citation_stand_in_the_page_once():
    data = read_data(page_html(make_page()))
    assert len(data["facts"]) == len(data["citations"]) == len(data["sources"]) == 1
    assert [node["facts"] for node in data["nodes"]] == [[0]] * 3


def test_entries_carry_their_interval_tags_and_detail():
    network = make_page().network
    tags = {"year": ["2019"], "sex": ["woman"], "no-facet": ["x"]}
    network["aralia"]["bemora"][0]["entries"] = [CountedUnit("cell", 0, 4, tags=tags, detail=("year",))]
    page = make_page(network=network, facets=[Facet("year", "Year"), Facet("sex", "Sex", {"woman": "Woman"})])
    data = read_data(page_html(page))
    (entry,) = next(edge["entries"] for edge in data["edges"] if edge["id"] == "aralia → bemora")
    assert entry == [data["units"].index("cell"), 0, 4, {"sex": [0], "year": [0]}, [], ["year"]]
    assert data["facets"][1]["values"] == [["woman", "Woman"]]


def test_the_table_without_script_adds_no_total_to_its_parts():
    network = make_page().network
    parts = [CountedUnit(year, 2, 6, tags={"year": [year]}, detail=("year",)) for year in ("2018", "2019")]
    network["aralia"]["bemora"][0]["entries"] = [CountedUnit("all", 7, 9, detail=()), *parts]
    del network["aralia"]["bemora"][0]["weight_label"]
    html = page_html(make_page(network=network, facets=[Facet("year", "Year")]))
    listed = re.findall(r"<th [^>]*>Aralia → Bemora</th><td>(.*?)</td>", html)
    assert sorted(listed) == ["1", "7–9 (2 years added up, 2018–2019)"]


def test_words_of_a_document_make_a_page_that_is_not_for_publication():
    said = replace(make_fact().evidence[0], quote="she was promised work")
    page = make_page()
    page.network.nodes["aralia"]["facts"] = [PageFact("Told.", "stated", (said,))]
    assert "Not for publication" in page_html(page).partition("<script")[0]
    assert "Not for publication" not in page_html(make_page()).partition("<script")[0]


def test_an_empty_network_gives_a_page_that_says_so():
    html = page_html(Page("Nothing", nx.Graph(), [], note="It counts stories."))
    assert "There is nothing to draw" in html
    assert "It counts stories." in html
    assert "vis-network" not in html
    assert "script-src &#39;none&#39;" in html


def test_steps_stand_in_order_and_point_to_nodes_and_edges():
    steps = [
        Step("recruitment", "At home", (make_fact(),), "aralia"),
        Step("transit", "First way", (), ("aralia", "bemora")),
        Step("transit", "Second way", (), ("aralia", "bemora", 1)),
        Step("outcome", "After"),
    ]
    html = page_html(make_page(steps=steps, layout="path"))
    picked = [step["selects"] for step in read_data(html)["steps"]]
    assert picked == ["aralia", "aralia → bemora", "aralia → bemora (2)", ""]
    assert html.index("At home") < html.index("Second way") < html.index("After")


def test_an_undirected_edge_is_found_from_either_end():
    page = make_page(network=nx.Graph(make_page().network), steps=[Step("s", "t", (), ("bemora", "aralia"))])
    assert "aralia – bemora" in page_html(page)


def test_a_frame_holds_the_page_as_an_attribute_and_only_lets_scripts_run_and_files_be_saved():
    elements = Elements(page_frame(make_page(title=HOSTILE), height=300)).found
    assert [tag for tag, _ in elements] == ["iframe"]
    attrs = elements[0][1]
    assert attrs["sandbox"] == "allow-scripts allow-downloads"
    assert attrs["srcdoc"] == page_html(make_page(title=HOSTILE))


def test_every_shape_has_a_sign_in_the_legend():
    symbols = {attrs.get("id") for tag, attrs in Elements(page_html(make_page())).found if tag == "symbol"}
    assert {f"mark-{shape}" for shape in (*NODE_SHAPES, "solid", "dashed", "dotted")} <= symbols


def _spoil(**attributes):
    network = make_page().network
    network.nodes["bemora"].update(attributes)
    return make_page(network=network)


def _spoil_edge(**attributes):
    network = make_page().network
    network["aralia"]["bemora"][0].update(attributes)
    return make_page(network=network)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: _spoil(name=" "), "node 'bemora' has no name"),
        (lambda: _spoil(name=None), "node 'bemora' has no name"),
        (lambda: _spoil(kind="town"), "node 'bemora' is of kind 'town'; kinds of this page: country"),
        (lambda: _spoil(size=float("nan")), "size of node 'bemora'"),
        (lambda: _spoil(facts=[make_fact(certainty="sure")]), "'sure'; allowed: stated, inferred, ambiguous"),
        (lambda: _spoil_edge(kind="leg"), "edge 'aralia → bemora' is of kind 'leg'"),
        (lambda: _spoil_edge(weight=-1), "weight of edge 'aralia → bemora'"),
        (lambda: _spoil_edge(weight=0), "weight of edge 'aralia → bemora' is 0"),
        (lambda: make_page(kinds=[replace(COUNTRY, color="red")]), "color of kind 'country'"),
        (lambda: make_page(kinds=[replace(COUNTRY, shape="circle")]), "shape of kind 'country'"),
        (lambda: _spoil_edge(entries=[CountedUnit("x", 5, 2)]), "at least 5 and at most 2"),
        (lambda: make_page(steps=[Step("s", "t", (), "nowhere")]), "step 1 selects 'nowhere'"),
        (lambda: make_page(layout="map"), "no latitude and longitude"),
    ],
)
def test_what_cannot_be_drawn_is_said(make, said):
    with pytest.raises(NetworkError, match=re.escape(said)) as caught:
        page_html(make())
    assert isinstance(caught.value, SurvivorGraphError)


def test_two_keys_that_read_the_same_are_refused():
    network = nx.Graph()
    network.add_node(1, name="One", kind="country")
    network.add_node("1", name="Also one", kind="country")
    with pytest.raises(NetworkError, match="two nodes are both written '1'"):
        page_html(make_page(network=network))


def test_a_failed_page_leaves_the_earlier_file_whole(tmp_path):
    path = write_page(make_page(), tmp_path / "page.html")
    before = path.read_bytes()
    with pytest.raises(NetworkError):
        write_page(_spoil(kind="town"), path)
    assert path.read_bytes() == before
