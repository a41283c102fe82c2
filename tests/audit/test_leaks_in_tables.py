"""Leaks in released tables: each is planted in a clean set, and the audit names the file and the rule."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd


def test_a_small_count_in_the_flow(alone):
    frame = alone.frame("released/flow.csv")
    new = [{"step": "excluded", "reason": "no_consent", "arm": "programme", "n": 7}]
    alone.put("released/flow.csv", pd.concat([frame, pd.DataFrame(new)]))
    alone.is_caught("released/flow.csv", "a count of 1–10")


def test_a_count_that_was_not_rounded(alone):
    frame = alone.frame("released/quality.csv")
    frame.loc[0, "count"] = 43
    alone.put("released/quality.csv", frame)
    alone.is_caught("released/quality.csv", "not rounded")


def test_a_total_that_counts_what_is_hidden(alone):
    frame = alone.frame("released/flow.csv")
    frame.loc[(frame["step"] == "all") & (frame["arm"] == "programme"), "n"] += 10
    alone.put("released/flow.csv", frame)
    alone.is_caught("released/flow.csv", "not the sum")


def test_a_part_that_is_hidden_alone_under_its_total(alone):
    frame = alone.frame("released/flow.csv")
    rows = [{"step": "excluded", "reason": why, "arm": "programme", "n": n} for why, n in (("age", 20), ("x", np.nan))]
    frame.loc[(frame["step"] == "all") & (frame["arm"] == "programme"), "n"] += 20
    alone.put("released/flow.csv", pd.concat([frame, pd.DataFrame(rows)]))
    alone.is_caught("released/flow.csv", "hidden alone")


def test_a_level_that_can_be_had_by_subtraction(alone):
    frame = alone.frame("released/baseline.csv")
    is_sex = (frame["covariate"] == "sex") & (frame["arm"] == "programme")
    frame.loc[is_sex & (frame["level"] == "female"), ["n", "value"]] = [110, 0.367]
    frame.loc[is_sex & (frame["level"] == "male"), ["n", "value"]] = [185, 0.617]
    alone.put("released/baseline.csv", frame)
    alone.is_caught("released/baseline.csv", "follows from what is shown")


def test_a_level_that_the_exact_counts_give_away(whole):
    frame = whole.frame("released/baseline.csv")
    exact = whole.frame("results/baseline.csv")
    frame["n"] = np.where(exact["n"] < 11, np.nan, 5 * (exact["n"] / 5).round())
    whole.put("released/baseline.csv", frame)
    whole.is_caught("released/baseline.csv", "follows from what is shown")


def test_hidden_subgroups_that_are_too_few_together(whole):
    frame = whole.frame("released/estimates.csv")
    exact = whole.frame("results/estimates.csv")
    is_sex = frame["population"].str.startswith("sex=")
    exact.loc[exact["population"] == "sex=unknown", "n"] = 6
    assert is_sex.any()
    frame.loc[frame["population"] == "sex=unknown", ["n", "events"]] = np.nan
    rows = frame["population"].isin(["sex=female", "sex=male"]) & frame["arm"].isin(["programme", "comparison"])
    frame.loc[rows, ["n", "events"]] = [100, 40]
    whole.put("results/estimates.csv", exact)
    whole.put("released/estimates.csv", frame)
    whole.is_caught("released/estimates.csv", "follows from what is shown")


def test_a_share_of_a_hidden_count(alone):
    frame = alone.frame("released/baseline.csv")
    hidden = frame.index[frame["level"].notna() & frame["n"].isna()][0]
    frame.loc[hidden, "value"] = 0.013
    alone.put("released/baseline.csv", frame)
    alone.is_caught("released/baseline.csv", "share of a count that is hidden")


def test_a_department_with_few_people(alone):
    frame = alone.frame("released/baseline.csv")
    small = frame.index[(frame["covariate"] == "department") & frame["n"].isna()][0]
    frame.loc[small, ["n", "value"]] = [20, 0.067]
    alone.put("released/baseline.csv", frame)
    alone.is_caught("released/baseline.csv", "a department with fewer than 30")


def test_violence_by_department(alone):
    rows = [["Olancho", "yes", "15-17", 40], ["Olancho", "no", "15-17", 120]]
    alone.put("released/more.csv", pd.DataFrame(rows, columns=["department", "reason_gbv", "age_group", "n"]))
    alone.is_caught("released/more.csv", "violence or GBV by department")


def test_an_estimate_of_fewer_than_thirty(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame.index[(frame["arm"] == "programme") & frame["estimate"].notna() & (frame["population"] == "all")][0]
    frame.loc[row, "n"] = 25
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "fewer people than the rules ask for")


def test_an_estimate_of_hidden_events(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame.index[(frame["arm"] == "programme") & frame["estimate"].notna()][0]
    frame.loc[row, "events"] = np.nan
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "events too few")


def test_an_estimate_of_few_events_by_the_exact_counts(whole):
    exact, frame = whole.frame("results/estimates.csv"), whole.frame("released/estimates.csv")
    row = frame.index[(frame["arm"] == "programme") & frame["estimate"].notna()][0]
    exact.loc[row, "events"] = 8
    whole.put("results/estimates.csv", exact)
    whole.is_caught("released/estimates.csv", "too small, shown as another")


def test_a_withheld_estimate_that_is_still_there(alone):
    frame = alone.frame("released/estimates.csv")
    frame.loc[frame["estimate"].notna().idxmax(), "status"] = "withheld"
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "said to be withheld")


def test_a_risk_at_full_precision(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame.index[(frame["measure"] == "risk") & frame["estimate"].notna()][0]
    frame.loc[row, "estimate"] = 0.3076923077
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "finer")


def test_a_difference_in_steps_finer_than_its_people_allow(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame.index[(frame["measure"] == "risk_difference") & frame["ci_lower"].notna()][0]
    frame.loc[row, "ci_lower"] = -0.081
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "finer than its people allow")


def test_a_ratio_of_three_digits(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame.index[(frame["measure"] == "hazard_ratio") & frame["estimate"].notna()][0]
    frame.loc[row, "estimate"] = 0.617
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "ratio of more than two digits")


def test_a_p_value_of_four_digits(alone):
    frame = alone.frame("released/estimates.csv")
    frame.loc[frame["estimate"].notna().idxmax(), "p_value"] = 0.0431
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "p value")


def test_a_standard_error(alone):
    frame = alone.frame("released/estimates.csv")
    frame.loc[frame["estimate"].notna().idxmax(), "std_error"] = 0.02
    alone.put("released/estimates.csv", frame)
    alone.is_caught("released/estimates.csv", "standard error")


def _curve(frame: pd.DataFrame) -> pd.Index:
    first = frame.dropna(subset=["estimate"]).iloc[0]
    same = frame[["method", "estimand", "arm", "event"]] == first[["method", "estimand", "arm", "event"]]
    return frame.index[same.all(axis=1) & frame["estimate"].notna()]


def test_a_curve_that_moves_after_five_events(alone):
    frame = alone.frame("released/curves.csv")
    before, after = next(
        (one, two)
        for one, two in pairwise(_curve(frame))
        if frame.loc[one, "events"] >= 20 and frame.loc[one, "estimate"] < frame.loc[two, "estimate"]
    )
    frame.loc[after, "events"] = frame.loc[before, "events"] + 5
    alone.put("released/curves.csv", frame)
    alone.is_caught("released/curves.csv", "moves for too few events")


def test_a_curve_that_moves_too_often_by_the_exact_counts(whole):
    exact = whole.frame("results/curves.csv")
    exact["events"] = (exact["events"] * 0.5).round()
    whole.put("results/curves.csv", exact)
    whole.is_caught("released/curves.csv", "moves for too few events")


def test_a_curve_on_the_day_of_an_event(alone):
    frame = alone.frame("released/curves.csv")
    frame.loc[_curve(frame)[1], "time"] += 0.0333
    alone.put("released/curves.csv", frame)
    alone.is_caught("released/curves.csv", "finer than the grid")


def test_a_curve_with_few_at_risk(alone):
    frame = alone.frame("released/curves.csv")
    frame.loc[_curve(frame)[-1], "at_risk"] = np.nan
    alone.put("released/curves.csv", frame)
    alone.is_caught("released/curves.csv", "fewer people at risk")


def test_people_at_risk_that_differ_by_few(alone):
    frame = alone.frame("released/curves.csv")
    rows = _curve(frame)
    frame.loc[rows[1], "at_risk"] = frame.loc[rows[0], "at_risk"] - 5
    alone.put("released/curves.csv", frame)
    alone.is_caught("released/curves.csv", "differ by too few")


def test_rows_that_keep_a_rule_and_are_few(alone):
    frame = alone.frame("released/quality.csv")
    frame.loc[0, ["count", "rows"]] = [595, 600]
    alone.put("released/quality.csv", frame)
    alone.is_caught("released/quality.csv", "follows from what is shown")


def test_a_share_traced_to_a_tenth_of_a_percent(alone):
    frame = alone.frame("released/followup.csv")
    frame.loc[0, "share"] = 0.913
    alone.put("released/followup.csv", frame)
    alone.is_caught("released/followup.csv", "share finer")


def test_the_largest_weight(alone):
    frame = alone.frame("released/checks.csv")
    row = {"check": "largest_weight.att", "value": 4.2, "threshold": 10, "verdict": "pass", "text": "Largest weight."}
    alone.put("released/checks.csv", pd.concat([frame, pd.DataFrame([row])]))
    alone.is_caught("released/checks.csv", "one person's")


def test_a_table_with_one_row_a_person(alone):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"age": rng.integers(8, 18, 600), "time": rng.integers(1, 30, 600)})
    alone.put("released/people.csv", frame)
    alone.is_caught("released/people.csv", "one row a person")


def test_a_list_of_the_people_who_had_the_event(whole):
    events = pd.read_parquet(whole.folder / "validated/returns.parquet").query("event == 1")
    whole.put("released/events.csv", events[["child", "time"]])
    whole.is_caught("released/events.csv", "an identifier")


def test_a_column_of_municipalities(alone):
    alone.put("released/places.csv", pd.DataFrame({"municipality_code": ["0101", "0102"], "n": [40, 55]}))
    alone.is_caught("released/places.csv", "never shown")


def test_an_estimate_of_one_partner(alone):
    frame = alone.frame("released/estimates.csv")
    row = frame[frame["estimate"].notna()].head(1).assign(population="partner=P3")
    alone.put("released/estimates.csv", pd.concat([frame, row]))
    alone.is_caught("released/estimates.csv", "a partner")


def test_how_many_rows_came_since_the_last_run(alone):
    frame = alone.frame("released/changes.csv")
    row = dict.fromkeys(frame.columns, np.nan) | {"what": "rows", "table": "people", "before": 600, "now": 607}
    alone.put("released/changes.csv", pd.DataFrame([row]))
    alone.is_caught("released/changes.csv", "not rounded")
