"""One part of a study by itself: what it computes and claims, and what it would say in a report of its own."""

from servicekit.study import study_from_toml
from servicekit.study._part import NotRun
from servicekit.study.wording._telling import tell

SCALES = """seed = 1
resamples = 50
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
[scales.marks]
low = 1
high = 6
higher_is_better = false
"""


def alone(module, text, data):
    """The part by a study of this text, with what it says where nothing else is claimed."""
    study = study_from_toml(text)
    part = module.assess(study, data)
    return part if isinstance(part, NotRun) else tell([part], study.report)[0][0]


def claims(part):
    """The claims of a part by what stands behind its key in their names."""
    return {claim.name.partition("/")[2]: claim for claim in part.claims}


def texts(part):
    """Everything that a part says: English, Chinese."""
    return [(finding.text.en, finding.text.zh) for finding in part.findings]
