"""What a report concludes, from claims made by hand: its first screen, what to do first, its printed sentences."""

import attrs
import pytest
from made_claims import BRANCH, HALF, NORTH, SATISFIED, evidence, made

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._top_box import TopBox, top_box
from servicekit.stats.claims._claims import Affected, ClaimKind, Reference, decide
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.planning._answers_needed import answers_for_groups, answers_for_majority
from servicekit.stats.summaries._tally import Tally
from servicekit.study._part import Finding, Part
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._first_screen import _rounded_up, first_screen
from servicekit.study.conclusions._printed import sentences
from servicekit.study.conclusions._what_first import categories, joined, not_decided
from servicekit.study.wording._candidates import Candidates
from servicekit.study.wording._sentences import caution, fact, say
from servicekit.study.wording._telling import tell

STUDY = study_from_toml(
    'seed = 1\n[scales.five]\nlow = 1\nhigh = 5\n[questions.overall]\ncolumn = "q"\nkind = "csat"\nscale = "five"\n'
    '[questions.second]\ncolumn = "r"\nkind = "csat"\nscale = "five"\n'
)
OVERALL = Label("Overall", "总体满意")
BAD, GOOD = {"direction": -1, "good": 1}, {"direction": 1, "good": 1}


def screen(*parts, study=STUDY, cautions=()):
    """Return the first screen of parts, each given as its key and its statements."""
    made_parts = [Part(key=key, name=NORTH, method=NORTH, statements=tuple(entries)) for key, *entries in parts]
    told, decided = tell(made_parts, study.report)
    return first_screen(study, told, decided, cautions), told


def level(name="measures/overall", p=0.5, n=100, **more):
    return made(ClaimKind.LEVEL, "majority", name=name, part="measures", evidence=evidence(p, n=n),
                own=Share(count=60, n=100), **{**GOOD, **more})  # fmt: skip


def group(name, p=1e-9, own=40, n=100, **more):
    share, rest = Share(count=own, n=100), Share(count=60, n=100)
    known = {
        "name": f"groups/{name}", "part": "groups", "subject": Label(name, f"{name}店"), "own": share,
        "reference": Reference(kind="others_pooled", label=BRANCH, value=rest),
        "difference": Difference(first=share, second=rest), "evidence": evidence(p, n=n), "details": {"group": BRANCH},
        "direction": 1 if own > 60 else -1, "good": 1,
    }  # fmt: skip
    return made(ClaimKind.DIFFERENCE, "group", **{**known, **more})


def names(findings):
    return [finding.decided.claim.name for finding in findings]


