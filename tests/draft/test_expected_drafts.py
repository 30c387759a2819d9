"""What tables of every kind are drafted as; made anew with the headers and answer patterns of real ones."""

import attrs
import numpy as np
import pytest

import servicekit as sk

RNG = np.random.default_rng(20261127)
ROWS = 200


def codes(low, high, rows=ROWS, *, missing=(), share=0.0):
    drawn = RNG.integers(low, high + 1, rows)
    drawn[: high - low + 1] = np.arange(low, high + 1)[:rows]
    for place, code in enumerate(missing):
        drawn[-(place + 1) * max(2, int(share * rows)) :][: max(2, int(share * rows))] = code
    return drawn.tolist()


def among(*words, rows=ROWS):
    drawn = RNG.choice(np.array(words, dtype=object), rows)
    drawn[: len(words)] = words
    return drawn.tolist()


def numbered(rows=ROWS, start=1):
    return list(range(start, start + rows))


def names(prefix, count, digits=2):
    return [f"{prefix}{place:0{digits}}" for place in range(1, count + 1)]


def dates(rows=ROWS, pattern="%Y-%m-%d"):
    days = np.datetime64("2026-01-01") + np.arange(rows) % 120
    return [day.strftime(pattern) for day in days.tolist()]


AIRPORT = ("ART", "FOOD", "STORE", "SIGN", "WALKWAYS", "SCREENS", "WIFI", "PARK", "RENTAL")


def airport():
    table = {
        "RESPNUM": numbered(),
        "DAY": codes(1, 7),
        "BAREA": among("A", "B", "G"),
        "STRATA": codes(1, 9),
        "PEAK": codes(1, 3),
    }
    table |= {f"Q7{name}": codes(1, 5, missing=(0, 6), share=0.05) for name in AIRPORT}
    table |= {"Q7ALL": codes(1, 5, missing=(0,), share=0.02), "Q9ALL": codes(1, 5, missing=(0, 6), share=0.02)}
    table |= {f"Q9{name}": codes(1, 5, missing=(0, 6), share=0.05) for name in ("BOARDING", "FOOD", "RESTROOM")}
    table |= {"NETPRO": codes(0, 10, missing=(11,), share=0.05), "Q20AGE": codes(0, 7), "Q21GENDER": codes(0, 4)}
    table |= {"WEIGHT": RNG.uniform(0.3, 2, ROWS).round(6).tolist()}
    rated = [name for name in table if name.startswith(("Q7", "Q9")) and not name.endswith("ALL")]
    return table, {
        "csat": ["Q7ALL"],
        "overall": ["Q9ALL"],
        "nps": ["NETPRO"],
        "item": rated,
        "weight": ["WEIGHT"],
        "group": ["DAY", "BAREA", "PEAK", "Q20AGE", "Q21GENDER"],
        "stratum": ["STRATA"],
        "id": ["RESPNUM"],
    }


def kiosk():
    pairs = {}
    for place in range(1, 9):
        pairs |= {f"exp{place:02}": codes(1, 7), f"per{place:02}": codes(1, 7)}
    for place in range(1, 7):
        pairs |= {f"kano{place:02}_fun": codes(1, 3), f"kano{place:02}_dys": codes(3, 5)}
    for place in range(1, 9):
        pairs |= {f"imp{place:02}": codes(1, 7), f"sat{place:02}": codes(1, 7)}
    table = {
        "respondent": numbered(),
        "sex": among("F", "M"),
        "age": among("20s", "30s", "40s"),
        "frequency": among("daily", "weekly", "monthly"),
        **pairs,
        "overall_sat": codes(1, 5),
        "overall_quality": codes(1, 5),
        "reuse": codes(1, 5),
        "recommend": codes(1, 5),
    }
    return table, {
        "id": ["respondent"],
        "group": ["sex", "age", "frequency"],
        "csat": ["overall_sat"],
        "overall": ["overall_quality"],
        "item": ["reuse"],
        "recommend": ["recommend"],
        "expectation": names("exp", 8),
        "perception": names("per", 8),
        "importance": names("imp", 8),
        "performance": names("sat", 8),
        "kano_f": [f"kano{k:02}_fun" for k in range(1, 7)],
        "kano_d": [f"kano{k:02}_dys" for k in range(1, 7)],
    }


