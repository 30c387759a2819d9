"""Resamples within strata and of finite populations: the spread is that of linearised estimates."""

import attrs
import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.designs._linearised import contrast_gradient, linearised
from servicekit.stats.designs._moment_resamples import as_one_stratum, bootstrap, left_out
from servicekit.stats.summaries._moments_data import moments

DESIGNS = {
    "strata": sk.Design(strata="h"),
    "clusters in strata": sk.Design(strata="h", clusters="c"),
    "finite": sk.Design(strata="h", clusters="c", fpc="N"),
    "weighted": sk.Design(weights="w", strata="h", clusters="c", fpc="N"),
}


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(4)
    stratum = np.repeat([0, 1, 2], [60, 80, 40])
    cluster = np.arange(180) // 10
    felt = 2.0 * stratum + rng.normal(size=18)[cluster]
    columns = {f"q{i}": felt + rng.normal(size=180) for i in range(3)}
    weights = np.array([1.0, 2.0, 0.5])[stratum]
    return columns | {"h": stratum, "c": cluster, "N": np.array([8, 12, 20])[stratum], "w": weights}


@pytest.mark.parametrize("name", DESIGNS)
def test_resampled_means_vary_as_linearised_ones(rows, name):
    design = DESIGNS[name]
    found = moments(rows, ["q0", "q1"], missing="listwise", design=design)
    means = np.concatenate([batch.means for batch in bootstrap(found, 4000, np.random.default_rng(1))], axis=1)
    plain = moments(rows, ["q0"], missing="listwise", design=design, replicated=False)
    wanted = linearised(plain, contrast_gradient(plain, np.array([1.0]))).standard_error
    assert means[0].std() == pytest.approx(wanted, rel=0.05)
    loose = moments(rows, ["q0", "q1"], missing="listwise", design=attrs.evolve(design, strata=None, fpc=()))
    apart = np.concatenate([batch.means for batch in bootstrap(loose, 2000, np.random.default_rng(1))], axis=1)
    assert abs(means[0].std() / apart[0].std() - 1) > 0.1


@pytest.mark.parametrize("name", ("clusters in strata", "finite"))
def test_jackknife_of_strata_agrees_with_the_bootstrap(rows, name):
    found = moments(rows, ["q0", "q1"], missing="listwise", design=DESIGNS[name])
    alone = as_one_stratum(left_out(found)[:, 0, 1], found)
    error = np.sqrt((len(alone) - 1) / len(alone)) * np.linalg.norm(alone - alone.mean())
    draws = np.concatenate([b.covariances[0, 1] for b in bootstrap(found, 4000, np.random.default_rng(1))])
    assert error == pytest.approx(draws.std(), rel=0.15)


def test_measures_of_resamples_honour_strata_and_populations(rows):
    whole = {
        name: sk.stats.driver_importance(rows, "q0", ["q1", "q2"], rng=np.random.default_rng(1), design=design)
        for name, design in {"none": None, **DESIGNS}.items()
    }
    spread = {name: found.explained.standard_error for name, found in whole.items()}
    assert spread["finite"] < spread["clusters in strata"]
    assert len(set(spread.values())) == len(spread)
    census = {**rows, "N": np.array([6, 8, 4])[rows["h"]]}
    assert sk.omega(census, ["q0", "q1", "q2"], design=DESIGNS["finite"]).interval.width == pytest.approx(0, abs=1e-9)


def test_a_stratum_of_one_unit_has_no_resamples(rows):
    lonely = {**rows, "h": np.where(rows["c"] == 0, 9, rows["h"])}
    found = sk.omega(lonely, ["q0", "q1", "q2"], design=DESIGNS["clusters in strata"])
    assert (found.interval, found.interval_reason.key) == (None, "too_few_replicates")
    drivers = sk.stats.driver_importance(
        lonely, "q0", ["q1"], rng=np.random.default_rng(1), design=DESIGNS["clusters in strata"]
    )
    assert drivers.explained.interval is None


def test_strata_alone_change_no_value_and_parts_merge(rows):
    kept = {name: column for name, column in rows.items() if name != "N"}
    first = {name: column[:90] for name, column in kept.items()}
    second = {name: column[90:] for name, column in kept.items()}
    design = DESIGNS["clusters in strata"]
    parts = moments(first, ["q0"], design=design) + moments(second, ["q0"], design=design)
    whole = moments(kept, ["q0"], design=design)
    assert {n: p.replicate_count for n, p in parts.layers.items()} == {
        n: p.replicate_count for n, p in whole.layers.items()
    }
    assert parts.means == pytest.approx(whole.means)


def test_feldt_takes_rows_of_no_design(rows):
    with pytest.raises(InvalidValueError, match="without clusters"):
        sk.cronbach_alpha(rows, ["q0", "q1"], method="feldt", design=sk.Design(clusters="c"))
