"""What stands beside the headline in a release: withheld with it, and telling nothing of a few."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.disclosure import reason_codes, release
from impact.disclosure.rules import alike, rate_step
from impact.results import (
    FRAMES,
    Baseline,
    Checks,
    CohortFlow,
    Confounding,
    Curves,
    Effects,
    FollowUp,
    Grid,
    StudyResults,
)
from impact.study import Disclosure, Study
from impact.study.counts import shown_counts

ARMS = ("programme", "comparison")
MAIN = {"programme": (503, 64), "comparison": (1997, 412)}
"""People and events of the main analysis."""


def study_of(**changes) -> Study:
    keys = {
        "id": "made-up",
        "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
        "time_unit": "months",
        "horizons": [12],
        "primary": {"horizon": 12},
    }
    return Study.model_validate(keys | changes)


def rows_of(analysis: str, people: dict[str, tuple[int, int]] = MAIN, **cells: object) -> list[dict[str, object]]:
    """Rows of an analysis: both arms and the contrast."""
    row = dict.fromkeys(Effects.COLUMNS, np.nan) | {
        "analysis": analysis, "population": "all", "method": "iptw", "estimand": "att", "event": 1, "horizon": 12.0,
        "interval": "influence", "status": "reported", "reason": "", "p_value": 0.0321, "std_error": 0.0213,
    }  # fmt: skip
    limits = {"estimate": 0.2031, "ci_lower": 0.1532, "ci_upper": 0.2533}
    arms = [row | {"measure": "risk", "arm": arm, "n": n, "events": e} | limits for arm, (n, e) in people.items()]
    both = {name: sum(own[place] for own in people.values()) for place, name in enumerate(("n", "events"))}
    limits = {"estimate": -0.0817, "ci_lower": -0.1342, "ci_upper": -0.0311}
    return [one | cells for one in [*arms, row | {"measure": "risk_difference", "arm": "contrast"} | both | limits]]


def results_of(*parts: list[dict[str, object]], lost: tuple[int, int] = (100, 500), **frames: object) -> StudyResults:
    made = {name: kind.empty() for name, kind in FRAMES.items()}
    made["effects"] = Effects(pd.DataFrame([row for part in parts for row in part]))
    flow = [["analysed", "analysed", arm, n] for arm, (n, _) in MAIN.items()]
    made["flow"] = CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS)))
    due = [[12.0, arm, n, n - gone, 1 - gone / n] for (arm, (n, _)), gone in zip(MAIN.items(), lost, strict=True)]
    made["followup"] = FollowUp(pd.DataFrame(due, columns=list(FollowUp.COLUMNS)))
    return StudyResults.of(made | frames)


def released_rows(results: StudyResults, analysis: str, study: Study | None = None) -> pd.DataFrame:
    return release(results, study or study_of()).effects.select(analysis=analysis)


def contrast(results: StudyResults, analysis: str, study: Study | None = None) -> pd.Series:
    rows = released_rows(results, analysis, study)
    return rows[rows["arm"] == "contrast"].iloc[0]


READINGS = (
    "date_upper", "authority_recorded", "censoring_weights", "loss_worst", "partners_like_these", "chained_equations",
    "design_landmark", "time_varying", "direct_effect", "of_a_name_nobody_knows",
)  # fmt: skip


@pytest.mark.parametrize("analysis", READINGS)
def test_what_answers_the_headlines_question_is_withheld_with_it(analysis):
    few = {"programme": (503, 9), "comparison": (1997, 412)}
    enough = {"programme": (503, 25), "comparison": (1997, 420)}
    row = contrast(results_of(rows_of("main", few), rows_of(analysis, enough)), analysis)
    assert (row["status"], reason_codes(row["reason"])) == ("withheld", ("headline",))
    assert row[["estimate", "ci_lower", "ci_upper", "p_value"]].isna().all()
    row = contrast(results_of(rows_of("main"), rows_of(analysis, enough)), analysis)
    assert (row["status"], row["p_value"]) == ("reported", 0.03)
    assert np.isnan(row["std_error"])


@pytest.mark.parametrize("analysis", ["naive_ever_enrolled", "placebo_outcome", "detection_control"])
def test_what_asks_another_question_is_not(analysis):
    few = {"programme": (503, 9), "comparison": (1997, 412)}
    assert contrast(results_of(rows_of("main", few), rows_of(analysis)), analysis)["status"] == "reported"


def test_an_unadjusted_reading_says_nothing_of_an_adjusted_headline():
    few = {"programme": (503, 9), "comparison": (1997, 412)}
    raw = rows_of("loss_worst", method="unadjusted", estimand="none")
    assert contrast(results_of(rows_of("main", few), raw), "loss_worst")["status"] == "reported"
    study = study_of(primary={"horizon": 12, "method": "unadjusted"})
    main = rows_of("main", few, method="unadjusted", estimand="none")
    assert contrast(results_of(main, raw), "loss_worst", study)["status"] == "withheld"


@pytest.mark.parametrize("analysis", [*READINGS, "naive_enrolment_clock", "placebo_exposure"])
def test_a_failed_gate_withholds_every_adjusted_analysis_its_grid_and_e_values(analysis):
    failed = Checks(pd.DataFrame([["traced.programme", 0.3, 0.6, "fail", "x"]], columns=list(Checks.COLUMNS)))
    results = results_of(rows_of("main"), rows_of(analysis), checks=failed, grid=grid(), confounding=confounding())
    out = release(results, study_of())
    rows = out.effects.select(analysis=analysis)
    assert set(rows["status"]) == {"withheld"}
    assert all("gate:traced.programme" in reason_codes(reason) for reason in rows["reason"])
    assert rows[["estimate", "ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert out.grid.frame.empty
    assert out.confounding.frame.empty


@given(st.lists(st.integers(0, 120), min_size=2, max_size=8))
def test_counts_side_by_side_never_differ_by_a_few(counts):
    rules = Disclosure()
    shown = alike(counts, shown_counts(counts, rules), rules)
    assert np.isnan(shown[[0 < count < 11 for count in counts]]).all()
    seen = np.unique(shown[~np.isnan(shown)])
    assert (np.diff(seen) >= 11).all()


def test_an_analysis_of_nearly_the_same_people_reads_like_the_main_one():
    nearly = {"programme": (497, 68), "comparison": (1990, 406)}
    other = {"programme": (460, 90), "comparison": (1900, 380)}
    results = results_of(rows_of("main"), rows_of("date_lower", nearly), rows_of("design_landmark", other))
    counts = {name: released_rows(results, name)[["n", "events"]] for name in ("main", "date_lower", "design_landmark")}
    np.testing.assert_array_equal(counts["main"], counts["date_lower"])
    arms = {name: rows.to_numpy()[:2] for name, rows in counts.items()}
    assert (np.abs(arms["main"] - arms["design_landmark"]) >= 11).all()


def test_a_range_is_released_without_an_estimate_and_no_partner_by_name():
    ends = {"interval": "range", "estimate": np.nan, "ci_lower": -0.1013, "ci_upper": -0.0511, "p_value": np.nan}
    only = [rows_of("leave_one_partner_out", **ends)[-1]]
    partner = rows_of("these_partners", population="partner=P-1")
    coded = rows_of("these_partners", population="partner_id=P-2")
    results = results_of(rows_of("main"), only, partner, coded)
    row = contrast(results, "leave_one_partner_out")
    assert (row["status"], row["interval"], row["n"]) == ("reported", "range", 2500.0)
    assert np.isnan(row["estimate"])
    assert row["ci_lower"] <= -0.1013 < -0.0511 <= row["ci_upper"]
    assert release(results, study_of()).effects.select(analysis="these_partners").empty


def test_nothing_is_released_of_people_whom_nobody_counted():
    only = [rows_of("design_clone_censor")[-1]]
    assert reason_codes(contrast(results_of(rows_of("main"), only), "design_clone_censor")["reason"])[0] == "n"


@pytest.mark.parametrize(
    ("lost", "withheld"), [((4, 500), True), ((100, 10), True), ((0, 500), False), ((11, 11), False)]
)
def test_bounds_and_the_tipping_point_of_a_few_lost_are_withheld(lost, withheld):
    worst, best = rows_of("loss_worst"), rows_of("loss_best")
    results = results_of(rows_of("main"), ratio(), worst, best, rows_of("censoring_weights"), lost=lost, grid=grid())
    out = release(results, study_of())
    for analysis in ("loss_worst", "loss_best"):
        rows = out.effects.select(analysis=analysis)
        assert set(rows["status"]) == ({"withheld"} if withheld else {"reported"})
        assert not withheld or reason_codes(rows["reason"].iloc[0]) == ("few_lost",)
    assert set(out.effects.select(analysis="censoring_weights")["status"]) == {"reported"}
    assert ("tipping_point" in set(out.grid.frame["analysis"])) != withheld
    assert "unmeasured_confounder" in set(out.grid.frame["analysis"])


def ratio(estimate: float = 0.6213) -> list[dict[str, object]]:
    """The headline's ratio."""
    limits = {"estimate": estimate, "ci_lower": 0.4512, "ci_upper": 0.8142}
    return [rows_of("main")[-1] | {"measure": "risk_ratio"} | limits]