class TestKindsOfScreens:
    def test_bad_news_that_stand_are_decisive(self):
        found, _ = screen(("measures", (level(),)), ("groups", (group("a"),)))
        assert (found.kind, names(found.findings), found.more) == ("decisive", ["groups/a"], 0)
        assert found.opening.en.startswith("Satisfied: 60.0%")
        good, _ = screen(("measures", (level(),)), ("groups", (group("a", own=80),)))
        assert (good.kind, names(good.findings)) == ("partly", ["groups/a"])

    def test_a_bad_headline_is_decisive_only_beside_something_else(self):
        low = level(p=1e-9, **BAD)
        alone, _ = screen(("measures", (low,)))
        assert (alone.kind, alone.findings) == ("partly", ())
        beside, _ = screen(("measures", (low,)), ("groups", (group("a", own=80),)))
        assert beside.kind == "decisive"
        fine, _ = screen(("measures", (level(p=1e-9),)), ("groups", (group("a", own=80),)))
        assert fine.kind == "partly"

    def test_nothing_that_stands_is_undecided_and_says_so(self):
        found, _ = screen(("measures", (level(),)), ("groups", (group("a", 0.5),)))
        assert found.kind == "undecided"
        assert found.opening.en.startswith("These data do not decide. Satisfied: 60.0%")
        assert found.opening.zh.startswith("现有数据还得不出结论。满意率60.0%")
        assert found.notes[0] == Label(
            "Where it is better or worse, these answers do not decide.", "哪里更好、哪里更差，现有回答尚不足以判断。"
        )

    @pytest.mark.parametrize(
        ("part", "en"), (("waves", "What changed"), ("priorities", "What goes with it"), ("kano", "What goes with it"),
                         ("quality", "Where it is better or worse"))
    )  # fmt: skip
    def test_open_questions_are_named(self, part, en):
        about = {"name": "x", "part": part, "evidence": evidence(0.5), "details": {"group": BRANCH}}
        found, _ = screen(("measures", (level(),)), (part, (made(ClaimKind.CHANGE, "wave", **about),)))
        assert found.notes[0].en == f"{en}, these answers do not decide."
        untested, _ = screen(
            ("measures", (level(),)), (part, (made(ClaimKind.CHANGE, "wave", **about | {"evidence": evidence(None)}),))
        )
        assert not any("these answers do not decide" in note.en for note in untested.notes)

    def test_all_open_questions_stand_in_one_sentence_and_answered_ones_do_not(self):
        wave = made(ClaimKind.CHANGE, "wave", name="w", part="waves", evidence=evidence(0.5))
        driver = made(ClaimKind.DRIVER, "driver", name="d", part="priorities", evidence=evidence(0.5))
        found, _ = screen(
            ("measures", (level(),)), ("groups", (group("a", 0.5),)), ("waves", (wave,)), ("p", (driver,))
        )
        assert found.notes[0] == Label(
            "Where it is better or worse, what changed and what goes with it, these answers do not decide.",
            "哪里更好、哪里更差，有什么变化，与什么有关，现有回答尚不足以判断。",
        )
        rose = attrs.evolve(wave, name="v", evidence=evidence(1e-9))
        found, _ = screen(("measures", (level(),)), ("groups", (group("a", 0.5),)), ("waves", (wave, rose)))
        assert found.notes[0].en.startswith("Where it is better or worse, these")

    def test_the_promise_counts_what_was_tested(self):
        found, _ = screen(("measures", (level(),)), ("groups", (group("a", 0.5), group("b", None))))
        assert found.promise == Label(
            "2 comparisons were made. In at most 5 of 100 reports like this one is any such sentence false.",
            "本报告共做了2项比较。按本报告的判断规则，每100份这样的报告中，出现哪怕一句错误判断的，至多5份。",
        )
        one, _ = screen(("measures", (level(),)))
        assert one.promise.en.startswith("One comparison was made. In at most 5 of")
        loose = attrs.evolve(STUDY, report=attrs.evolve(STUDY.report, alpha=0.1))
        assert "In at most 10 of 100" in screen(("measures", (level(),)), study=loose)[0].promise.en
        none, _ = screen(("measures", (level(p=None),)))
        assert none.promise == Label("These figures describe; nothing was compared.", "以上数值仅作描述，未作比较。")

    def test_nothing_at_all_is_said_to_be_nothing(self):
        found, _ = screen(("measures",))
        assert (found.kind, found.opening.en) == ("undecided", "These data do not decide. Nothing more can be said.")
        assert screen()[0].opening == Label("Nothing more can be said.", "暂无更多结论。")

    def test_cautions_stand_among_the_notes_and_red_lines_above_all(self):
        line = Finding(text=SATISFIED, is_urgent=True)
        found, _ = screen(("measures", (level(),), line), cautions=[caution(NORTH)])
        assert (found.urgent, found.notes[0]) == ((line,), NORTH)
        assert screen(("measures", (level(),), fact(NORTH)))[0].urgent == ()

    def test_the_question_that_leads_opens(self):
        second = level("measures/second", measure=BRANCH)
        entries = ("measures", (level(),), (second,))
        assert screen(entries)[0].opening.en.startswith("These data do not decide. Satisfied")
        led = attrs.evolve(STUDY, report=attrs.evolve(STUDY.report, lead="second"))
        assert screen(entries, study=led)[0].opening.en.startswith("These data do not decide. branch")
        assert screen(("measures", (level(),)), study=led)[0].opening.en.startswith(
            "These data do not decide. Satisfied"
        )


