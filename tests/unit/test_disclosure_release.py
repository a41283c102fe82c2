"""Whole releases of estimated studies: what no reader may find in them."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from impact import present as show
from impact.cohort import build_cohort
from impact.disclosure import COMPANIONS, ReleasedResults, reason_codes, reason_in_words, release
from impact.errors import DisclosureError
from impact.estimate import balance, propensity_weights, study_balance, study_checks, study_curves, study_effects
from impact.estimate.rows import Number, effect_row
from impact.i18n import t
from impact.present.certainty import includes_none
from impact.results import FRAMES, Balance, Checks, Confounding, Curves, Effects, Grid, Quality, StudyResults
from impact.study import Study

COUNTS = {"n", "events", "at_risk", "due", "traced", "count", "rows"}
ARMS = ("programme", "comparison")
HORIZONS = (6.0, 12.0, 24.0)
CURVE = ["method", "estimand", "arm", "event"]


def study_of(**changes):
    keys = {
        "id": "made-up",
        "evidence": "observational",
        "input": {
            "form": "analysis_table",
            "path": "x.csv",
            "columns": {"arm": "arm", "time": "time", "event": "event"},
        },
        "time_unit": "months",
        "covariates": ["age", "sex", "place"],
        "subgroups": ["sex", "place"],
        "horizons": list(HORIZONS),
        "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
        "bootstrap": {"replicates": 0, "seed": 1},
    }
    return Study.model_validate(keys | changes)


def people(n, seed, hazard=0.03, competing=0.01):
    """Draw n people whose times are whole days, as months."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": rng.integers(10, 18, n),
            "sex": rng.choice(["female", "male", "unknown"], n, p=[0.3, 0.68, 0.02]),
            "place": rng.choice(["north", "south"], n),
        }
    )
    frame["arm"] = (rng.random(n) < 0.35 + 0.1 * (frame["sex"] == "male")).astype(int)
    first, second = rng.exponential(1 / (hazard - 0.01 * frame["arm"])), rng.exponential(1 / competing, n)
    censored = rng.uniform(3, 40, n)
    times = np.column_stack([censored, first, second])
    frame["event"] = times.argmin(axis=1)
    frame["time"] = np.ceil(times.min(axis=1) * 30.4375) / 30.4375
    return frame


def results_of(frame, study):
    cohort = build_cohort({"analysis": frame}, study)
    frames = {
        "quality": Quality.empty(),
        "flow": cohort.flow,
        "baseline": cohort.baseline,
        "followup": cohort.followup,
        "curves": study_curves(cohort.table, study),
        "effects": study_effects(cohort.table, study),
        "balance": study_balance(cohort.table, study),
        "checks": Checks.concat([cohort.checks, study_checks(cohort.table, study, cohort.followup)]),
        "grid": Grid.empty(),
        "confounding": Confounding.empty(),
    }
    return StudyResults.of(frames)


def passing(results):
    """The same results with every gate passed, so that there are adjusted estimates to look at."""
    return dataclasses.replace(results, checks=Checks(results.checks.frame.assign(verdict="pass")))


@pytest.fixture(scope="module", params=[(90, 1), (400, 2), (1500, 3)], ids=lambda param: f"n={param[0]}")
def results(request):
    return passing(results_of(people(*request.param), study_of()))


@pytest.fixture(scope="module")
def released(results):
    return release(results, study_of())


@pytest.fixture(scope="module")
def large():
    return passing(results_of(people(1500, 3), study_of()))


def test_no_small_count_stands_anywhere(released):
    for frame in released:
        counts = frame.frame[[name for name in frame.COLUMNS if name in COUNTS]].to_numpy(dtype=float)
        seen = counts[~np.isnan(counts)]
        assert ((seen == 0) | (seen >= 15)).all()
        assert (seen % 5 == 0).all()


def test_columns_stay_and_standard_errors_go(released):
    for name, kind in FRAMES.items():
        assert tuple(getattr(released, name).frame.columns) == kind.COLUMNS
    assert released.curves.frame["std_error"].isna().all()
    assert released.effects.frame["std_error"].isna().all()


def test_a_release_repeats_and_survives_its_files(results, released, tmp_path):
    released.save(tmp_path)
    for one, other, again in zip(released, ReleasedResults.load(tmp_path), release(results, study_of()), strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)
        pd.testing.assert_frame_equal(one.frame, again.frame)
    assert not [path for path in tmp_path.iterdir() if "00000000" in path.read_text() or "99999999" in path.read_text()]


