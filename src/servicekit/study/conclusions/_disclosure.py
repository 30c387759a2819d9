"""Disclosure: what only the people of a survey can tell, for the eleven items that AAPOR asks of every one."""

from attrs import field, frozen

from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class Disclosure:
    """What only the people of a survey know about it; what the data know is filled in by the report.

    Attributes:
        strategy, sponsor, instrument, population, sampling, mode, dates: One text each.
        sample_size, weighting, processing, limitations: Added to what the data know.

    Source:
        American Association for Public Opinion Research (2021). Disclosure standards.

    Example:
        >>> import servicekit as sk
        >>> sk.study.Disclosure(dates=sk.foundation.Label("May 2024", "2024年5月")).dates.zh
        '2024年5月'
    """

    strategy: Label | None = field(default=None)
    sponsor: Label | None = field(default=None)
    instrument: Label | None = field(default=None)
    population: Label | None = field(default=None)
    sampling: Label | None = field(default=None)
    mode: Label | None = field(default=None)
    dates: Label | None = field(default=None)
    sample_size: Label | None = field(default=None)
    weighting: Label | None = field(default=None)
    processing: Label | None = field(default=None)
    limitations: Label | None = field(default=None)