class TestTablesWithoutASurvey:
    def test_the_first_facts_of_each_part_are_told(self):
        facts = [fact(Label(f"fact {k}", f"事实{k}")) for k in range(6)]
        open_ = made(ClaimKind.SIGNAL, "point", name="s", part="audits", evidence=evidence(0.5), details={"k": 12})
        found, _ = screen(("audits", *facts[:4], caution(NORTH), (open_,)), ("waits", *facts[4:]))
        assert found.kind == "undecided"
        assert [note.en for note in found.notes] == [
            "fact 1", "All 12 points lie within chance.", "fact 2", "fact 4", "fact 5",
        ]  # fmt: skip
        assert (found.opening.en, found.asks) == ("fact 0", False)
        untested, _ = screen(("audits", *facts[:2]))
        assert (untested.kind, [note.en for note in untested.notes]) == ("partly", ["fact 1"])

    @pytest.mark.parametrize(("left", "told"), ((3, True), (4, False)))
    def test_long_lists_of_candidates_are_not_first(self, left, told):
        names_of = tuple(Label(each, each) for each in "abcde")
        some = Candidates(names_of, (1.0, *(0.9 for _ in range(left - 1)), *(0.0 for _ in range(5 - left))))
        most = made(ClaimKind.EXTREMUM, "frequent", name="s", part="audits", evidence=evidence(0.5),
                    details={"set": some, "what": BRANCH})  # fmt: skip
        found, _ = screen(("audits", fact(NORTH), (most,)))
        assert any("most frequent" in note.en for note in found.notes) is told

    def test_what_stands_is_no_mere_fact(self):
        point = made(ClaimKind.SIGNAL, "point", name="s", part="audits", own=Share(count=1, n=9), direction=0)
        found, _ = screen(("audits", fact(NORTH), (point,)))
        assert (found.kind, names(found.findings)) == ("partly", ["s"])
        assert found.notes == ()