@pytest.mark.parametrize("name", FRAMES)
def test_a_part_is_released_as_in_the_whole(results, released, name):
    wanted = {name, *COMPANIONS.get(name, ())}
    part = {other: getattr(results, other) if other in wanted else kind.empty() for other, kind in FRAMES.items()}
    frame = getattr(release(StudyResults.of(part), study_of()), name).frame
    pd.testing.assert_frame_equal(frame, getattr(released, name).frame, check_dtype=len(frame) > 0)


def exact_at(results, key, column, time):
    """Read an exact curve just after a time."""
    rows = results.curves.select(**dict(zip(CURVE, key, strict=True)))
    rows = rows[rows["time"] <= time + 1e-9]
    return float(rows[column].iloc[-1]) if len(rows) else 0.0


def test_a_curve_moves_only_after_eleven_events(results, released):
    for key, rows in released.curves.frame.groupby(CURVE, sort=False):
        moved = rows[rows["estimate"].diff().fillna(0) != 0]
        events = [0.0, *(exact_at(results, key, "events", time) for time in moved["time"])]
        assert (np.diff(events) >= 11).all()
        assert (rows["estimate"].dropna().diff().dropna() >= 0).all()


def test_a_curve_has_its_start_its_steps_and_the_horizons_and_ends_in_time(results, released):
    for key, rows in released.curves.frame.groupby(CURVE, sort=False):
        times = rows["time"].tolist()
        assert times[0] == 0
        assert times == sorted(set(times))
        assert all((time / 0.25).is_integer() for time in times)
        exact = results.curves.select(**dict(zip(CURVE, key, strict=True)))
        at_risk = [int((exact["at_risk"][exact["time"] >= time - 1e-9]).max()) for time in times]
        assert min(at_risk) >= 11
        last = exact["time"][exact["at_risk"] >= 11].max()
        assert [horizon for horizon in HORIZONS if horizon <= last] == [time for time in times if time in HORIZONS]


def test_a_curve_whose_people_enter_late_starts_when_enough_are_there():
    columns = {"arm": "arm", "time": "time", "event": "event", "entry": "entry"}
    study = study_of(input={"form": "analysis_table", "path": "x.csv", "columns": columns})
    frame = people(800, 4)
    late = frame[frame["time"] > 1].assign(entry=1.0)
    released = release(passing(results_of(late, study)), study)
    rows = released.curves.select(method="unadjusted", arm="programme", event=1)
    assert rows["time"].iloc[0] == 0
    assert rows["time"].iloc[1] > 1
    assert rows["estimate"].is_monotonic_increasing
    assert rows["at_risk"].iloc[1:].min() >= 15


def test_people_at_risk_never_leave_by_a_few(released):
    """All the curves of an arm are laid side by side: their steps differ."""
    for arm in ARMS:
        rows = released.curves.select(arm=arm).groupby("time")["at_risk"].agg(["min", "max"])
        assert (rows["min"] == rows["max"]).all()
        moved = np.abs(np.diff(rows["min"]))
        assert (moved[moved > 0] >= 11).all()


def test_rates_come_in_coarse_steps_and_limits_stay_in_order(released):
    effects = released.effects.frame
    people = effects[effects["arm"].isin(ARMS)].groupby("arm")["n"].max()
    shown = effects[(effects["status"] == "reported") & effects["measure"].isin(["risk", "risk_difference"])]
    adjusted = shown[shown["method"] != "unadjusted"]
    for population, rows in adjusted.groupby("population"):
        fewest = (
            effects[effects["arm"].isin(ARMS) & (effects["population"] == population)].groupby("arm")["n"].max().min()
        )
        values = np.unique(rows[["estimate", "ci_lower", "ci_upper"]].to_numpy().round(9))
        assert (np.diff(values[~np.isnan(values)]) >= 5 / fewest - 1e-9).all()
    ordered = effects.dropna(subset=["ci_lower", "ci_upper"])
    assert ((ordered["ci_lower"] <= ordered["estimate"]) & (ordered["estimate"] <= ordered["ci_upper"])).all()
    curves = released.curves.frame.dropna(subset=["ci_lower", "ci_upper"])
    assert ((curves["ci_lower"] <= curves["estimate"]) & (curves["estimate"] <= curves["ci_upper"])).all()
    banded = curves.dropna(subset=["band_lower", "band_upper"])
    assert len(banded) > 0.5 * len(curves)
    assert ((banded["band_lower"] <= banded["ci_lower"]) & (banded["ci_upper"] <= banded["band_upper"])).all()
    released_curves = released.curves.frame
    unmoved = released_curves["estimate"].isna()
    assert released_curves.loc[unmoved, ["band_lower", "band_upper"]].isna().all(axis=None)
    for (arm, method), rows in banded.groupby(["arm", "method"]):
        shown = np.unique(rows[["estimate", "band_lower", "band_upper"]].to_numpy().round(9))
        assert (np.diff(shown) >= 5 / people[arm] - 1e-9).all() or method == "unadjusted"