def index_model():
    counts = {"CUEX": 3, "CUSA": 3, "CUSL": 3, "IMAG": 5, "PERQ": 7, "PERV": 2}
    columns = [f"{name}{place}" for name, count in counts.items() for place in range(1, count + 1)] + ["CUSCO"]
    return {name: codes(1, 10) for name in columns}, {"ecsi": columns}


def bank():
    counts = {"imag": 5, "expe": 5, "qual": 5, "val": 4, "sat": 4, "loy": 4}
    columns = [f"{name}{place}" for name, count in counts.items() for place in range(1, count + 1)]
    return {**{name: codes(0, 10) for name in columns}, "gender": among("male", "female")}, {
        "ecsi": columns,
        "group": ["gender"],
    }


def suppliers():
    rated = ["Equipment", "SalesSup", "TechnicalSup", "Suppliers", "AdministrativeSup", "TermsCondPrices"]
    table = {"ID": numbered(), "Satisfaction": codes(1, 5), "Recommendation": codes(1, 5), "Repurchase": codes(1, 5)}
    table |= {name: codes(1, 5) for name in rated} | {"country": among("Benelux", "Germany", "Israel")}
    return table, {
        "id": ["ID"],
        "csat": ["Satisfaction"],
        "recommend": ["Recommendation"],
        "item": ["Repurchase", *rated],
        "group": ["country"],
    }


def airline():
    steps = ["o_booking", "o_checkin", "o_departure", "o_cabin", "o_meal", "o_crew"]
    table = {"Unnamed: 0": numbered(), **{name: codes(1, 4) for name in steps}, "o_experience": codes(1, 4)}
    return table, {"id": ["Unnamed: 0"], "item": steps, "csat": ["o_experience"]}


def hundred_points():
    items = names("a", 22)
    table = {name: (np.array(codes(1, 5)) * 20).tolist() for name in items} | {
        "sat": (np.array(codes(0, 5)) * 20).tolist()
    }
    return table, {"item": items, "csat": ["sat"]}


def housing():
    table = {"Sat": [], "Infl": [], "Type": [], "Cont": [], "Freq": []}
    for level in ("Low", "Medium", "High"):
        for power in ("Low", "Medium", "High"):
            for kind in ("Tower", "Atrium", "Terrace", "Apartment"):
                for contact in ("Low", "High"):
                    for name, value in zip(table, (level, power, kind, contact, int(RNG.integers(3, 90))), strict=True):
                        table[name].append(value)
    return table, {"csat": ["Sat"], "group": ["Infl", "Type", "Cont"], "count": ["Freq"]}


def calls():
    table = {
        "vru+line": among("AA0101", "AA0102"),
        "call_id": numbered(start=34_000),
        "customer_id": codes(0, 120),
        "priority": codes(0, 2),
        "type": among("PS", "NE", "IN"),
        "date": [990201 + place % 28 for place in range(ROWS)],
        "vru_entry": [f"7:{place % 60:02}:{place % 59:02}" for place in range(ROWS)],
        "vru_time": codes(0, 60),
        "q_time": codes(0, 300),
        "outcome": among("AGENT", "HANG", "PHANTOM"),
        "ser_time": codes(0, 500),
        "server": among("DORIT", "NO_SERVER", "MORIAH"),
    }
    return table, {
        "group": ["vru+line", "priority", "type", "outcome", "server"],
        "time": ["date", "vru_entry"],
        "duration": ["vru_time", "q_time", "ser_time"],
        "id": ["call_id", "customer_id"],
    }


