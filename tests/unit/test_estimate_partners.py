"""Partners: each one's contrast with its own departments, its mean over few of them, and what is never said of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import stats

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import risk_difference
from impact.estimate.imputed.drawn_dates import drawn_dates
from impact.estimate.partner_contrast import partner_contrasts
from impact.estimate.partners import partner_effects, with_partner_headline
from impact.estimate.plan import study_effects
from impact.results import Effects
from impact.study import Study

EVENTS = {"A": (12, 22), "B": (14, 20), "C": (8, 24), "D": (18, 20), "E": (10, 26)}
"""Of 40 programme and 60 comparison children of each partner, those with the event by time 6."""
SIZES = (40, 60)
TIME_OF_EVENT, END, HORIZON = 6.0, 24.0, 12.0
RISKS = np.array(
    [[with_event / size for with_event, size in zip(pair, SIZES, strict=True)] for pair in EVENTS.values()]
)
EXACT = 1e-12
"""Sums of a few fractions."""


def study(**changes: Any) -> Study:
    content = {
        "id": "partners",
        "input": {"form": "case_records", "path": "."},
        "time_unit": "months",
        "cut_off": "2025-12-31",
        "horizons": [HORIZON],
        "primary": {"horizon": HORIZON, "method": "unadjusted"},
        "bootstrap": {"replicates": 0},
        "partners": {"inference": "partners_like_these"},
    }
    return Study.model_validate(content | changes)


def table(partners: str = "ABCDE", beside: tuple[pd.DataFrame, ...] = ()) -> AnalysisTable:
    """One department a partner, nobody lost; `beside` are further rows."""
    parts = []
    for name in partners:
        for arm, size, events in zip((1, 0), SIZES, EVENTS[name], strict=True):
            parts.append(rows(arm, f"dept {name}", name if arm else None, size, events))
    frame = pd.concat([*parts, *beside], ignore_index=True)
    made = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x"])
    return replace(made, context=frame[["partner", "department"]])


def rows(arm: int, department: str, partner: str | None, size: int, events: int) -> pd.DataFrame:
    event = (np.arange(size) < events).astype(int)
    time, x = np.where(event, TIME_OF_EVENT, END), np.arange(size) % 2
    return pd.DataFrame(
        {"arm": arm, "time": time, "event": event, "x": x, "department": department, "partner": partner}
    )


def the_row(effects: Effects, **equal: object) -> pd.Series:
    found = effects.select(**equal)
    assert len(found) == 1
    return found.iloc[0]


def test_the_interval_is_that_of_a_t_test_on_the_partners() -> None:
    row = the_row(partner_contrasts(table(), study(), ["risk_difference"]), measure="risk_difference")
    test = stats.ttest_1samp(RISKS[:, 0] - RISKS[:, 1], 0.0)
    limits = test.confidence_interval(0.95)
    told = [row[name] for name in ("estimate", "ci_lower", "ci_upper", "p_value")]
    expected = [(RISKS[:, 0] - RISKS[:, 1]).mean(), limits.low, limits.high, test.pvalue]
    np.testing.assert_allclose(told, expected, atol=EXACT)
    assert (row["interval"], row["status"], row["n"]) == ("partners", "reported", 5 * sum(SIZES))
    assert row["events"] == sum(map(sum, EVENTS.values()))


def test_arms_are_equal_weight_means_and_so_are_ratio_and_time_lost() -> None:
    every = partner_contrasts(table(), study(), ["risk_difference", "risk_ratio", "rmtl_difference"])
    means = RISKS.mean(axis=0)
    for arm, mean in zip(("programme", "comparison"), means, strict=True):
        assert the_row(every, measure="risk", arm=arm)["estimate"] == pytest.approx(mean, abs=EXACT)
    ratio = the_row(every, measure="risk_ratio")
    assert ratio["estimate"] == pytest.approx(means[0] / means[1], abs=EXACT)
    lost = the_row(every, measure="rmtl_difference")["estimate"]
    assert lost == pytest.approx((means[0] - means[1]) * (HORIZON - TIME_OF_EVENT), abs=EXACT)
    # By hand: the derivative of log(mean one / mean two) in each partner's risks.
    single = RISKS[:, 0] / means[0] - RISKS[:, 1] / means[1]
    width = stats.t.ppf(0.975, 4) * single.std(ddof=1) / np.sqrt(5)
    assert np.log(ratio["ci_upper"] / ratio["estimate"]) == pytest.approx(width, abs=EXACT)


def test_each_partner_is_held_against_its_own_departments_alone() -> None:
    elsewhere = rows(0, "where no partner works", None, 300, 290)
    made = table(beside=(elsewhere,))
    expected = partner_contrasts(table(), study(), ["risk_difference"]).frame
    pd.testing.assert_frame_equal(partner_contrasts(made, study(), ["risk_difference"]).frame, expected)
    these = the_row(partner_effects(made, study()), analysis="these_partners", arm="contrast")
    pooled = the_row(risk_difference(table(), [HORIZON], "unadjusted"), arm="contrast")
    assert these["estimate"] == pytest.approx(pooled["estimate"], abs=EXACT)
    assert the_row(risk_difference(made, [HORIZON], "unadjusted"), arm="contrast")["estimate"] < these["estimate"] - 0.1


def test_a_partner_with_few_children_is_left_out_whatever_happened_to_them() -> None:
    for events in (0, 10):
        few = (rows(1, "dept F", "F", 10, events), rows(0, "dept F", None, 100, 50))
        found = partner_contrasts(table(beside=few), study(), ["risk_difference"])
        pd.testing.assert_frame_equal(found.frame, partner_contrasts(table(), study(), ["risk_difference"]).frame)
    # One more child, and it counts: the mean is over six.
    many = (rows(1, "dept F", "F", 11, 0), rows(0, "dept F", None, 100, 50))
    row = the_row(partner_contrasts(table(beside=many), study(), ["risk_difference"]), arm="contrast")
    assert row["estimate"] == pytest.approx(np.append(RISKS @ [1, -1], -0.5).mean(), abs=EXACT)


@pytest.mark.parametrize("partners", ["A", "AB"])
def test_of_fewer_than_three_partners_nothing_is_said_but_for_themselves(partners: str) -> None:
    effects = partner_effects(table(partners), study())
    for analysis in ("partners_like_these", "leave_one_partner_out"):
        found = effects.select(analysis=analysis)
        assert set(found["status"]) == {"withheld"}
        assert found["reason"].str.endswith("[few_partners]").all()
        assert found[["estimate", "std_error", "ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert set(effects.select(analysis="these_partners")["status"]) == {"reported"}


def test_leaving_one_out_is_a_range_and_nothing_else() -> None:
    found = the_row(partner_effects(table(), study()), analysis="leave_one_partner_out", arm="contrast")
    others = ["ABCDE".replace(name, "") for name in "ABCDE"]
    estimates = [the_row(risk_difference(table(some), [HORIZON], "unadjusted"), arm="contrast") for some in others]
    values = [row["estimate"] for row in estimates]
    assert (found["ci_lower"], found["ci_upper"]) == pytest.approx((min(values), max(values)), abs=EXACT)
    assert found[["estimate", "std_error", "p_value"]].isna().all()
    assert (found["interval"], found["status"]) == ("range", "reported")


def test_no_partner_can_be_told_from_another_in_what_is_said() -> None:
    effects = partner_effects(table(), study())
    assert set(effects.frame["population"]) == {"all"}
    assert len(effects.frame) == 3 * 3
    single = RISKS[:, 0] - RISKS[:, 1]
    shown = effects.frame[["estimate", "ci_lower", "ci_upper"]].to_numpy(dtype=float)
    assert not np.isclose(shown[..., None], single, atol=EXACT).any()
    made = table()
    renamed = replace(made, context=made.context.replace({"partner": {"A": "Z", "E": "B", "B": "E"}}))
    pd.testing.assert_frame_equal(partner_effects(renamed, study()).frame, effects.frame)


def test_the_headline_of_a_study_of_partners_like_these_has_their_interval() -> None:
    asked = study(primary={"horizon": HORIZON, "method": "iptw", "estimand": "att"})
    these = asked.model_copy(update={"partners": asked.partners.model_copy(update={"inference": "these_partners"})})
    plain = study_effects(table(), these)
    found = with_partner_headline(plain, table(), asked)
    answer = {"analysis": "main", "population": "all", "method": "iptw", "estimand": "att", "event": 1}
    rows_of_it = found.select(**answer)
    measures = ["risk", "risk_difference", "risk_ratio", "rmtl", "rmtl_difference"]
    assert set(rows_of_it.loc[rows_of_it["measure"].isin(measures), "interval"]) == {"partners"}
    row = the_row(found, **answer, measure="risk_difference")
    assert row["estimate"] == pytest.approx(RISKS.mean(axis=0) @ [1, -1], abs=1e-3)  # x is balanced but for rounding
    others = [
        frame[(frame["method"] != "iptw") | (frame["estimand"] != "att")].reset_index(drop=True)
        for frame in (found.frame, plain.frame)
    ]
    pd.testing.assert_frame_equal(*others)
    assert with_partner_headline(plain, table(), these) is plain


def test_a_study_of_partners_like_these_without_partners_is_refused() -> None:
    alone = replace(table(), context=table().context.assign(partner=None))
    for made in (alone, replace(alone, context=pd.DataFrame())):
        with pytest.raises(EstimationError, match="name no partner"):
            partner_effects(made, study())
        with pytest.raises(EstimationError, match="name no partner"):
            with_partner_headline(Effects.empty(), made, study())
        these = study(partners={"inference": "these_partners"})
        assert partner_effects(made, these).frame.empty


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"primary": {"horizon": HORIZON, "method": "aipw"}}, "aipw; it does with: unadjusted, iptw, entropy"),
        (
            {"primary": {"horizon": HORIZON, "measure": "hazard_ratio"}},
            "hazard_ratio; it does with: risk_difference, risk_ratio, rmtl_difference",
        ),
        ({"design": {"kind": "clone_censor", "grace": 120}}, "clone_censor; it does with: referral, landmark"),
        (
            {"input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}}},
            "only a study of case records",
        ),
    ],
)
def test_what_does_not_go_with_partners_like_these_is_refused_at_reading(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        study(**changes)


def test_where_dates_are_imputed_partners_are_averaged_over_draws_within_the_intervals() -> None:
    made = table()
    width = np.where(made.event == 1, 4.0, 0.0)
    upper = np.where(made.event == 1, made.time + width, np.inf)
    wide = replace(made, lower=made.time - width, upper=upper)
    asked = study(horizons=[TIME_OF_EVENT, HORIZON], outcome={"date": "imputed"})
    assert drawn_dates(made, asked, 3) == [made]
    assert drawn_dates(wide, study(), 3) == [wide]
    drawn = drawn_dates(wide, asked, 3)
    assert all(((one.time >= wide.lower) & (one.time <= upper)).all() for one in drawn)
    assert len({one.time.tobytes() for one in drawn}) == 3
    risk = partner_contrasts(wide, asked, ["risk_difference"]).select(measure="risk", arm="comparison")
    # By 6 some of the events, which lie between 2 and 10; by 12 all of them.
    assert 0 < risk["estimate"].iloc[0] < RISKS[:, 1].mean()
    assert risk["estimate"].iloc[1] == pytest.approx(RISKS[:, 1].mean(), abs=EXACT)
    assert risk["events"].iloc[1] == sum(pair[1] for pair in EVENTS.values()) > risk["events"].iloc[0]