class TestOrder:
    def affected(self, name, customers, own=40, **more):
        return group(name, own=own, affected=Affected(customers=customers), **more)

    def test_what_concerns_most_customers_is_first_and_five_are_shown(self):
        claims = [self.affected(name, size) for name, size in zip("abcdefg", (10, 70, 30, 50, 20, 60, 40), strict=True)]
        found, _ = screen(("measures", (level(),)), ("groups", tuple(claims)))
        assert names(found.pressing) == [f"groups/{name}" for name in "bfdgc"]
        assert (found.also_sure, found.more) == ((), 2)
        four = screen(("measures", (level(),)), ("groups", (*claims[:4], group("x", own=80))))[0]
        assert (len(four.pressing), names(four.also_sure), four.more) == (4, ["groups/x"], 0)

    def test_customers_are_those_of_the_near_end(self):
        near, far = self.affected("near", 100, own=50, p=1e-3), self.affected("far", 60, own=10)
        found, told = screen(("measures", (level(),)), ("groups", (near, far)))
        ends = {one.claim.name: abs(one.near_end) * one.claim.affected.customers for one in found_decided(told)}
        assert names(found.pressing) == sorted(ends, key=lambda name: -ends[name])

    def test_good_news_and_news_without_customers_come_after(self):
        claims = (group("good", own=80, affected=Affected(customers=1000)), group("bad"), self.affected("counted", 5))
        found, _ = screen(("measures", (level(),)), ("groups", claims))
        assert (names(found.pressing), names(found.also_sure)) == (["groups/counted"], ["groups/bad", "groups/good"])

    def test_among_the_others_bad_news_then_what_is_sure_then_what_to_do_then_the_smallest_p(self):
        driver = made(ClaimKind.DRIVER, "driver", name="d", part="groups", details={"outcome": OVERALL},
                      evidence=evidence(1e-4, rows_read=120))  # fmt: skip
        claims = (
            group("good", own=80, p=1e-12), group("fair", p=0.006), group("later", p=1e-5), group("sooner", p=1e-8),
            driver,
        )  # fmt: skip
        found, _ = screen(("measures", (level(),)), ("groups", claims))
        assert names(found.also_sure) == ["groups/sooner", "groups/later", "groups/fair", "d", "groups/good"]

    def test_what_is_sure_comes_before_what_says_what_to_do(self):
        driver = made(ClaimKind.DRIVER, "driver", name="d", part="groups", details={"outcome": OVERALL},
                      evidence=evidence(0.03, rows_read=120))  # fmt: skip
        found, _ = screen(("measures", (level(p=1e-9),)), ("groups", (driver, group("good", own=80))))
        assert not found.also_sure[1].decided.is_sure
        assert names(found.also_sure) == ["groups/good", "d"]

    def test_customers_are_not_counted_where_no_interval_tells_how_many(self):
        claim = self.affected("a", 1000, difference=None)
        found, _ = screen(("measures", (level(),)), ("groups", (claim, group("b", p=1e-12))))
        assert (found.pressing, names(found.also_sure)) == ((), ["groups/b", "groups/a"])

    def test_a_difference_too_small_to_know_is_counted_and_not_shown(self):
        small, large = group("small", own=56, worth_knowing=0.05), group("large", own=54, worth_knowing=0.05)
        exact = group("exact", own=35, worth_knowing=0.25)  # 35 % against 60 %, to the last bit
        found, _ = screen(("measures", (level(),)), ("groups", (small, large, exact)))
        assert set(names(found.findings)) == {"groups/large", "groups/exact"}
        assert found.more == 1
        # what does not say how large a difference is worth knowing takes it from the unit and the study: 5 of 100
        claims = (group("close", own=56), group("apart", own=54), group("points", own=50, unit="nps"))
        assert names(screen(("measures", (level(),)), ("groups", claims))[0].findings) == ["groups/apart"]
        strict = attrs.evolve(STUDY, report=attrs.evolve(STUDY.report, worth_knowing=3.0))
        assert len(screen(("measures", (level(),)), ("groups", claims), study=strict)[0].findings) == 2
        other = made(ClaimKind.LEVEL, "moment_gap", name="gap", part="q", difference=claims[0].difference)
        assert names(screen(("measures", (level(),)), ("q", (other,)))[0].findings) == ["gap"]
        none = group("none", own=56, worth_knowing=0.05, difference=None)
        assert names(screen(("measures", (level(),)), ("groups", (none,)))[0].findings) == ["groups/none"]

    def test_a_group_that_is_worse_only_than_what_is_left_is_not_told_first(self):
        def named(name, own, rest, n, without=()):
            share, others = Share(count=own, n=100), Share(count=rest, n=100)
            return group(
                f"branch/{name}", own=own, evidence=evidence(n=n, n_reference=300),
                difference=Difference(first=share, second=others), direction=-1,
                reference=Reference(kind="others_pooled", label=BRANCH, value=others, without=without),
            )  # fmt: skip

        # all have (100 * 25 + 300 * 75) / 400 = 62.5 %: b with 66 is above it, with 60 below, with 62.5 on it
        first = named("a", 25, 75, 100)
        for own, shown in ((66, False), (60, True), (62.5, True)):
            found, _ = screen(("measures", (level(),)), ("groups", (first, named("b", own, 80, 100, ("a",)))))
            assert ("groups/branch/b" in names(found.findings)) is shown
            assert found.more == (not shown)

    @pytest.mark.parametrize("sort", ("explained", "cost", "category", "unit_target"))
    def test_what_is_told_elsewhere_is_not_told_here(self, sort):
        kind = {"explained": ClaimKind.DRIVER, "category": ClaimKind.CATEGORY}.get(sort, ClaimKind.LEVEL)
        other = made(kind, sort, name="x", part="q", details={"category": "must_be", "outcome": OVERALL})
        found, _ = screen(("measures", (level(),)), ("q", (other,)))
        assert (found.findings, found.more, found.kind) == ((), 0, "partly")

    def test_what_another_claim_implies_is_not_told_again(self):
        lesser = group("lesser")
        greater = group("greater", also=("groups/lesser",))
        found, _ = screen(("measures", (level(),)), ("groups", (lesser, greater)))
        assert (names(found.findings), found.more) == (["groups/greater"], 0)


