"""Dick and Basu's matrix stands beside the seven types and is never merged with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.typology._attitude_patronage import LoyaltyCondition, attitude_patronage, types_by_condition
from servicekit.loyalty.typology._loyalty_types import type_matrix
from servicekit.loyalty.typology._seven_types import LoyaltyType
from servicekit.stats.intervals._count_interval import share_interval

DATA = {"a": [5, 5, 1, 2, 3, None], "p": [0.9, 0.1, 0.9, 0.1, 0.5, 0.5]}
CUTS = {"attitude_cut": 3, "patronage_cut": 0.5, "attitude_scale": LIKERT_5}


def test_each_corner_is_one_condition_and_a_point_on_a_cut_counts_as_high():
    found = attitude_patronage(DATA, attitude="a", patronage="p", **CUTS)
    assert found.counts == {
        LoyaltyCondition.NO_LOYALTY: 1,
        LoyaltyCondition.SPURIOUS_LOYALTY: 1,
        LoyaltyCondition.LATENT_LOYALTY: 1,
        LoyaltyCondition.LOYALTY: 2,
    }
    assert (found.n, found.missing["attitude"]) == (5, 1)
    assert found.shares[LoyaltyCondition.LOYALTY].interval.low == share_interval(2, 5).low


def test_a_scale_that_runs_the_other_way_is_turned_with_its_cut():
    down = Scale(low=1, high=5, higher_is_better=False)
    turned = {"a": [1, 1, 5, 4, 3, None], "p": DATA["p"]}
    same = attitude_patronage(turned, attitude="a", patronage="p", **(CUTS | {"attitude_scale": down}))
    assert same.counts == attitude_patronage(DATA, attitude="a", patronage="p", **CUTS).counts


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 1)), min_size=1, max_size=30), st.randoms())
def test_the_order_of_rows_is_irrelevant(rows, random):
    mixed = rows.copy()
    random.shuffle(mixed)
    one, other = (
        attitude_patronage({"a": [a for a, _ in part], "p": [p for _, p in part]}, attitude="a", patronage="p", **CUTS)
        for part in (rows, mixed)
    )
    assert one.counts == other.counts


def test_the_two_latent_loyalties_are_different_concepts():
    assert LoyaltyCondition.LATENT_LOYALTY.key != LoyaltyType.LATENT.key
    assert "kept apart" in LoyaltyCondition.framework.interpretation.en
    types = type_matrix(np.full((7, 6), 0.9))
    table = types_by_condition(types, attitude_patronage(DATA, attitude="a", patronage="p", **CUTS))
    leading = sum(table[LoyaltyType.TRUST].values()) + sum(table[LoyaltyType.LATENT].values())
    assert sum(sum(row.values()) for row in table.values()) in (0, 5)
    assert leading <= 5


def test_cuts_off_the_scale_and_unequal_bases_are_refused():
    with pytest.raises(InvalidValueError, match="attitude_cut"):
        attitude_patronage(DATA, attitude="a", patronage="p", **(CUTS | {"attitude_cut": 7}))
    with pytest.raises(InvalidValueError, match="same customers"):
        types_by_condition(type_matrix(np.ones((7, 2))), attitude_patronage(DATA, attitude="a", patronage="p", **CUTS))