def grid() -> Grid:
    points = [(x, y) for x in (1.0, 1.5, 2.0) for y in (1.0, 1.5, 2.0)]
    rows = [
        [analysis, "risk_difference", 12.0, x, y, -0.0817 + 0.0311 * x, -0.1342 + 0.0311 * x, -0.0311 + 0.0311 * x]
        for analysis in ("tipping_point", "unmeasured_confounder")
        for x, y in points
    ]
    return Grid(pd.DataFrame(rows, columns=list(Grid.COLUMNS)))


def confounding() -> Confounding:
    rows = [
        ["estimate", "", 12.0, 0.6213, 2.5911],
        ["limit", "", 12.0, 0.8142, 1.7561],
        ["covariate", "sex", 12.0, 1.2123, 1.7171],
        ["covariate", "place", 12.0, 1.1123, 1.4771],
        ["covariate", "age", 12.0, 1.0123, 1.1271],
        ["covariate", "place=south", 12.0, 1.1123, 1.4771],
        ["covariate", "municipality_code", 12.0, 3.1, 5.6],
    ]
    return Confounding(pd.DataFrame(rows, columns=list(Confounding.COLUMNS)))


def baseline() -> Baseline:
    rows = []
    for arm, (n, _) in MAIN.items():
        rows += [
            ["sex", "female", arm, 0.3 * n, 0.3],
            ["sex", "male", arm, 0.7 * n - 4, 0.7],
            ["sex", "other", arm, 4, 0],
        ]
        rows += [["place", "north", arm, n - 6, 0.99], ["place", "south", arm, 6, 0.01], ["age", None, arm, n, 15.3]]
    return Baseline(pd.DataFrame(rows, columns=list(Baseline.COLUMNS)))


