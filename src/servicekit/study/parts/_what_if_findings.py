"""What a what-if chain says: the money at stake, whether a change pays, what to find out first, on what it rests."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from servicekit.chain._chain import Chain
from servicekit.chain._figures import Provenance
from servicekit.chain._recovery_stages import LABELS
from servicekit.chain._stages import ChainRun
from servicekit.chain._what_if import WhatIf
from servicekit.chain._worth_of_knowing import Knowing, WorthOfKnowing
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.study._part import Finding, Statement
from servicekit.study.sections._what_if_section import WhatIfSection
from servicekit.study.wording._formatting import Written, amount, between, figures
from servicekit.study.wording._sentences import caution, fact, listed

KEY: Final = "what_if"
HARDLY: Final = 0.02
"""Part of cost or gain below which knowing more is not worth the trouble."""
NEARLY: Final = 0.6
"""Part of what 400 answers are worth that fewer must reach to be recommended."""
A_PERIOD: Final[Mapping[str, Label]] = {
    "day": Label("a day", "每天"),
    "week": Label("a week", "每周"),
    "month": Label("a month", "每月"),
    "quarter": Label("a quarter", "每季度"),
    "year": Label("a year", "每年"),
}
COST: Final = Label("cost", "成本")
GAIN: Final = Label("gain", "收益")
EVERYBODY: Final = Label(
    "Every customer with a problem who does not return counts as lost, also those who would have left without one: "
    "the loss is at most this. The share that stays without a problem (no_problem_share) would part them.",
    "遇到问题而未再购的顾客全部计为流失，包括没有问题也会离开的顾客，因此损失是上限；给出没有问题时的再购率即可区分。",
)
ASK: Final[Mapping[str, Label]] = {
    "return_silent": Label(
        "follow up {n} more customers who had a problem and did not complain", "再回访{n}位遇到问题而没有投诉的顾客"
    ),
    "return_unresolved": Label(
        "follow up {n} more customers whose complaint was not resolved", "再回访{n}位投诉未解决的顾客"
    ),
    "return_resolved": Label(
        "follow up {n} more customers whose complaint was resolved, though not quickly",
        "再回访{n}位投诉已解决但不迅速的顾客",
    ),
    "return_quickly": Label(
        "follow up {n} more customers whose complaint was resolved quickly", "再回访{n}位投诉得到迅速解决的顾客"
    ),
    "retention": Label("follow {n} more customers over a period", "再跟踪{n}位顾客一期"),
    "no_problem_share": Label("follow up {n} more customers without a problem", "再回访{n}位没有遇到问题的顾客"),
    "complaint_rate": Label(
        "ask {n} more customers who had a problem whether they complained", "再询问{n}位遇到问题的顾客是否投诉过"
    ),
    "hearers_per_lost": Label("ask {n} more lost customers how many they told", "再询问{n}位流失顾客告诉了多少人"),
    "deterred_share": Label(
        "ask {n} more people who heard of it whether they stayed away", "再询问{n}位听说此事的人是否因此放弃"
    ),
    "margin": Label("look up what {n} more customers bring", "再核算{n}位顾客带来的利润"),
    "handling_cost": Label("add up what {n} more cases cost", "再核算{n}宗投诉的处理费用"),
    "settled": Label("wait for {n} more cases", "再观察{n}宗投诉"),
    "settled_quickly": Label("wait for {n} more cases", "再观察{n}宗投诉"),
}


def at_stake(run: ChainRun, section: WhatIfSection) -> Finding:
    """Return what problems cost today."""
    loss, lost, deterred = run["loss"], figures(run["lost"], _count), run["deterred"]
    each, more, money = A_PERIOD[section.period], ("", ""), _money(section)(run["loss"].value)
    en, zh = between(loss.interval, amount), between(loss.interval, amount, "zh")
    if deterred.value:
        away = figures(deterred, _count)
        more = f" and {away.en} prospects put off", f"，另有潜在顾客{away.zh}位因此放弃"
    return fact(
        Label(
            f"Problems cost {money} {each.en}{en and ' '}{en}: {lost.en} customers lost{more[0]}.",
            f"问题{each.zh}造成的损失为{money}{zh}：流失顾客{lost.zh}位{more[1]}。",
        )
    )


def _count(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def _money(section: WhatIfSection) -> Written:
    return partial(amount, currency=section.currency)


def decision(
    key: str, name: Label, gain: WhatIf, knowing: WorthOfKnowing, chain: Chain, section: WhatIfSection
) -> Statement:
    """Return the claim that a change pays; of one that rests on published figures, what those would make of it.

    Args:
        key: Of the change.
        name: What it is called.
        gain: What it gains.
        knowing: What knowing more is worth.
        chain: Whose figures they are.
        section: The section.
    """
    quoted = [n for n in gain.depends_on if chain.figures[n].provenance == Provenance.PUBLISHED.key]
    each, money, pays = A_PERIOD[section.period], _money(section), gain.probability_pays >= 0.5
    if quoted:
        names = [LABELS[n] for n in quoted]
        said, cost = money(gain.value), money(gain.cost)
        return caution(
            Label(
                f"By published figures ({listed(names, 'en', joint='and')}) “{name.en}” would gain {said} "
                f"{each.en} and costs {cost}; they are not of your customers, and whether it pays cannot be told.",
                f"按公布数据（{listed(names, 'zh')}）推算，“{name.zh}”{each.zh}可增收{said}，成本为{cost}；"
                "这些数据并非来自贵方顾客，是否划算无从判断。",
            )
        )
    return (
        Claim(
            name=f"{KEY}/{key}",
            kind=ClaimKind.LEVEL,
            sort="pays",
            part=KEY,
            subject=name,
            measure=GAIN,
            own=gain,
            reference=Reference(kind="threshold", label=COST, value=gain.cost),
            evidence=_evidence(gain, chain, pays=pays),
            direction=1 if pays else -1,
            good=1,
            unit="money",
            details={
                **_written(gain, money),
                "period": each,
                "chance": f"{100 * gain.probability_pays:.0f}%",
                "ask": _ask(gain, knowing, chain, money),
            },
        ),
    )


def _written(gain: WhatIf, money: Written) -> dict[str, str]:
    found = {"own": money(gain.value), "t": money(gain.cost)}
    if gain.interval is not None:
        found |= {"low": amount(gain.interval.low), "high": amount(gain.interval.high)}
    return found


def _evidence(gain: WhatIf, chain: Chain, *, pays: bool) -> Evidence:
    own = [chain.figures[name] for name in gain.depends_on if chain.figures[name].provenance == Provenance.OWN.key]
    if not own or gain.interval is None:
        reason = Label("no figure of your own data moves the gain", "没有任何自有数据影响该收益")
        return Evidence(p=None, test=ClaimTest.JOINT_DRAWS, reason=reason)
    drawn = _at_worst(gain, chain, pays=pays).draws
    against = int((drawn <= gain.cost).sum()) if pays else int((drawn > gain.cost).sum())
    p = 2 * (against + 1) / (drawn.size + 1)
    counted = [figure.n for figure in own if figure.n]
    return Evidence(p=rounded(p), test=ClaimTest.JOINT_DRAWS, n=round(min(counted, default=0)))


def _at_worst(gain: WhatIf, chain: Chain, *, pays: bool) -> WhatIf:
    """Return the gain with every judgement at the end that speaks against what the draws say: no data vouch for it."""
    ends: dict[str, float] = {}
    for name in gain.depends_on:
        if chain.figures[name].provenance == Provenance.ASSUMED.key:
            low, _, high = chain.figures[name].distribution.parameters
            at = [chain.replace(**{name: end}).what_if(gain.change, draws=1).value for end in (low, high)]
            ends[name] = low if (at[0] < at[1]) == pays else high
    if not ends:
        return gain
    return chain.replace(**ends).what_if(gain.change, draws=gain.draws.size, rng=gain.seed, level=gain.level)


def _ask(gain: WhatIf, knowing: WorthOfKnowing, chain: Chain, money: Written) -> Label:
    """Return what to find out before deciding, and what one answer may cost at most."""
    whole = knowing.all_known
    if whole <= HARDLY * max(gain.cost, abs(gain.value)):
        said = money(whole)
        return Label(
            f"More answers would hardly help: to know every figure for certain is worth {said} at most.",
            f"再调查意义不大：即使确知所有数据，价值也不超过{said}。",
        )
    guessed = [k for k in knowing.figures if chain.figures[k.figure].provenance == Provenance.ASSUMED.key]
    asked = [k for k in knowing.figures if k.more and k.figure in ASK]
    best = max(asked, key=lambda k: max(k.more.values()), default=None)
    most = max(best.more.values()) if best is not None else 0.0
    if guessed and guessed[0].perfect > most:
        return _replace_judgement(guessed[0], money)
    if best is None or most <= HARDLY * whole:
        said = money(whole)
        return Label(
            f"To know every figure for certain would be worth {said} at most.",
            f"确知所有数据的价值至多为{said}。",
        )
    n = next(n for n, worth in sorted(best.more.items()) if worth >= NEARLY * most)
    worth, at_most = money(best.more[n]), money(best.more[n] / n)
    en, zh = (ASK[best.figure].text(language).format(n=n) for language in ("en", "zh"))
    return Label(
        f"Before deciding it is worth about {worth} to {en}: do so if an answer costs less than {at_most}.",
        f"决定之前先{zh}，价值约{worth}：只要每份回答的成本不超过{at_most}，就值得一做。",
    )


def _replace_judgement(figure: Knowing, money: Written) -> Label:
    worth, name = money(figure.perfect), LABELS[figure.figure]
    return Label(
        f"What matters most is only judged: “{name.en}”; to know it before deciding is worth {worth} at most.",
        f"影响最大的是仅凭判断的“{name.zh}”：决定之前确知它，价值至多为{worth}。",
    )


def outsiders(chain: Chain, gains: Sequence[WhatIf]) -> list[Statement]:
    """Return which figures are not own data, and that moving cases is not proved to move customers."""
    used = {name for gain in gains for name in gain.depends_on}
    judged, quoted = (
        [LABELS[n] for n, f in chain.figures.items() if f.provenance == kind.key and n in used]
        for kind in (Provenance.ASSUMED, Provenance.PUBLISHED)
    )
    said: list[Statement] = []
    if "no_problem_share" not in chain.figures:
        said.append(caution(EVERYBODY))
    if judged:
        said.append(
            caution(
                Label(
                    f"Judgement, not data: {listed(judged, 'en', joint='and')}. The gains are as sure as it is.",
                    f"属于判断而非数据：{listed(judged, 'zh')}。收益的可靠程度取决于这些判断。",
                )
            )
        )
    if quoted:
        said.append(
            caution(
                Label(
                    f"Published, of other companies' customers: {listed(quoted, 'en', joint='and')}; their "
                    "uncertainty is not known and not in the intervals.",
                    f"取自公开来源、反映其他企业的顾客：{listed(quoted, 'zh')}；其不确定性未知，未计入区间。",
                )
            )
        )
    said.append(
        caution(
            Label(
                "That customers with a better outcome return more often does not prove that the outcome is why: "
                "theirs may have been the easier cases. A trial on some of the cases would show it.",
                "结果较好的顾客更常再购，并不能证明原因就是处理结果：这些投诉可能本来就较容易处理。先在部分投诉上试行，才能看出效果。",
            )
        )
    )
    return said
