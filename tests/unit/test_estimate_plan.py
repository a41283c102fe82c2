"""What a run reports of a study, and its gates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.estimate import (
    entropy_weights,
    propensity_weights,
    study_balance,
    study_checks,
    study_curves,
    study_effects,
)
from impact.results import Checks, Effects, FollowUp
from impact.study import Study
from impact.study.gates import Gate

REASON = {"en": "Agreed with the partners.", "es": "Acordado con las organizaciones."}


def make_table(*, n: int = 500, strength: float = 0.6, seed: int = 2, entry: bool = False) -> AnalysisTable:
    random = np.random.default_rng(seed)
    x, z = random.normal(size=n), random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.4 - strength * x))).astype(int)
    time = np.ceil(np.minimum(random.exponential(20, n), random.uniform(13, 24, n)))
    frame = pd.DataFrame(
        {"arm": arm, "time": time, "event": random.choice([0, 1, 2], n, p=[0.3, 0.6, 0.1]), "x": x, "z": z}
    )
    frame["entry"] = np.where(random.uniform(size=n) < 0.9, np.floor(time * 0.9), 0.0)
    columns = {"arm": "arm", "time": "time", "event": "event", "covariates": ["x", "z"]}
    return AnalysisTable.from_frame(frame, **columns, entry="entry" if entry else None)


def make_study(**changes: object) -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [6, 12],
            "primary": {"horizon": 12, "estimand": "att"},
            "bootstrap": {"replicates": 20},
            **changes,
        }
    )


RECORDS = {"input": {"form": "case_records", "path": "x"}, "cut_off": "2025-12-31"}
"""Keys that make it a study of case records, which know until when everybody could have been followed."""


def make_followup(programme: float, comparison: float) -> FollowUp:
    shares = {"programme": programme, "comparison": comparison}
    rows = [(h, arm, 100, 100 * share, share) for h in (6, 12) for arm, share in shares.items()]
    return FollowUp(pd.DataFrame(rows, columns=list(FollowUp.COLUMNS)))


def verdicts(checks: Checks) -> dict[str, str]:
    return dict(zip(checks.frame["check"], checks.frame["verdict"], strict=True))


TESTS = ("logrank_test", "gray_test", "subdistribution_hazard_ratio")
DETECTION = ("minimum_detectable_difference", "minimum_detectable_hazard_ratio", "design_effect")


def comparisons(effects: Effects) -> Effects:
    """Leave out the tests of the arms, and what the study could have detected."""
    about = (*TESTS, *DETECTION)
    return Effects(effects.frame[~effects.frame["measure"].isin(about)])


TABLE = make_table()
TRACED = make_followup(0.8, 0.75)


def test_every_method_population_and_horizon_is_there() -> None:
    effects = comparisons(study_effects(TABLE, make_study()))
    found = set(
        map(tuple, effects.select(arm="contrast")[["measure", "method", "estimand", "horizon"]].fillna(-1).to_numpy())
    )
    methods = [("unadjusted", "none"), ("iptw", "ate"), ("iptw", "att"), ("iptw", "ato")]
    measures = ("risk_difference", "risk_ratio", "rmtl_difference")
    assert found == {(m, *method, h) for m in measures for method in methods for h in (6.0, 12.0)} | {
        ("hazard_ratio", *method, -1.0) for method in methods
    }
    keys = ["measure", "method", "estimand", "arm", "event", "horizon"]
    assert not effects.frame.duplicated(keys).any()
    assert set(effects.frame.loc[effects.frame["measure"] != "hazard_ratio", "interval"]) == {"bootstrap"}
    curves = study_curves(TABLE, make_study())
    groups = curves.frame[["method", "estimand", "arm", "event"]].drop_duplicates()
    assert len(groups) == 4 * 2 * 2
    assert set(study_balance(TABLE, make_study()).frame["estimand"]) == {"ate", "att", "ato"}


def test_weights_that_a_study_names_are_balanced_and_judged_apart() -> None:
    study = make_study(methods=["entropy"])
    frame = study_balance(TABLE, study).frame
    assert set(frame.loc[frame["method"] == "entropy", "estimand"]) == {"att", "ate"}
    found = study_checks(TABLE, study, TRACED).frame.set_index("check")
    assert found.loc["balance.att.entropy", "value"] < 1e-8
    assert found.loc["balance.att.entropy", "verdict"] == "pass"
    assert (
        found.loc["balance.att", "value"]
        == frame.loc[frame["method"] == "iptw"].set_index("estimand").loc["att", "smd_after"].abs().max()
    )
    assert "Weighted to the programme group" in found.loc["balance.att.entropy", "text"]


def test_no_replicates_asks_for_influence_functions() -> None:
    effects = comparisons(study_effects(TABLE, make_study(bootstrap={"replicates": 0})))
    assert set(effects.frame["interval"]) == {"influence"}


def test_a_second_call_gives_the_same_bytes() -> None:
    first, second = (study_effects(TABLE, make_study()).frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_a_sound_comparison_passes_every_gate() -> None:
    checks = study_checks(TABLE, make_study(), TRACED)
    found = verdicts(checks)
    assert set(found) == {
        "balance.ate", "balance.att", "balance.ato", "equipoise.programme", "equipoise.comparison",
        "effective_sample_size.programme", "effective_sample_size.comparison", "traced.programme",
        "traced.comparison", "traced_gap", "events.programme", "events.comparison", "convergence",
        "proportional_hazards",
    }  # fmt: skip
    assert "fail" not in found.values()
    assert checks.frame["text"].str.len().gt(20).all()


@pytest.mark.parametrize(
    ("followup", "failing"),
    [
        (make_followup(0.59, 0.65), {"traced.programme"}),
        (make_followup(0.8, 0.69), {"traced_gap"}),
        (make_followup(0.8, 0.7), set()),
        (make_followup(0.75, 0.35), {"traced.comparison", "traced_gap"}),
        (FollowUp.empty(), set()),
    ],
)
def test_tracing_gates_at_the_primary_horizon(followup: FollowUp, failing: set[str]) -> None:
    found = verdicts(study_checks(TABLE, make_study(**RECORDS), followup))
    assert {check for check, verdict in found.items() if verdict == "fail"} == failing


def test_tracing_only_warns_where_loss_and_late_entry_look_alike() -> None:
    checks = study_checks(TABLE, make_study(), make_followup(0.75, 0.35))
    found = verdicts(checks)
    assert [found[name] for name in ("traced.programme", "traced.comparison", "traced_gap")] == ["pass", "warn", "warn"]
    assert "fail" not in found.values()
    assert all("nothing is withheld" in text for text in checks.frame.set_index("check").loc[["traced_gap"], "text"])


def test_a_study_overrides_a_threshold_with_a_reason() -> None:
    study = make_study(gates={"traced": Gate(threshold=0.5, reason=REASON)})
    checks = study_checks(TABLE, study, make_followup(0.55, 0.6))
    row = checks.select(check="traced.programme").iloc[0]
    assert row["threshold"] == 0.5
    assert row["verdict"] == "pass"


def test_strong_selection_fails_equipoise_and_balance_but_an_experiment_is_not_gated_on_balance() -> None:
    table = make_table(strength=6.0)
    found = verdicts(study_checks(table, make_study(), TRACED))
    assert found["equipoise.programme"] == "fail"
    assert "fail" in {found["balance.ate"], found["balance.att"]}
    trial = verdicts(study_checks(table, make_study(evidence="experiment"), TRACED))
    assert {trial[f"balance.{estimand}"] for estimand in ("ate", "att", "ato")} == {"pass"}


def test_few_events_fail_and_are_not_counted_out_in_words() -> None:
    table = make_table(n=500)
    late = np.where(
        (table.arm == 1) & (table.event == 1) & (np.cumsum(table.arm * (table.event == 1)) > 7), 0, table.event
    )
    fewer = AnalysisTable(**{name: getattr(table, name) for name in table.__slots__} | {"event": late})
    row = study_checks(fewer, make_study(horizons=[6, 24], primary={"horizon": 24}), FollowUp.empty()).select(
        check="events.programme"
    )
    assert row["value"].iloc[0] == 7
    assert row["verdict"].iloc[0] == "fail"
    assert "1–10" in row["text"].iloc[0]
    assert "7" not in row["text"].iloc[0]


def test_few_at_risk_after_delayed_entry_warn() -> None:
    found = verdicts(study_checks(make_table(entry=True, n=120), make_study(), TRACED))
    assert {found["few_at_risk.programme"], found["few_at_risk.comparison"]} >= {"warn"}


def test_a_level_that_only_the_programme_has_fails_convergence() -> None:
    frame = pd.DataFrame({"arm": TABLE.arm, "time": TABLE.time, "event": TABLE.event, "x": TABLE.covariates["x"]})
    frame["level"] = np.where((frame["arm"] == 1) & (np.arange(len(frame)) % 5 == 0), "rare", "common")
    table = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x", "level"])
    assert verdicts(study_checks(table, make_study(), TRACED))["convergence"] == "fail"
    frame["level"] = np.where((frame["arm"] == 0) & (np.arange(len(frame)) % 5 == 0), "rare", "common")
    table = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x", "level"])
    assert verdicts(study_checks(table, make_study(), TRACED))["convergence"] == "warn"
    assert np.isfinite(study_effects(table, make_study()).select(measure="risk_difference")["std_error"]).all()


def test_entropy_has_curves_and_hazard_ratios_and_is_judged_by_its_own_weights() -> None:
    primary = {"horizon": 12, "method": "entropy", "estimand": "att"}
    study = make_study(primary=primary)
    curves = study_curves(TABLE, study).select(method="entropy")
    assert set(curves["estimand"]) == {"ate", "att"}
    ratios = study_effects(TABLE, study).select(measure="hazard_ratio", method="entropy")
    assert set(ratios["estimand"]) == {"ate", "att"}
    assert (ratios["status"] == "reported").all()
    effective = entropy_weights(TABLE, "att").effective_n
    judged = study_checks(TABLE, study, TRACED).frame.set_index("check")["value"]
    for arm, people in effective.items():
        assert judged[f"effective_sample_size.{arm}"] == pytest.approx(people)
    assert effective["comparison"] != pytest.approx(propensity_weights(TABLE, "att").effective_n["comparison"])