def found_decided(parts):
    return [finding.decided for part in parts for finding in part.findings if finding.claimed]


def tally(good, n):
    return Tally(scale=LIKERT_5, counts=(n - good, 0, 0, 0, good))


class TestAsking:
    def group(self, name, good, n, p=0.5, column="branch", **more):
        own, rest = TopBox(tally=tally(good, n)), TopBox(tally=tally(60, 100))
        return made(ClaimKind.DIFFERENCE, "group", name=f"groups/{column}/{name}", part="groups", own=own,
                    reference=Reference(kind="others_pooled", label=BRANCH, value=rest), evidence=evidence(p, n=n),
                    details={"group": BRANCH}, **more)  # fmt: skip

    def test_how_many_answers_would_show_a_difference(self):
        groups = (self.group("a", 30, 50), self.group("b", 45, 90))
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", groups))
        weight = 0.5 / 2
        needed = answers_for_groups(3, 90 / 150, 0.1, 0.05 * weight)
        assert found.asks
        rounded = _rounded_up(needed)
        assert found.notes[1:] == (
            Label(
                f"To see a difference of 10 points by branch: about {rounded} answers each (now 50 to 90).",
                f"要看出10个百分点的差别，网点每组约需{rounded}份回答（现有50至90份）。",
            ),
            found.notes[2],
        )
        same = (self.group("a", 30, 50), self.group("b", 25, 50), self.group("c", 5, 9, column="age"))
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", same))
        assert "answers each (now 50)." in found.notes[1].en
        strict = attrs.evolve(STUDY, report=attrs.evolve(STUDY.report, worth_knowing=2.5))
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", groups), study=strict)
        rounded = _rounded_up(answers_for_groups(3, 90 / 150, 0.05, 0.05 * weight))
        assert f"To see a difference of 5 points by branch: about {rounded:,} answers each" in found.notes[1].en

    def test_groups_that_are_large_enough_are_not_asked_for_more(self):
        large = (self.group("a", 3000, 5000), self.group("b", 3000, 5000))
        found, _ = screen(("measures", (level(p=1e-9),)), ("groups", large))
        assert (found.asks, found.kind) == (False, "partly")
        other = attrs.evolve(self.group("a", 30, 50), unit="nps")
        assert not screen(("measures", (level(p=1e-9),)), ("groups", (other,)))[0].asks
        follows = attrs.evolve(self.group("a", 30, 50), lead=False)
        assert not screen(("measures", (level(p=1e-9),)), ("groups", (follows,)))[0].asks
        counted = attrs.evolve(self.group("a", 30, 50), own=Share(count=30, n=50))
        assert not screen(("measures", (level(p=1e-9),)), ("groups", (counted,)))[0].asks
        found = self.group("b", 20, 50, p=1e-9, direction=1)
        assert not screen(("measures", (level(p=1e-9),)), ("groups", (self.group("a", 30, 50), found)))[0].asks
        assert screen(("measures", (level(p=1e-9),)), ("groups", (self.group("a", 30, 50),)))[0].asks

    def test_a_share_near_an_end_is_taken_as_a_twentieth(self):
        all_good = tuple(
            attrs.evolve(self.group(name, 50, 50), reference=attrs.evolve(HALF, value=TopBox(tally=tally(100, 100))))
            for name in "ab"
        )
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", all_good))
        rounded = _rounded_up(answers_for_groups(3, 0.95, 0.1, 0.05 / 4))
        assert f"about {rounded} answers each" in found.notes[1].en

    def test_where_nobody_is_satisfied_a_twentieth_is_expected(self):
        none = tuple(
            attrs.evolve(self.group(name, 0, 50), reference=attrs.evolve(HALF, value=TopBox(tally=tally(0, 100))))
            for name in "ab"
        )
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", none))
        rounded = _rounded_up(answers_for_groups(3, 0.05, 0.1, 0.05 / 4))
        assert f"about {rounded} answers each" in found.notes[1].en

    def test_weights_ask_for_more_answers(self):
        data = {"q": [5, 1] * 100, "g": ["a"] * 80 + ["b"] * 120, "w": [0.5, 0.5, 2.0, 2.0] * 50}
        boxes = top_box(data, "q", by="g", design=Design(weights="w"))
        claim = attrs.evolve(self.group("a", 40, 80), own=boxes["a"], reference=attrs.evolve(HALF, value=boxes["b"]))
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", (claim,)))
        effect = 200 / (boxes["a"].n_effective + boxes["b"].n_effective)
        assert effect > 1.3
        rounded = _rounded_up(effect * answers_for_groups(2, 0.5, 0.1, 0.05 / 2))
        assert f"about {rounded} answers each" in found.notes[1].en

    def test_how_many_more_answers_would_show_a_majority(self):
        found, _ = screen(("measures", (level(),)))
        needed = answers_for_majority(0.6, 0.05)
        assert needed == 210  # claims reference value: 60 % at .05
        assert found.notes[-1] == Label(
            "With about 110 more answers a majority of 60.0% would show four times in five.",
            "如果真实满意率为60.0%，再收约110份回答，有八成把握能确认过半。",
        )
        other, _ = screen(("groups", (group("a", 0.5, n=7),)), ("measures", (level(),)))
        more = _rounded_up(answers_for_majority(0.6, 0.025) - 100)  # of the claim on the majority, whose weight is 1/2
        assert other.notes[-1].en.startswith(f"With about {more} more answers")
        untested, _ = screen(("measures", (level(p=None), level("measures/second"))))
        assert untested.notes[-1].en.startswith("With about 110 more answers")
        assert screen(("measures", (level(n=208),)))[0].notes[-1].en.startswith("With about 2 more answers")
        assert screen(("measures", (level(n=209),)))[0].asks
        assert not screen(("measures", (level(n=210),)))[0].asks
        assert not screen(("measures", (level(),)), ("groups", (group("a", own=80),)))[0].asks  # something stands

    def test_numbers_of_answers_are_rounded_up_to_two_digits(self):
        assert [_rounded_up(n) for n in (1, 9.2, 99, 100, 101, 110.5, 999, 1001, 1234.5)] == [
            1, 10, 99, 100, 110, 120, 1000, 1100, 1300,
        ]  # fmt: skip

    def test_the_largest_difference_that_could_be_chance_is_told(self):
        claims = (group("a", 0.04, own=45), group("b", 0.03, own=48), group("c", 0.5, own=30))
        found, _ = screen(("measures", (level(p=0.9),)), ("groups", claims))
        assert found.notes[0] == Label(
            "The largest difference seen: in Satisfied, branch b has 48.0%, the others 60.0%; it could be chance (4 "
            "comparisons were made).",
            "差得最多的是满意率：网点“b店”为48.0%，其余合计为60.0%，但也可能只是偶然波动（共做了4项比较）。",
        )
        nil = attrs.evolve(claims[0], name="groups/nil", evidence=evidence(0.0), also=("groups/c",))  # may not stand
        least = screen(("measures", (level(p=0.9),)), ("groups", (*claims, nil)))[0].notes[0].en
        assert "branch a has 45.0%" in least
        bare = attrs.evolve(claims[0], reference=attrs.evolve(HALF, value=None), details={})
        noted = screen(("measures", (level(p=0.9),)), ("groups", (bare,)))[0].notes[0].en
        assert "in Satisfied, a a has 45.0%, the others –;" in noted
        lone = attrs.evolve(claims[0], own=None)
        assert not any(
            "largest" in note.en for note in screen(("measures", (level(p=0.9),)), ("groups", (lone,)))[0].notes
        )