def test_a_contrast_counts_what_its_arms_show(released):
    effects = released.effects.frame
    effects = effects[~effects["method"].str.endswith("_shrunken")]
    for _, rows in effects[effects["measure"].isin(["risk", "risk_difference"])].groupby(
        ["population", "method", "estimand", "horizon"]
    ):
        arms, contrast = rows[rows["arm"].isin(ARMS)], rows[rows["arm"] == "contrast"].iloc[0]
        for column in ("n", "events"):
            np.testing.assert_array_equal(contrast[column], arms[column].sum(skipna=False))


def test_events_never_grow_by_a_few_from_one_horizon_to_the_next(released):
    rows = released.effects.select(measure="risk", method="unadjusted")
    for _, arm in rows.groupby("arm"):
        grown = np.diff(arm.sort_values("horizon")["events"].dropna())
        assert (grown[grown > 0] >= 11).all()


def test_no_released_interval_is_narrower_than_the_exact_one(results, released):
    effects = released.effects.frame
    curves = released.curves.frame[released.curves.frame["time"].isin(HORIZONS)].dropna(subset=["ci_lower"])
    exact = results.effects.frame[(effects["status"] == "reported").to_numpy()]
    shown = effects[effects["status"] == "reported"]
    assert len(shown)
    known = exact["ci_lower"].notna().to_numpy()
    assert (shown["ci_lower"].to_numpy() <= exact["ci_lower"].to_numpy())[known].all()
    assert (shown["ci_upper"].to_numpy() >= exact["ci_upper"].to_numpy())[known].all()
    exact, shown = exact[known].reset_index(), shown[known].reset_index()
    for (_, one), (_, other) in zip(exact.iterrows(), shown.iterrows(), strict=True):
        assert includes_none(one) == includes_none(other)
    assert curves["ci_lower"].min() >= 0
    assert curves["ci_upper"].max() <= 1


@pytest.mark.parametrize("code", ["few_events", "beyond_follow_up", "unsteady_bootstrap", "not_estimable"])
def test_an_estimators_own_reason_survives_its_release(large, code):
    exact = large.effects.frame.copy()
    headline = (exact["population"] == "all") & (exact["method"] == "iptw") & (exact["estimand"] == "att")
    at = exact.index[headline & (exact["measure"] == "risk_difference")]
    exact.loc[at, ["ci_lower", "ci_upper"]] = np.nan
    exact.loc[at, ["status", "reason"]] = "withheld", f"In the estimator's words. [{code}]"
    rows = release(dataclasses.replace(large, effects=Effects(exact)), study_of()).effects.frame.loc[at]
    assert len(rows) == len(HORIZONS)
    assert (rows["status"] == "withheld").all()
    assert rows[["estimate", "ci_lower", "ci_upper"]].isna().all(axis=None)
    for reason in rows["reason"]:
        assert reason_codes(reason) == (code,)
        assert reason.startswith(t(f"withheld-{code.replace('_', '-')}", "en", minimum="11"))
        assert reason_in_words(reason, study_of(), "es") == t(f"withheld-{code.replace('_', '-')}", "es", minimum="11")


