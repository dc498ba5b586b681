"""Weights of maximum entropy: strengths are kept on average, and nothing else is decided."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import minimize

from survivorgraph.network.core.arrays import make_arrays, make_random, to_arrays
from survivorgraph.network.inference.entropy_weights import draw_entropy_weights, fit_rates
from survivorgraph.network.inference.null_models import draw_null_networks, measure_structure


def make_network(seed: int, *, whole: bool, nodes: int = 12) -> nx.Graph:
    rng = np.random.default_rng(seed)
    network = nx.gnp_random_graph(nodes, 0.5, seed=seed)
    for *_, data in network.edges(data=True):
        data["weight"] = int(rng.integers(1, 60)) if whole else float(rng.uniform(0.1, 9))
    return network


def read_edges(network: nx.Graph):
    arrays = to_arrays(network)
    once = arrays.source < arrays.target
    return arrays, arrays.source[once], arrays.target[once], np.bincount(arrays.source, arrays.weight, arrays.size)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_the_rates_are_those_that_a_general_optimizer_finds(seed, whole):
    _, starts, ends, strength = read_edges(make_network(seed, whole=whole))

    def log_likelihood(values):
        """Return the negative log-likelihood of the strengths (Parisi et al. 2020, eq. 8), up to a constant."""
        rates = values[starts] + values[ends]
        if (rates <= 0).any():
            return np.inf
        normalizer = -rates - np.log(-np.expm1(-rates)) if whole else -np.log(rates)
        return float((values * strength).sum() + normalizer.sum())

    start = np.full(len(strength), 0.5 * len(starts) / strength.sum() * 2)
    found = minimize(
        log_likelihood, start, method="Nelder-Mead", options={"maxiter": 200_000, "fatol": 1e-12, "xatol": 1e-10}
    )
    expected = minimize(log_likelihood, found.x, method="BFGS").x
    rates = fit_rates(starts, ends, strength, whole=whole)
    assert rates == pytest.approx(expected[starts] + expected[ends], rel=0.02)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("directed", [True, False])
def test_strengths_are_kept_on_average(directed, whole):
    network = make_network(3, whole=whole, nodes=20)
    network = nx.gnp_random_graph(20, 0.4, seed=1, directed=True) if directed else network
    rng = np.random.default_rng(0)
    for *_, data in network.edges(data=True):
        data["weight"] = int(rng.integers(1, 60)) if whole else float(rng.uniform(0.1, 9))
    arrays = to_arrays(network)
    out = np.bincount(arrays.source, arrays.weight, arrays.size)
    into = np.bincount(arrays.target, arrays.weight, arrays.size)
    drawn = list(draw_null_networks(arrays, samples=400, seed=2))
    found_out = np.mean([np.bincount(one.source, one.weight, one.size) for one in drawn], axis=0)
    found_into = np.mean([np.bincount(one.target, one.weight, one.size) for one in drawn], axis=0)
    assert found_out == pytest.approx(out, rel=0.15)
    assert found_into == pytest.approx(into, rel=0.15)
    weights = np.concatenate([one.weight for one in drawn])
    assert (weights > 0).all()
    assert bool((weights == weights.round()).all()) is whole


def test_the_weights_of_a_star_are_drawn_around_those_given():
    starts, ends = np.zeros(3, dtype=np.int64), np.array([1, 2, 3])
    rates = fit_rates(starts, ends, np.array([60.0, 10.0, 20.0, 30.0]), whole=False)
    assert 1 / rates == pytest.approx([10, 20, 30], rel=1e-4)
    rates = fit_rates(starts, ends, np.array([60.0, 10.0, 20.0, 30.0]), whole=True)
    assert -1 / np.expm1(-rates) == pytest.approx([10, 20, 30], rel=1e-4)


def test_strengths_that_the_edges_do_not_allow_are_approached():
    """Two nodes whose only edge is the one between them cannot have strengths of 1 and 100."""
    rates = fit_rates(np.array([0, 2]), np.array([1, 3]), np.array([1.0, 100.0, 5.0, 5.0]), whole=False)
    assert np.isfinite(rates).all()
    assert 1 <= 1 / rates[0] <= 100
    assert 1 / rates[1] == pytest.approx(5, rel=0.05)


def test_weights_drawn_at_extreme_rates_are_finite():
    rng = make_random(0)
    assert (draw_entropy_weights(np.array([1e-9, 1.0, 1e6]), rng, whole=True)[1:] >= 1).all()
    assert np.isfinite(draw_entropy_weights(np.array([1e-9, 1.0, 1e6]), rng, whole=False)).all()


@pytest.mark.slow
def test_of_networks_that_are_random_about_one_in_twenty_lies_outside():
    """Under a true null, what is called 'above' or 'below' is chance: 5 % of the time."""
    truth = to_arrays(make_network(5, whole=True, nodes=24))
    outside = total = 0
    for number, one in enumerate(draw_null_networks(truth, samples=40, seed=9)):
        network = nx.Graph()
        network.add_nodes_from(range(24))
        network.add_weighted_edges_from(zip(one.source.tolist(), one.target.tolist(), one.weight.tolist(), strict=True))
        table = {row["measure"]: row for row in measure_structure(network, samples=60, seed=number)}
        outside += table["strength_assortativity"]["degree_adjusted"] in ("above", "below")
        total += 1
    assert total == 40
    assert outside <= 8


def test_an_edge_list_of_nothing_has_no_weights():
    empty = make_arrays((), *(np.empty(0, dtype=np.int64),) * 2, np.empty(0), directed=True)
    assert [one.edge_count for one in draw_null_networks(empty, samples=2)] == [0, 0]