def place(name="x", p=1e-9, **more):
    known = {
        "name": f"priorities/first/{name}", "part": "priorities", "subject": Label(name, f"{name}项"),
        "details": {"attribute": name, "k": 3, "outcome": OVERALL}, "measure": OVERALL, "evidence": evidence(p),
        "direction": 0,
    }  # fmt: skip
    return made(ClaimKind.PLACEMENT, "improve_first", **{**known, **more})


def side(name="x", p=1e-9, direction=1):
    return made(ClaimKind.ASYMMETRY, "asymmetry", name=f"sides/{name}", part="sides", evidence=evidence(p),
                details={"attribute": name, "outcome": OVERALL, "below": "1", "above": "2"},
                direction=direction)  # fmt: skip


def kano(name, category, p=1e-9, attribute=None):
    return made(ClaimKind.CATEGORY, "category", name=f"kano/{name}", part="kano", evidence=evidence(p), direction=0,
                details={"category": category, "attribute": attribute or name}, own=Share(count=6, n=9))  # fmt: skip


def driver(name, p=1e-9):
    return made(ClaimKind.DRIVER, "driver", name=f"priorities/driver/{name}", part="priorities", evidence=evidence(p),
                measure=OVERALL, details={"attribute": name, "outcome": OVERALL}, direction=1)  # fmt: skip