def purchases():
    table = {
        "masterid": [place % 60 for place in range(ROWS)],
        "sampleid": [place % 60 + 1 for place in range(ROWS)],
        "date": [19970101 + place % 28 for place in range(ROWS)],
        "cds": codes(1, 40),
        "sales": RNG.uniform(5, 90, ROWS).round(2).tolist(),
    }
    return table, {"id": ["masterid", "sampleid"], "time": ["date"], "measure": ["cds", "sales"]}


def summary():
    table = {
        "ID": numbered(),
        "frequency": codes(0, 30),
        "recency": RNG.uniform(0, 38, ROWS).round(2).tolist(),
        "T": RNG.uniform(27, 39, ROWS).round(2).tolist(),
    }
    return table, {"id": ["ID"], "measure": ["frequency", "recency", "T"]}


def complaints():
    closed = [day if place % 9 else None for place, day in enumerate(dates(pattern="%m/%d/%Y 16:14"))]
    table = {
        "Unique Key": numbered(start=64_000_000),
        "Created Date": dates(pattern="%m/%d/%Y 1:20"),
        "Closed Date": closed,
        "Agency": among("NYPD", "DSNY"),
        "Complaint Type": among("Animal-Abuse", "Noise"),
        "Descriptor": among("Neglected", "Tortured", "In Car"),
        "Status": among("In Progress", "Closed"),
        "Borough": among("BROOKLYN", "QUEENS", "BRONX"),
    }
    return table, {
        "id": ["Unique Key"],
        "time": ["Created Date", "Closed Date"],
        "group": ["Agency", "Complaint Type", "Descriptor", "Status", "Borough"],
    }


def sent_on():
    table = {
        "complaint_id": numbered(start=1_290_000),
        "product": among("Debt collection", "Mortgage"),
        "issue": among("Communication tactics", "Loan servicing"),
        "date_received": dates(),
        "date_sent": dates(),
        "company_response": among("In progress", "Closed with explanation"),
        "timely": ["Yes"] * ROWS,
        "disputed": [None] * ROWS,
    }
    return table, {
        "id": ["complaint_id"],
        "group": ["product", "issue", "company_response"],
        "time": ["date_received", "date_sent"],
        "constant": ["timely"],
        "empty": ["disputed"],
    }


