"""PLS path modelling: published coefficients, exact cases, and what does not depend on order or unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._scales import ONE_TO_TEN
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.index_models._estimation import design_of, fit, paths_and_r2, solve
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._model import index_model
from servicekit.index_models._presets import ECSI

# ECSI mobile data, mode A, standardised items: SmartPLS 2.0.M3 as shipped in semPLS; seminr and cSEM agree
PUBLISHED = {
    "image -> expectation": (0.50491393, 0.50470564, 0.50494314),
    "image -> satisfaction": (0.17873950, 0.17883348, 0.17859267),
    "image -> loyalty": (0.19575534, 0.19535971, 0.19581962),
    "expectation -> quality": (0.55674896, 0.55724786, 0.55675903),
    "expectation -> value": (0.04998839, 0.05078755, 0.05017810),
    "expectation -> satisfaction": (0.06252287, 0.06442534, 0.06494366),
    "quality -> value": (0.55830438, 0.55721686, 0.55776245),
    "quality -> satisfaction": (0.51202394, 0.51254524, 0.51297470),
    "value -> satisfaction": (0.19476510, 0.19181566, 0.19144526),
    "satisfaction -> complaints": (0.52806625, 0.52609731, 0.52585655),
    "satisfaction -> loyalty": (0.48547762, 0.48347472, 0.48305917),
    "complaints -> loyalty": (0.06692607, 0.07123241, 0.07031057),
}
R2 = {
    "expectation": 0.2549380804,
    "quality": 0.3099694071,
    "value": 0.3452789419,
    "satisfaction": 0.6810782914,
    "complaints": 0.2788539604,
    "loyalty": 0.4569444547,
}
LOADINGS = {
    "image": (0.7452080729, 0.5992003825, 0.5763589531, 0.7687616592, 0.7444524294),
    "expectation": (0.7707671690, 0.6912454740, 0.6078126406),
    "value": (0.9022112012, 0.9396247771),
    "satisfaction": (0.7924124341, 0.8470214598, 0.8566926813),
    "loyalty": (0.8204131960, 0.2020217094, 0.9154362868),
}
CONSISTENT = {
    "image -> expectation": 0.86329322,
    "expectation -> quality": 0.87101566,
    "quality -> satisfaction": 0.66932035,
    "satisfaction -> loyalty": 0.96152013,
    "complaints -> loyalty": -0.03922512,
}
# two programs agree on these for items on one common scale, centroid scheme
UNSTANDARDISED = (0.49305215, 0.15268911, 0.21225852, 0.54510775, 0.06590112, 0.03708623)
UNSTANDARDISED += (0.54029121, 0.54440432, 0.19970845, 0.54002834, 0.46549648, 0.04999604)


def estimated(mobi, columns, **settings):
    return satisfaction_index(mobi, ECSI, columns=columns, scale=ONE_TO_TEN, resamples=0, **settings)


@pytest.mark.parametrize(("place", "scheme"), ((0, "path"), (1, "centroid"), (2, "factorial")))
def test_paths_are_the_published_ones_for_three_schemes(published_mobi, mobi_columns, place, scheme):
    found = estimated(published_mobi, mobi_columns, scheme=scheme).paths
    assert {key: path.value for key, path in found.items()} == pytest.approx(
        {key: values[place] for key, values in PUBLISHED.items()}, abs=5e-8
    )


def test_explained_variance_and_loadings_are_the_published_ones(published_mobi, mobi_columns):
    found = estimated(published_mobi, mobi_columns)
    assert {key: r2.value for key, r2 in found.r2.items()} == pytest.approx(R2, abs=5e-8)
    for key, loadings in LOADINGS.items():
        assert [found.loadings[item].value for item in found.columns[key]] == pytest.approx(loadings, abs=5e-8)


def test_consistent_paths_are_the_published_ones(published_mobi, mobi_columns):
    found = estimated(published_mobi, mobi_columns, consistent=True).paths
    assert {key: found[key].value for key in CONSISTENT} == pytest.approx(CONSISTENT, abs=5e-7)


def test_unstandardised_items_give_the_computed_paths(published_mobi, mobi_columns):
    found = estimated(published_mobi, mobi_columns, scheme="centroid", standardised=False).paths
    assert [path.value for path in found.values()] == pytest.approx(UNSTANDARDISED, abs=5e-8)


def scores_by_hand(rows, weights):
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    score = z @ weights
    return score / score.std()


@pytest.mark.parametrize("modes", ({}, {"b": "B"}, {"a": "B", "b": "B"}))
def test_the_fixed_point_holds_when_written_out_with_scores(modes):
    """At the solution every block's weights reproduce themselves from its neighbour's score."""
    rng = np.random.default_rng(8)
    common = rng.normal(size=(80, 1))
    rows = np.hstack([common + rng.normal(size=(80, 3)), 0.7 * common + rng.normal(size=(80, 2))])
    design = design_of(index_model("a -> b", target="b"), [3, 2], scheme="centroid", modes=modes)
    found = fit(np.corrcoef(rows.T)[:, :, None], design, tolerance=1e-13)
    assert found.converged.all()
    weights = found.weights[:, 0]
    blocks = {"a": slice(0, 3), "b": slice(3, 5)}
    scores = {key: scores_by_hand(rows[:, block], weights[block]) for key, block in blocks.items()}
    for key, other in (("a", "b"), ("b", "a")):
        z = (rows[:, blocks[key]] - rows[:, blocks[key]].mean(axis=0)) / rows[:, blocks[key]].std(axis=0)
        raw = z.T @ scores[other] / 80
        if modes.get(key) == "B":
            raw = np.linalg.solve(z.T @ z / 80, raw)
        expected = raw / (z @ raw).std()
        assert weights[blocks[key]] == pytest.approx(expected, abs=1e-9)


def test_regression_weights_reach_canonical_correlation():
    # two blocks of mode B are canonical correlation analysis
    rng = np.random.default_rng(9)
    rows = rng.normal(size=(120, 5)) @ rng.normal(size=(5, 5))
    r = np.corrcoef(rows.T)
    design = design_of(index_model("a -> b", target="b"), [3, 2], modes={"a": "B", "b": "B"})
    found = fit(r[:, :, None], design, tolerance=1e-12)
    a, b, c = r[:3, :3], r[3:, 3:], r[:3, 3:]
    squared = np.linalg.eigvals(np.linalg.solve(a, c) @ np.linalg.solve(b, c.T)).real.max()
    assert found.scores[0, 1, 0] ** 2 == pytest.approx(squared, abs=1e-9)


def test_a_construct_of_one_item_has_loading_and_weight_one(mobi, mobi_columns):  # bad input 83
    found = estimated(mobi, mobi_columns)
    assert found.loadings["CUSCO"].value == pytest.approx(1)
    assert found.item_weights["CUSCO"] == pytest.approx(1)
    validity = found.validity["complaints"]
    assert (validity.ave, validity.rho_c, validity.rho_a) == pytest.approx((1, 1, 1))
    assert validity.alpha is None


seeds = st.integers(0, 10_000)
SIZES = [2, 3, 1, 2]
MODEL = index_model("a -> b, c\nb, c -> d", target="d")


def related(seed, n=40):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, 1)) + 0.8 * rng.normal(size=(n, 4))
    return np.hstack([scores[:, [j]] + 0.7 * rng.normal(size=(n, size)) for j, size in enumerate(SIZES)])


@given(seeds, st.sampled_from(("path", "centroid", "factorial")), st.permutations(range(3)))
@settings(max_examples=30)
def test_order_and_unit_of_items_do_not_matter(seed, scheme, order):
    rows = related(seed)
    design = design_of(MODEL, SIZES, scheme=scheme)
    plain = fit(np.corrcoef(rows.T)[:, :, None], design, tolerance=1e-12)
    place = [0, 1, *(2 + p for p in order), 5, 6, 7]
    moved = rows[:, place] * np.linspace(0.1, 9, 8) - 3
    turned = fit(np.corrcoef(moved.T)[:, :, None], design, tolerance=1e-12)
    assert turned.weights == pytest.approx(plain.weights[place], abs=1e-7)
    assert paths_and_r2(turned.scores, design)[0] == pytest.approx(paths_and_r2(plain.scores, design)[0], abs=1e-7)


@given(seeds)
@settings(max_examples=20)
def test_scores_have_variance_one_and_point_the_way_of_their_items(seed):
    rows = related(seed, n=15)
    design = design_of(MODEL, SIZES)
    r = np.corrcoef(rows.T)
    found = fit(r[:, :, None], design)
    for j, block in enumerate(design.blocks):
        w = found.weights[block, 0]
        assert w @ r[block, block] @ w == pytest.approx(1)
        assert found.proxies[j, block, 0].sum() > 0


def test_many_matrices_are_fitted_as_each_alone():
    stack = np.stack([np.corrcoef(related(seed).T) for seed in range(30)], axis=-1)
    design = design_of(MODEL, SIZES)
    together = fit(stack, design)
    for place in range(30):
        alone = fit(stack[:, :, [place]], design)
        assert together.weights[:, place] == pytest.approx(alone.weights[:, 0], abs=1e-12)


def test_hand_made_elimination_solves_and_marks_singular_systems():
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(6, 10, 4))
    matrices = np.einsum("sni,snj->ijs", rows, rows)
    right = rng.normal(size=(4, 6))
    matrices[:, :, 5] = np.ones((4, 4))
    found = solve(matrices, right)
    for place in range(5):
        assert found[:, place] == pytest.approx(np.linalg.solve(matrices[:, :, place], right[:, place]), abs=1e-10)
    assert np.isnan(found[:, 5]).all()


def test_unknown_schemes_and_modes_are_refused(mobi, mobi_columns):
    with pytest.raises(InvalidValueError, match="centroid"):
        estimated(mobi, mobi_columns, scheme="centriod")
    with pytest.raises(InvalidValueError, match="'A' or 'B'"):
        estimated(mobi, mobi_columns, modes={"image": "C"})
    with pytest.raises(UnknownConceptError, match="image"):
        estimated(mobi, mobi_columns, modes={"imag": "B"})
    with pytest.raises(InvalidValueError, match="standardised"):
        estimated(mobi, mobi_columns, consistent=True, standardised=False)
