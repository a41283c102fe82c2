"""The dose of services: its derivative, its rows, and what a release of them may tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from case_rows import a_study
from numpy.testing import assert_allclose

from impact.cohort.person_periods import HISTORY, PersonPeriods
from impact.disclosure import Earlier, hold, reason_codes, release
from impact.errors import StudyError
from impact.estimate import service_dose
from impact.estimate.dose.effects import dose_results
from impact.estimate.dose.model import fit_dose
from impact.present import dose as panel
from impact.results import FRAMES, Checks, CohortFlow, Effects, StudyResults
from impact.study import Study
from impact.study.dose import Dose

ROWS = Path(__file__).parents[1] / "reference" / "dose_rows.csv"
STUDY = a_study(
    horizons=[120, 240, 360], primary={"horizon": 240}, dose={"period_days": 30}, title={"en": "x", "es": "x"}
)


def rows_of(children: int = 260) -> PersonPeriods:
    frame = pd.read_csv(ROWS)
    frame = frame[frame["child"] <= children]
    history = np.zeros((len(frame), len(HISTORY)))
    history[:, :3] = frame[["before", "share", "reading"]]
    return PersonPeriods(
        child=frame["child"].to_numpy(np.int64) - 1,
        period=frame["period"].to_numpy(np.int64),
        served=frame["served"].to_numpy() == 1,
        event=frame["event"].to_numpy(np.int64),
        lost=frame["lost"].to_numpy() == 1,
        history=history,
        baseline=frame.drop_duplicates("child")[["x"]].reset_index(drop=True),
        formula="x",
        household=np.arange(children) // 2,
        period_days=30,
    )


def results_of(rows: PersonPeriods, failed: tuple[str, ...] = ()) -> StudyResults:
    """Results with the rows of the dose beside a main analysis, some checks of which failed."""
    effects, checks = dose_results(rows, Dose(), STUDY)
    made = {name: kind.empty() for name, kind in FRAMES.items()}
    verdicts = [(name, 0.0, 0.5, "fail", "") for name in failed]
    made["effects"] = Effects.concat([_main(), effects])
    made["checks"] = Checks.concat([checks, Checks(pd.DataFrame(verdicts, columns=list(Checks.COLUMNS)))])
    flow = [("analysed", "analysed", arm, 400) for arm in ("programme", "comparison")]
    made["flow"] = CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS)))
    return StudyResults.of(made)


def _main() -> Effects:
    row = dict.fromkeys(Effects.COLUMNS, np.nan) | {
        "analysis": "main", "population": "all", "method": "iptw", "estimand": "att", "event": 1, "horizon": 240.0,
        "interval": "influence", "status": "reported", "reason": "", "estimate": 0.2, "ci_lower": 0.15,
        "ci_upper": 0.25, "n": 400, "events": 80,
    }  # fmt: skip
    arms = [row | {"arm": arm, "measure": "risk"} for arm in ("programme", "comparison")]
    return Effects(pd.DataFrame([*arms, row | {"arm": "contrast", "measure": "risk_difference", "n": 800}]))


def shown(results: StudyResults) -> pd.DataFrame:
    return release(results, STUDY).effects.select(analysis="service_dose")


@pytest.mark.parametrize("weighted", [True, False])
def test_the_influence_is_the_derivative_in_case_weights_through_every_model(weighted: bool) -> None:
    rows, horizons, step = rows_of(), np.array([4, 8]), 1e-4
    model = fit_dose(rows, horizons, weighted=weighted)
    # Lost, with the event, with what competes, and none of them.
    for child in (
        0,
        *(int(rows.child[np.flatnonzero(which)[3]]) for which in (rows.lost, rows.event == 1, rows.event == 2)),
    ):
        moved = []
        for sign in (1, -1):
            case = np.ones(rows.children)
            case[child] += sign * step
            fit = fit_dose(rows, horizons, case=case, weighted=weighted)
            moved.append(np.append(fit.risk, fit.log_ratio))
        assert_allclose((moved[0] - moved[1]) / (2 * step), model.influence[child], rtol=1e-5, atol=1e-9)


def test_case_weights_of_two_are_children_twice() -> None:
    rows, horizons = rows_of(), np.array([8])
    again = PersonPeriods(
        child=np.concatenate([rows.child, rows.child + rows.children]),
        baseline=pd.concat([rows.baseline, rows.baseline], ignore_index=True),
        household=np.arange(2 * rows.children),
        formula=rows.formula,
        period_days=30,
        **{
            name: np.concatenate([getattr(rows, name)] * 2) for name in ("period", "served", "event", "lost", "history")
        },
    )
    twice = fit_dose(rows, horizons, case=np.full(rows.children, 2.0))
    assert_allclose(fit_dose(again, horizons).risk, twice.risk, rtol=1e-9)


def test_both_regimes_have_the_same_people_and_share_the_events() -> None:
    effects, checks = dose_results(rows_of(), Dose(), STUDY)
    frame = effects.frame
    assert set(frame["analysis"]) == {"service_dose"}
    assert set(frame["method"]) == {"msm", "pooled"}
    assert set(frame["n"]) == {260}
    at = frame[(frame["method"] == "msm") & (frame["horizon"] == 240) & (frame["measure"] != "hazard_ratio")]
    risk = at.set_index("arm")["estimate"]
    assert risk["contrast"] == pytest.approx(risk["programme"] - risk["comparison"])
    events = at.set_index("arm")["events"]
    assert events["contrast"] == events["programme"] + events["comparison"] == (rows_of().event == 1).sum()
    ratio = frame[(frame["measure"] == "hazard_ratio") & (frame["method"] == "msm")].iloc[0]
    # The last horizon that services reach.
    assert ratio["horizon"] == 240
    assert set(checks.frame["check"]) == {
        "dose_positivity", "dose_mean_weight", "dose_effective_size", "dose_largest_weight"
    }  # fmt: skip


def test_a_horizon_after_the_services_is_withheld_and_says_so() -> None:
    frame = dose_results(rows_of(), Dose(), STUDY)[0].frame
    late = frame[frame["horizon"] == 360]
    assert set(late["status"]) == {"withheld"}
    assert {reason_codes(reason) for reason in late["reason"]} == {("few_in_services",)}
    assert set(frame[frame["horizon"] == 240]["status"]) == {"reported"}


@pytest.mark.parametrize("children", [25, 100])
def test_of_few_children_nothing_is_told(children: int) -> None:
    rows = shown(results_of(rows_of(children)))
    assert len(rows)
    assert set(rows["status"]) == {"withheld"}
    assert rows[["estimate", "ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)


def test_the_release_of_many_rounds_outward_and_counts_nobody_twice() -> None:
    results = results_of(rows_of())
    rows, exact = shown(results), results.effects.select(analysis="service_dose")
    reported = rows["status"] == "reported"
    assert reported.any()
    assert rows[rows["arm"] == "contrast"]["n"].isna().all()
    assert set(rows[rows["arm"] != "contrast"]["n"]) == {260}
    risks = reported & (rows["measure"] != "hazard_ratio")
    assert (rows["ci_lower"][risks].to_numpy() <= exact["ci_lower"][risks].to_numpy()).all()
    # Steps of five children among as many as are shown.
    steps = rows["estimate"][risks] / 0.02
    assert_allclose(steps, np.rint(steps), atol=1e-9)
    assert rows["std_error"].isna().all()


@pytest.mark.parametrize("check", ["dose_positivity", "dose_mean_weight", "dose_effective_size", "traced_gap"])
def test_a_failed_check_of_the_dose_withholds_both_of_its_methods(check: str) -> None:
    rows = shown(results_of(rows_of(), (check,)))
    assert set(rows["status"]) == {"withheld"}
    told = rows[rows["horizon"] == 240]["reason"]
    assert {reason_codes(reason)[-1] for reason in told} == {f"gate:{check}"}


def test_a_failed_check_of_the_dose_withholds_nothing_else_nor_another_one_the_dose() -> None:
    ours = release(results_of(rows_of(), ("dose_positivity",)), STUDY).effects.select(analysis="main")
    assert set(ours["status"]) == {"reported"}
    dose = shown(results_of(rows_of(), ("balance.att", "convergence", "events.comparison")))
    assert "reported" in set(dose["status"])


def test_a_regime_is_withheld_where_the_other_rests_on_few_events() -> None:
    rows = rows_of()
    # All but ten of the events after a period with a service become losses.
    event, lost = rows.event.copy(), rows.lost.copy()
    after = np.flatnonzero((event == 1) & (rows.history[:, 0] == 1))[10:]
    event[after], lost[after] = 0, True
    results = results_of(replace(rows, event=event, lost=lost))
    exact = results.effects.select(analysis="service_dose", horizon=240.0, arm="comparison")
    assert set(exact["status"]) == {"reported"}
    assert set(shown(results)["status"]) == {"withheld"}


def test_the_greatest_weight_is_one_childs_and_is_not_released() -> None:
    checks = release(results_of(rows_of()), STUDY).checks.frame["check"]
    assert set(checks) == {"dose_positivity", "dose_mean_weight", "dose_effective_size"}


def test_beside_an_earlier_release_what_moved_by_a_few_keeps_its_numbers() -> None:
    rows = rows_of()
    first = results_of(rows)
    held = hold(first, release(first, STUDY), [], STUDY)
    earlier = Earlier("first", {name: getattr(held.released, name).frame for name in FRAMES}, held.counts)
    # Four of the events, by which services reach the last horizon, are found to be none.
    event = rows.event.copy()
    event[np.flatnonzero((event == 1) & (rows.period > 3))[:4]] = 0
    second = results_of(replace(rows, event=event))
    alone = release(second, STUDY).effects.select(analysis="service_dose")
    beside = hold(second, release(second, STUDY), [earlier], STUDY).released.effects.select(analysis="service_dose")
    before = held.released.effects.select(analysis="service_dose")
    numbers = ["estimate", "ci_lower", "ci_upper", "n", "events"]
    pd.testing.assert_frame_equal(beside[numbers], before[numbers], check_dtype=False)
    assert not np.allclose(alone["estimate"].fillna(0), before["estimate"].fillna(0))


def test_data_that_carry_no_model_have_withheld_rows_and_no_checks() -> None:
    rows = rows_of()
    nobody = replace(rows, served=np.zeros_like(rows.served), history=np.zeros_like(rows.history))
    effects, checks = dose_results(nobody, Dose(), STUDY)
    assert set(effects.frame["status"]) == {"withheld"}
    assert effects.frame["estimate"].isna().all()
    assert checks.frame.empty


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_panel_tells_the_assumptions_and_never_an_answer_where_it_is_withheld(language: str) -> None:
    released = release(results_of(rows_of()), STUDY)
    text = "\n".join(piece.text for piece in panel(released, STUDY, language))
    assert {"en": "we do not know whether", "es": "no sabemos si"}[language] in text
    assert text.count("\n- ") >= 5
    gone = release(results_of(rows_of(25)), STUDY)
    (why,) = panel(gone, STUDY, language)
    assert not any(character in why.text for character in "%")
    assert {"en": "Nothing of it", "es": "Nada de esto"}[language] in why.text


def test_a_study_that_does_not_ask_gets_nothing() -> None:
    released = release(results_of(rows_of()), STUDY)
    silent = a_study(horizons=[240], primary={"horizon": 240})
    assert service_dose({}, silent)[0].frame.empty
    assert panel(released, silent, "en") == ()


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        Study.load(path)
    return str(error.value)


RECORDS = "id: x\ninput: {form: case_records, path: .}\ncut_off: 2025-12-31\nhorizons: [6]\nprimary: {horizon: 6}\n"
TABLE = (
    "id: x\ninput: {form: analysis_table, path: x.csv, columns: {arm: a, time: t, event: e}}\n"
    "horizons: [6]\nprimary: {horizon: 6}\n"
)


@pytest.mark.parametrize(
    ("study", "asked", "said"),
    [
        (TABLE, "dose: {period_days: 30}", "only a study of case records"),
        (RECORDS, "dose: {horizons: [12]}", "each must be one of horizons"),
        (RECORDS, "dose: {period_days: 3}", "period_days"),
        (RECORDS, "dose: {services: [therapy]}", "services"),
        (RECORDS, "dose: {services: [health, health]}", "stands twice"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_key(tmp_path: Path, study: str, asked: str, said: str) -> None:
    assert said in refused(tmp_path, study + asked + "\n")