def test_a_grid_is_rounded_as_the_headline_is_and_its_limits_outward():
    exact = grid()
    out = release(results_of(rows_of("main"), ratio(), grid=exact), study_of()).grid.frame
    assert len(out) == len(exact.frame)
    steps = out[["estimate", "ci_lower", "ci_upper"]] / 0.01
    np.testing.assert_allclose(steps, steps.round(), atol=1e-6)
    lost = exact.frame["analysis"] == "tipping_point"
    assert (out["ci_lower"] <= exact.frame["ci_lower"])[lost].all()
    assert (out["ci_upper"] >= exact.frame["ci_upper"])[lost].all()


def test_the_grid_of_a_factor_tells_no_more_than_the_released_ratio_and_risk():
    """Many cells of one formula, each rounded from the exact numbers, would give these back."""
    first, second = (
        release(results_of(rows_of("main"), ratio(estimate), grid=grid()), study_of()) for estimate in (0.6213, 0.6191)
    )
    kept = first.effects.select(measure="risk_ratio").equals(second.effects.select(measure="risk_ratio"))
    assert kept, "the two ratios are meant to read alike"
    of_a_factor = first.grid.select(analysis="unmeasured_confounder")
    assert of_a_factor.equals(second.grid.select(analysis="unmeasured_confounder"))
    at = of_a_factor.set_index(["programme", "comparison"])
    # Twice as common in either direction: a factor of 4/3 on the released ratio of 0.62 and risk of 0.20.
    assert at.loc[(2.0, 2.0), "estimate"] == pytest.approx(0.20 * (0.62 * 4 / 3 - 1), abs=0.0051)
    assert at.loc[(1.0, 1.0), "estimate"] == pytest.approx(0.20 * (0.62 - 1), abs=0.0051)


def test_no_greatest_weight_is_released():
    weight = pd.DataFrame([["largest_weight.programme", 0.0312, 0.05, "pass", "…"]], columns=list(Checks.COLUMNS))
    assert release(results_of(rows_of("main"), checks=Checks(weight)), study_of()).checks.frame.empty


def test_e_values_have_two_digits_and_only_covariates_that_the_baseline_shows():
    results = results_of(rows_of("main"), confounding=confounding(), baseline=baseline())
    out = release(results, study_of()).confounding.frame
    assert out["name"].tolist()[2:] == ["sex", "place", "age", "place=south"]
    assert out["e_value"].tolist()[:3] == [2.6, 1.8, 1.7]
    values = out.set_index(out["name"].fillna(out["what"]))["e_value"]
    assert values.isna().to_dict() == {
        "estimate": False, "limit": False, "sex": False, "place": True, "age": False, "place=south": True,
    }  # fmt: skip