def events():
    table = {
        "CaseID": [place // 4 for place in range(ROWS)],
        "ActivityID": codes(1, 9),
        "CompleteTimestamp": [f"{day} 16:55:38" for day in dates()],
    }
    return table, {"id": ["CaseID"], "activity": ["ActivityID"], "time": ["CompleteTimestamp"]}


def churn():
    table = {
        "customerID": [f"{place:04}-VHV" for place in range(ROWS)],
        "gender": among("Female", "Male"),
        "SeniorCitizen": among(0, 1),
        "Partner": among("Yes", "No"),
        "tenure": codes(0, 72),
        "MultipleLines": among("Yes", "No", "No phone service"),
        "Contract": among("Month-to-month", "One year"),
        "MonthlyCharges": RNG.uniform(18, 110, ROWS).round(2).tolist(),
        "Churn": among("Yes", "No"),
    }
    return table, {
        "id": ["customerID"],
        "duration": ["tenure"],
        "measure": ["MonthlyCharges"],
        "outcome": ["Churn"],
        "group": ["gender", "SeniorCitizen", "Partner", "MultipleLines", "Contract"],
    }


def cohorts():
    return (
        {
            "year": list(range(8)),
            "regular": [1000, 631, 468, 382, 326, 289, 262, 241],
            "high_end": [1000, 869, 743, 653, 593, 551, 517, 491],
        },
        {"wave": ["year"], "measure": ["regular", "high_end"]},
    )


def rates():
    return (
        {
            "problem_size": ["over", "under"] * 4,
            "path": ["none", "unresolved", "slow", "quick"] * 2,
            "repurchase_rate": [0.09, 0.19, 0.54, 0.82, 0.37, 0.46, 0.7, 0.95],
        },
        {"group": ["problem_size", "path"], "measure": ["repurchase_rate"]},
    )


KINDS = {
    "survey": (airport, kiosk, index_model, bank, suppliers, airline, hundred_points),
    "frequency": (housing,),
    "waits": (calls,),
    "transactions": (purchases,),
    "summary": (summary,),
    "cases": (complaints, sent_on),
    "events": (events,),
    "churn": (churn,),
    "curve": (cohorts, rates),
}
CASES = [(kind, make) for kind, makes in KINDS.items() for make in makes]
SECTIONS = {
    "cases": "complaints",
    "waits": "waits",
    "transactions": "transactions",
    "events": "events",
    "churn": "churn",
}


@pytest.mark.parametrize(("kind", "make"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_every_column_and_the_kind_of_table_are_told(kind, make):
    table, expected = make()
    draft = sk.draft_study(table)
    found = {}
    for column in draft.columns:
        found.setdefault(column.role, []).append(column.name)
    assert {role: sorted(columns) for role, columns in found.items()} == {r: sorted(c) for r, c in expected.items()}
    assert draft.kinds == (kind,)


@pytest.mark.parametrize(
    ("kind", "make"),
    [case for case in CASES if case[0] not in ("curve", "summary")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_draft_can_be_assessed_as_it_is(kind, make):
    import attrs

    table, _ = make()
    study = attrs.evolve(sk.draft_study(table).study, resamples=20)
    about = {SECTIONS[kind]: table} if kind in SECTIONS else {"data": table}
    assert sk.assess(study, **about).parts


def test_codes_belong_to_the_whole_battery():
    table, _ = airport()
    scales = {c.name: (c.low, c.high, c.missing_codes) for c in sk.draft_study(table).columns if c.low is not None}
    assert scales.pop("NETPRO") == (0, 10, (11,))
    assert set(scales.values()) == {(1, 5, (0, 6))}


def test_pairs_make_drivers_and_usage_is_proposed_but_left_to_a_person():
    table, _ = kiosk()
    drafted = sk.draft_study(table)
    assert drafted.study.drivers.drivers == tuple(names("sat", 8))
    assert len(drafted.study.importance.importance) == 8
    assert drafted.study.usage is None
    text = drafted.to_toml()
    start = text.index("# [usage]")
    proposed = "\n".join(line.removeprefix("# ") for line in text[start:].split("\n\n")[0].splitlines())
    study = sk.study.study_from_toml(text[:start] + proposed)
    assert study.scale("usage").words == {"monthly": 1, "weekly": 2, "daily": 3}
    parts = {part.key for part in sk.assess(attrs.evolve(study, resamples=20), table).parts}
    assert {"kano", "importance", "usage", "sides", "priorities"} <= parts
    assert "CONFIRM: the lowest answer means" in text


def test_kano_pairs_are_on_one_to_five_even_where_half_was_chosen():
    table, _ = kiosk()
    study = sk.draft_study(table).study
    scale = study.scale(study.kano.scale)
    assert (scale.low, scale.high, len(study.kano.functional)) == (1, 5, 6)
    assert len(study.quality.dimensions["all_items"].items) == 8
    assert study.drivers is None or "reuse" not in study.drivers.drivers


def test_people_of_a_frequency_table_are_counted():
    table, _ = housing()
    draft = sk.draft_study(table)
    assert draft.study.counts == "Freq"
    assert sk.assess(draft, table).data_quality.rows == sum(table["Freq"])


def test_intentions_do_not_explain_satisfaction():
    table, _ = suppliers()
    drivers = sk.draft_study(table).study.drivers.drivers
    assert "Repurchase" not in drivers
    assert "TermsCondPrices" in drivers