def test_estimators_write_codes_that_a_release_can_read():
    few = Number(estimate=0.1, std_error=0.1, scale="risk", followed=True, fewest=3)
    for number, code in (
        (few, "few_events"),
        (dataclasses.replace(few, followed=False), "beyond_follow_up"),
        (dataclasses.replace(few, fewest=30, steady=False), "unsteady_bootstrap"),
        (dataclasses.replace(few, fewest=30, estimate=np.nan), "not_estimable"),
    ):
        cell = {"measure": "risk", "method": "unadjusted", "estimand": "none", "arm": "programme", "interval": "x"}
        assert reason_codes(effect_row(number, **cell, event=1, horizon=1, n=40, events=3)["reason"]) == (code,)


def test_nine_and_ten_events_are_withheld_in_the_same_words(large):
    """The estimator finds nine too few and ten enough; whoever reads both must not tell one from the other."""
    row = large.effects.frame["method"].eq("unadjusted") & large.effects.frame["arm"].eq("programme")
    reasons = []
    for events, status, reason in ((9, "withheld", "Too few. [few_events]"), (10, "reported", "")):
        effects, curves = large.effects.frame.copy(), large.curves.frame.copy()
        effects.loc[row, ["events", "status", "reason"]] = events, status, reason
        curves["events"] = curves["events"].clip(upper=events)
        changed = dataclasses.replace(large, effects=Effects(effects), curves=Curves(curves))
        reasons.append(release(changed, study_of()).effects.frame.loc[row, "reason"].tolist())
    assert reasons[0] == reasons[1]
    assert {reason_codes(reason) for reason in reasons[0]} == {("few_events",)}


