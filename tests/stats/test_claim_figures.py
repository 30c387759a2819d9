"""What the tests behind claims say besides p: sides, errors, sizes, edges."""

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from servicekit.stats._estimates import Average, average_of
from servicekit.stats._mean_test import mean_test


class TestMeanOfOneSample:
    def test_few_numbers_need_the_sign_test_too(self) -> None:
        gaps = np.array([-4.0, -4, -4, 0, 0, 0, 0, 0])
        found = mean_test(average_of(gaps), down=3, up=0)
        assert found.p == binomtest(3, 3).pvalue == 0.25
        assert found.p > ttest_1samp(gaps, 0).pvalue
        assert (found.n, found.df) == (8, 7)

    def test_many_numbers_follow_t_alone(self) -> None:
        gaps = np.r_[np.full(3, -4.0), np.zeros(27)]
        found = mean_test(average_of(gaps), down=3, up=0)
        reference = ttest_1samp(gaps, 0)
        assert (found.p, found.statistic) == (pytest.approx(reference.pvalue), pytest.approx(reference.statistic))
        assert found.standard_error == pytest.approx(gaps.std(ddof=1) / 30**0.5)
        fewer = mean_test(average_of(gaps[:29]), down=3, up=0)
        assert fewer.p == 0.25

    def test_no_gap_at_all_is_no_evidence_and_one_number_no_test(self) -> None:
        assert mean_test(Average(n=5, mean=0.0, sd=0.0), down=0, up=0).p == 1
        assert mean_test(Average(n=5, mean=0.0, sd=1.0), down=0, up=0).p == 1
        alone = mean_test(Average(n=1, mean=-4.0, sd=0.0), down=1, up=0)
        assert (alone.p, alone.reason.en if alone.reason else "") == (None, "only 1 answers")
