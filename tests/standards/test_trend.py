"""A control chart of compliance signals the wave that is out of the ordinary."""

import pytest

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.standards._audit import Audit, audit
from servicekit.standards._compliance import compliance_chart
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL


def waves(shares: list[float], each: int = 100) -> Audit:
    rows = [
        ("smile", f"site {i % 2}", f"2024-{wave:02d}", i < share * each)
        for wave, share in enumerate(shares, 1)
        for i in range(each)
    ]
    names = ("standard", "site", "wave", "result")
    return audit({n: [row[k] for row in rows] for k, n in enumerate(names)}, FASHION_RETAIL, auditor=None, wave="wave")


STEADY = [0.9, 0.88, 0.91, 0.9, 0.87, 0.92, 0.9, 0.89, 0.9, 0.91]


def test_a_bad_wave_is_signalled_and_noise_is_not() -> None:
    quiet = compliance_chart(waves(STEADY), method="p")
    assert not any(point.signals for point in quiet.points)
    bad = compliance_chart(waves([*STEADY, 0.6]), method="p", baseline=10)
    assert [point.period for point in bad.points if point.signals] == ["2024-11"]
    assert bad.points[-1].signals == ("below",)
    assert bad.points[0].value == 0.9
    assert bad.points[0].n == 100


def test_charts_by_site_and_standard_split_the_same_observations() -> None:
    found = waves(STEADY)
    charts = compliance_chart(found, by="site")
    assert list(charts) == ["site 0", "site 1"]
    assert charts["site 1"] == compliance_chart(found, site="site 1")
    assert compliance_chart(found, by="standard")["smile"] == compliance_chart(found, standard="smile")
    assert compliance_chart(found, by="standard")["everyone_greets"].reason.key == "no_data"
    with pytest.raises(UnknownConceptError, match="did you mean 'site 0'"):
        compliance_chart(found, site="site0")
    with pytest.raises(UnknownConceptError, match="unknown standard"):
        compliance_chart(found, standard="nope")
    with pytest.raises(InvalidValueError, match="'standard', 'area' or 'site'"):
        compliance_chart(found, by="wave")  # type: ignore[arg-type]