def test_whoever_has_few_events_is_withheld(results, released):
    exact = results.effects.frame
    few = exact["arm"].isin(ARMS) & (exact["events"] < 11)
    withheld = released.effects.frame[few.to_numpy()]
    assert (withheld["status"] == "withheld").all()
    assert withheld[["estimate", "ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert [reason for reason in withheld["reason"] if not reason_codes(reason)] == []


def test_nothing_is_estimated_from_fewer_than_thirty():
    released = release(passing(results_of(people(55, 5), study_of())), study_of())
    assert released.curves.frame.empty
    assert released.effects.frame["estimate"].isna().all()
    assert all("n" in reason_codes(reason) for reason in released.effects.frame["reason"])
    assert released.balance.frame[list(Balance.COLUMNS[3:])].isna().all(axis=None)
    assert released.baseline.select(arm="programme")["value"].isna().all()


def test_a_study_without_covariates_is_released_and_shown():
    study = study_of(covariates=[], subgroups=[])
    released = release(passing(results_of(people(400, 6)[["arm", "time", "event"]], study)), study)
    assert released.balance.frame.empty
    assert released.baseline.frame.empty
    for language in ("en", "es"):
        assert show.love_plot(released, study, language).text == t("balance-none", language)


def with_failed(results, *names):
    checks = results.checks.frame
    return dataclasses.replace(
        results, checks=Checks(checks.assign(verdict=np.where(checks["check"].isin(names), "fail", "pass")))
    )


def test_balance_withholds_its_own_estimand_and_other_gates_all(large):
    released = release(with_failed(large, "balance.att"), study_of())
    rows = released.effects.select(measure="risk_difference", horizon=12.0)
    by_estimand = rows[rows["population"] == "all"].set_index("estimand")
    assert set(rows.loc[rows["population"] != "all", "status"]) == {"withheld"}
    assert by_estimand["status"].to_dict() == {
        "none": "reported",
        "ate": "reported",
        "att": "withheld",
        "ato": "reported",
    }
    assert reason_codes(by_estimand.loc["att", "reason"]) == ("gate:balance.att",)
    assert "att" not in set(released.curves.frame["estimand"])

    released = release(with_failed(large, "balance.att", "traced.comparison"), study_of())
    adjusted = released.effects.frame[released.effects.frame["method"] != "unadjusted"]
    assert (adjusted["status"] == "withheld").all()
    assert adjusted[["estimate", "ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert set(released.curves.frame["method"]) == {"unadjusted"}
    assert (released.effects.select(method="unadjusted")["status"] == "reported").all()


def test_a_withheld_estimate_says_why_in_both_languages(large):
    released = release(with_failed(large, "balance.att", "traced.comparison"), study_of())
    reason = released.effects.select(estimand="att")["reason"].iloc[0]
    assert reason.startswith("Even after weighting, the groups differ")
    assert reason_codes(reason) == ("gate:balance.att", "gate:traced.comparison")
    spanish = reason_in_words(reason, study_of(), "es")
    assert spanish.startswith("Incluso después de ponderar")
    assert "grupo de comparación" in spanish
    assert reason_in_words(np.nan, study_of(), "es") == ""


def test_a_check_tells_its_rounded_value_and_no_other(large):
    names = [
        "balance.att",
        "equipoise.programme",
        "effective_sample_size.comparison",
        "events.programme",
        "balance.ato",
    ]
    exact = [0.1004, 0.93217, 287.66, 7.0, 0.0412]
    limits = [0.1, 0.2, 30.0, 10.0, 0.1]
    rows = {
        "check": names,
        "value": exact,
        "threshold": limits,
        "verdict": "pass",
        "text": [str(value) for value in exact],
    }
    released = release(dataclasses.replace(large, checks=Checks(pd.DataFrame(rows))), study_of()).checks.frame
    np.testing.assert_array_equal(released["value"], [0.11, 0.93, 290.0, np.nan, 0.04])
    assert not [text for value, text in zip(exact, released["text"], strict=True) if str(value) in text]
    assert "0.11" in released["text"][0]
    assert "93%" in released["text"][1]


def test_balance_shows_nothing_of_what_the_baseline_hides(large):
    released = release(large, study_of())
    sex = released.baseline.select(covariate="sex")
    hidden = set(sex["level"][sex["n"].isna()])
    assert "unknown" in hidden
    for level in ("female", "male", "unknown"):
        rows = released.balance.select(covariate=f"sex={level}")
        assert rows["smd_before"].isna().all() == (level in hidden)
    extra = pd.DataFrame(
        [("place=merged", "iptw", "att", 0.1, 0.1, np.nan), ("municipality_code=1401", "iptw", "att", 0, 0, 0)]
    )
    extra.columns = list(Balance.COLUMNS[:6])
    extra = extra.assign(**dict.fromkeys(Balance.COLUMNS[6:], 0.1))
    balance = Balance(pd.concat([large.balance.frame, extra]))
    rows = release(dataclasses.replace(large, balance=balance), study_of()).balance
    assert rows.select(covariate="place=merged")[list(Balance.COLUMNS[3:])].isna().all(axis=None)
    bounds = rows.frame[list(Balance.COLUMNS[6:])].dropna()
    assert len(bounds)
    np.testing.assert_allclose(bounds, bounds.round(2))
    assert rows.select(covariate="municipality_code=1401").empty


def test_no_interaction_of_covariates_is_released(large):
    table = build_cohort({"analysis": people(1500, 3)}, study_of()).table
    rich = balance(table, propensity_weights(table, "att"), interactions=True)
    products = rich.frame["covariate"].str.contains(":")
    assert products.sum() > 3
    shown = release(dataclasses.replace(large, balance=rich), study_of()).balance.frame
    assert list(shown["covariate"]) == list(rich.frame.loc[~products, "covariate"])
    assert shown["smd_after_lower"].notna().any()


def test_a_measure_without_a_rule_blocks_the_release(large):
    odd = large.effects.frame.assign(measure="e_value")
    with pytest.raises(DisclosureError, match="'e_value' has no rule"):
        release(dataclasses.replace(large, effects=Effects(odd)), study_of())


def test_released_results_are_made_by_release_alone(large, tmp_path):
    with pytest.raises(DisclosureError, match=r"release\(results, study\)"):
        ReleasedResults(**{name: getattr(large, name) for name in FRAMES})
    large.save(tmp_path)
    with pytest.raises(DisclosureError, match="curves, estimates did not go through"):
        ReleasedResults.load(tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        release(large, study_of()).flow = large.flow


def test_stricter_rules_show_less(large):
    strict = study_of(disclosure={"suppress_below": 20, "round_to": 10, "minimum_n": 100, "curve_step": 30})
    loose, tight = release(large, study_of()), release(large, strict)
    assert len(tight.curves.frame) < len(loose.curves.frame)
    seen = tight.effects.frame["events"].dropna()
    assert (seen % 10 == 0).all()
    for key, rows in tight.curves.frame.groupby(CURVE, sort=False):
        moved = rows["time"][rows["estimate"].diff().fillna(0) != 0]
        events = [0.0, *(exact_at(large, key, "events", time) for time in moved)]
        assert (np.diff(events) >= 30).all()