def test_a_policy_period_too_small_takes_another_along():
    levels = {
        "a": {"programme": (21, 12), "comparison": (90, 30)},
        "b": {"programme": (482, 52), "comparison": (1907, 382)},
    }
    parts = [rows_of("policy_period", people, population=f"period={name}") for name, people in levels.items()]
    rows = released_rows(results_of(rows_of("main"), *parts), "policy_period")
    assert set(rows["status"]) == {"withheld"}
    assert rows[["estimate", "n", "events"]].isna().all(axis=None)
    large = {
        "a": {"programme": (210, 22), "comparison": (900, 190)},
        "b": {"programme": (293, 42), "comparison": (1097, 222)},
    }
    parts = [rows_of("policy_period", people, population=f"period={name}") for name, people in large.items()]
    assert set(released_rows(results_of(rows_of("main"), *parts), "policy_period")["status"]) == {"reported"}


@pytest.mark.parametrize(("offered", "is_counted"), [(100, True), (1993, False)])
def test_a_few_left_over_by_a_control_cannot_be_worked_out(offered, is_counted):
    parted = {"programme": (offered - 60, 20), "comparison": (60, 25)}
    rows = released_rows(results_of(rows_of("main"), rows_of("placebo_exposure", parted)), "placebo_exposure")
    assert rows["n"].notna().all() == is_counted
    assert set(rows["status"]) == {"reported"}


def curves_of(analysis: str, counted: bool) -> list[dict[str, object]]:
    row = dict.fromkeys(Curves.COLUMNS, np.nan) | {
        "analysis": analysis, "population": "all", "method": "unadjusted", "estimand": "none", "event": 1,
    }  # fmt: skip
    rows = []
    for arm, (n, events) in MAIN.items():
        for place in range(1, events + 1):
            at = row | {"arm": arm, "time": 12.0 * place / events, "estimate": place / n, "events": place}
            rows.append(at | {"at_risk": float(n - place) if counted else np.nan})
    return rows


def test_curves_of_intervals_move_after_eleven_events_with_the_main_curves_people():
    curves = Curves(pd.DataFrame([*curves_of("main", counted=True), *curves_of("turnbull", counted=False)]))
    out = release(results_of(rows_of("main"), curves=curves), study_of()).curves
    for arm, (_, events) in MAIN.items():
        main, turnbull = (out.select(analysis=name, arm=arm).set_index("time") for name in ("main", "turnbull"))
        moved = turnbull.index[turnbull["estimate"].diff() > 0].to_numpy()
        had = np.floor(moved * events / 12 + 1e-9)
        assert len(moved) > 3
        assert (np.diff(had, prepend=0) >= 11).all()
        same = main.index.intersection(turnbull.index)
        np.testing.assert_array_equal(main.loc[same, "at_risk"], turnbull.loc[same, "at_risk"])


def test_curves_of_the_same_people_come_in_one_step_even_where_some_have_left_before_they_begin():
    late = [
        row | {"at_risk": 0.7 * MAIN[str(row["arm"])][0] - row["events"]} for row in curves_of("turnbull", counted=True)
    ]
    curves = Curves(pd.DataFrame([*curves_of("main", counted=True), *late]))
    out = release(results_of(rows_of("main"), curves=curves), study_of()).curves
    for arm, (n, _) in MAIN.items():
        step = rate_step(n, study_of().disclosure)
        assert rate_step(0.7 * n, study_of().disclosure) != step
        for name in ("main", "turnbull"):
            steps = out.select(analysis=name, arm=arm)["estimate"].dropna() / step
            np.testing.assert_allclose(steps, steps.round(), atol=1e-9)


def test_a_release_of_every_analysis_holds_no_small_count(tmp_path):
    small = {"programme": (40, 5), "comparison": (38, 33)}
    parts = [rows_of(analysis, small) for analysis in READINGS]
    released = release(results_of(rows_of("main"), *parts, grid=grid(), confounding=confounding()), study_of())
    released.save(tmp_path)
    for frame in released:
        counts = frame.frame[[name for name in frame.COLUMNS if name in ("n", "events", "at_risk")]].to_numpy(
            dtype=float
        )
        seen = counts[~np.isnan(counts)]
        assert ((seen == 0) | (seen >= 15)).all()
    text = (tmp_path / "estimates.csv").read_text()
    assert "0.0213" not in text
    again = dataclasses.replace(results_of(rows_of("main"), *parts, grid=grid(), confounding=confounding()))
    pd.testing.assert_frame_equal(released.effects.frame, release(again, study_of()).effects.frame)