class TestWhatFirst:
    def told(self, *claims):
        decided = decide(claims)
        return joined(say(decided), decided)

    def test_an_attribute_that_is_first_and_basic_is_told_in_one_sentence(self):
        (found,), names_told = self.told(place(), side())
        assert found.text == Label(
            "Improve x first: it goes with Overall beyond everything else asked, does worse than the average of the 3 "
            "attributes asked, and costs more where it fails than it earns where it shines (for certain).",
            "建议先改进x项：同时考虑其他各项之后，仍与总体满意有关，表现低于所问3项的平均，"
            "而且做不好时的损失大于做好时的收益（可以确定）。",
        )
        assert names_told == {"priorities/first/x", "sides/x"}
        exciting = self.told(place(), side(direction=-1))[0][0].text.en
        assert "and earns more where it shines than it costs where it fails (for certain)" in exciting
        both = self.told(place(), side(), kano("k", "must_be", attribute="x"))[0][0].text.en
        assert "costs more where it fails than it earns where it shines and customers take it for granted" in both
        unsure = self.told(place(), side(p=0.03))[0][0].text
        assert unsure.en.endswith("(fairly surely).")
        assert unsure.zh.endswith("（基本可以确定）。")

    @pytest.mark.parametrize(
        "other",
        (side(p=0.9), side("y"), kano("k", "indifferent", attribute="x"), kano("k", "must_be", p=0.9, attribute="x")),
    )
    def test_what_does_not_stand_or_is_of_another_attribute_is_no_reason(self, other):
        assert self.told(place(), other) == ([], set())
        assert self.told(place(p=0.9), side()) == ([], set())
        assert self.told(side(), driver("x")) == ([], set())
        assert joined([fact(NORTH)], decide([place()])) == ([], set())
        nameless = attrs.evolve(side(), details={"outcome": OVERALL})
        assert self.told(place(details={"k": 3, "outcome": OVERALL}), nameless) == ([], set())

    def test_what_is_not_decided_is_told_with_what_is(self):
        def noted(*claims):
            return not_decided(decide(claims))

        assert noted(driver("x")) is None
        assert noted(place(), side()) is None
        assert noted(place()) == Label(
            "These data do not decide whether x costs more where it fails or earns more where it shines.",
            "x项是做不好时损失更大，还是做好时收益更大，现有数据还不能判断。",
        )
        assert noted(place(), place("y")).en.startswith("These data do not decide whether x or y costs")
        assert noted(place(), place("y"), side("y")) is None
        open_ = [place(p=0.9), place("y", p=0.9), place("z", p=0.9)]
        assert noted(*open_, driver("x"), driver("y", 0.9)) == Label(
            "What to improve first is not decided: sure to go with Overall: 1 of 3 attributes; sure to matter more and "
            "do worse than the average: none.",
            "应先改进哪一项，还不能判断：3项中有1项可以确定与总体满意有关，但没有一项可以确定既比平均重要、又比平均做得差。",
        )
        assert noted(*open_, driver("x", 0.9)) == Label(
            "What to improve first is not decided: none of the 3 attributes surely goes with Overall.",
            "应先改进哪一项，还不能判断：3项中没有一项可以确定与总体满意有关。",
        )
        elsewhere = attrs.evolve(driver("x"), part="sides", name="other")
        assert "none of the 3 attributes surely goes with" in noted(*open_, elsewhere).en
        sided = noted(*open_, side(), kano("k", "must_be", attribute="x"), side("y"), side("z", p=0.9), side("other"))
        assert sided.en.endswith("goes with Overall; sure to be basic or exciting: 2.")
        assert sided.zh.endswith("；可以确定属于必备或魅力因素的有2项。")
        stated = made(ClaimKind.PLACEMENT, "stated_first", name="stated", part="importance")
        assert noted(*open_, stated).en.endswith(
            "goes with Overall. What customers themselves say matters, and rate low, is named apart."
        )
        assert noted(*open_, attrs.evolve(stated, evidence=evidence(0.9))).en.endswith("goes with Overall.")

    def test_kano_categories_are_counted(self):
        assert categories(decide([place()])) is None
        some = [kano("a", "must_be"), kano("b", "attractive"), kano("c", "must_be"), kano("d", "reverse", p=0.9)]
        assert categories(decide(some)) == Label(
            "Of 4 attributes asked in pairs the Kano category of 3 is sure: 2 must-be, 1 attractive.",
            "成对询问的4项中，可以确定KANO类别的有3项：必备型2项、魅力型1项。",
        )
        open_ = [kano("a", "must_be", p=0.8), some[3]]
        assert categories(decide(open_)) == Label(
            "What customers take for granted and what delights them is not decided for any of the 2 attributes asked "
            "in pairs (Kano).",
            "成对询问的2项中，哪些是必备、哪些是魅力（KANO），都还不能判断。",
        )

    def test_it_leads_the_first_screen_and_is_not_counted_twice(self):
        found, told = screen(
            ("measures", (level(),)), ("priorities", (place(p=1e-4),), (driver("x"),)), ("sides", (side(),)),
            ("groups", (group("a", p=1e-12),)),
        )  # fmt: skip
        first = found.also_sure[0]
        assert first.text.en.startswith("Improve x first")
        assert (found.kind, names(found.findings)) == (
            "decisive", ["priorities/first/x", "groups/a", "priorities/driver/x"],
        )  # fmt: skip
        assert found.more == 0
        keys = sentences(told, found)
        assert keys["sentence:first/-1"] == ("first", first.text, first.decided)
        assert [key for key in keys if key.startswith("sentence:first/")] == [
            "sentence:first/opening", *(f"sentence:first/{k}" for k in range(len(found.notes))), "sentence:first/-1",
            "sentence:first/promise",
        ]  # fmt: skip
        assert keys["sentence:groups/0"] == ("groups", told[3].findings[0].text, told[3].findings[0].decided)


class TestPrinted:
    def test_every_sentence_has_a_key(self):
        found, told = screen(("measures", (level(),), fact(NORTH)), cautions=[caution(BRANCH)])
        keys = sentences(told, found)
        assert keys["sentence:first/opening"] == ("first", found.opening, None)
        assert keys["sentence:first/0"] == ("first", BRANCH, None)
        assert keys["sentence:measures/1"] == ("measures", NORTH, None)
        assert "sentence:first/-1" not in keys
