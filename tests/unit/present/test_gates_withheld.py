"""A gate that fails: nothing that leaves the study depends on the adjusted estimates any more, and every page says why.

The proof is by interference: the adjusted estimates are replaced by others, and neither the release nor a page changes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from challenged import challenged

from impact import present as show
from impact.claims import study_claims
from impact.cohort.table import AnalysisTable
from impact.disclosure import ReleasedResults, release
from impact.estimate import study_balance, study_checks, study_confounding, study_curves, study_effects
from impact.present.page import Section
from impact.report.render import page_of_sections
from impact.results import (
    FRAMES,
    Baseline,
    Changes,
    Checks,
    Claims,
    CohortFlow,
    Confounding,
    Curves,
    Densities,
    Effects,
    FollowUp,
    Grid,
    Quality,
    StudyResults,
)  # fmt: skip
from impact.study import Study

ARMS = ("programme", "comparison")
HORIZONS = (6, 12)
REASON = {"en": "A limit for a test.", "es": "Un límite para una prueba."}
BEYOND = {
    "balance": 0.0, "equipoise": 1.0, "effective_sample_size": 1e6, "traced": 0.99, "traced_gap": 0.0, "events": 1e6,
    "convergence": 2.0,
}  # fmt: skip
"""A limit of each gate that this sound comparison fails."""
RAW = ("unadjusted", "turnbull")
NUMBERS = ("estimate", "ci_lower", "ci_upper", "std_error", "p_value", "p_adjusted")


def the_study(**changes: object) -> Study:
    keys = {
        "id": "gated",
        "input": {"form": "case_records", "path": "."},
        "cut_off": "2025-12-31",
        "time_unit": "months",
        "horizons": HORIZONS,
        "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
        "outcome": {"date": "midpoint"},
        "covariates": ["x", "sex"],
        "subgroups": ["sex"],
        "sensitivities": ["direct_effect", "composite"],
        "bootstrap": {"replicates": 20},
        "claims": [
            {
                "id": "works", "quantity": "effect", "horizon": 12, "threshold": -0.01,
                "statement": {"en": "It works.", "es": "Funciona."}, "source": {"en": "A page.", "es": "Una página."},
            }
        ],
    }  # fmt: skip
    return Study.model_validate(keys | changes)


@cache
def the_table() -> AnalysisTable:
    random = np.random.default_rng(7)
    n = 800
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.4 - 0.6 * x))).astype(int)
    event_at = random.exponential(np.where(arm == 1, 40, 20) * np.exp(-0.3 * x))
    end = random.uniform(11, 30, n)
    frame = pd.DataFrame({"arm": arm, "x": x, "time": np.ceil(np.minimum(event_at, end)), "event": event_at <= end})
    frame["event"] = np.where(frame["event"] & (random.uniform(size=n) < 0.1), 2, frame["event"].astype(int))
    frame["sex"] = np.where(random.uniform(size=n) < 0.5, "female", "male")
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=["x", "sex"], time_unit="months"
    )


SHARES = {"programme": 0.9, "comparison": 0.85}
FOLLOWUP = FollowUp(
    pd.DataFrame(
        [(float(h), arm, 300.0, 300 * share, share) for h in HORIZONS for arm, share in SHARES.items()],
        columns=list(FollowUp.COLUMNS),
    )
)  # fmt: skip


@cache
def the_results() -> StudyResults:
    """Everything that a study of these people can have, with every analysis that may stand beside the main one."""
    table, study = the_table(), the_study()
    counts = {arm: float((table.arm == code).sum()) for arm, code in zip(ARMS, (1, 0), strict=True)}
    effects, flow = (
        study_effects(table, study),
        [(s, s, arm, n) for s in ("all", "analysed") for arm, n in counts.items()],
    )
    made = StudyResults(
        quality=Quality.empty(),
        flow=CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS))),
        baseline=Baseline(
            pd.DataFrame([("x", None, arm, n, 0.1) for arm, n in counts.items()], columns=list(Baseline.COLUMNS))
        ),
        followup=FOLLOWUP,
        curves=study_curves(table, study),
        effects=effects,
        balance=study_balance(table, study),
        checks=Checks.empty(),
        grid=Grid.empty(),
        confounding=Confounding.empty(),
        claims=Claims.empty(),
        changes=Changes.empty(),
        densities=Densities.empty(),
    )
    grid, confounding = study_confounding(table, study, effects)
    beside = challenged(made, study)
    return replace(beside, grid=Grid.concat([beside.grid, grid]), confounding=confounding)


@cache
def checked(family: str | None) -> tuple[Study, StudyResults]:
    """Judge the gates, one of them at a limit that it fails."""
    gates = {family: {"threshold": BEYOND[family], "reason": REASON}} if family else {}
    study, results = the_study(gates=gates), the_results()
    checks = study_checks(the_table(), study, FOLLOWUP)
    return study, replace(results, checks=checks, claims=study_claims({}, lambda: results.effects, study))


def other(results: StudyResults, study: Study, seed: int = 1) -> StudyResults:
    """Put other adjusted estimates into the place of those found."""
    random = np.random.default_rng(seed)

    def moved(frame: pd.DataFrame, names: tuple[str, ...], which: pd.Series) -> pd.DataFrame:
        frame = frame.copy()
        for name in names:
            numbers = frame[name].astype(np.float64)
            frame[name] = numbers.where(~which, numbers * random.uniform(0.3, 0.8, len(frame)))
        return frame

    effects, curves = results.effects.frame, results.curves.frame
    of_curves = ("estimate", "std_error", "ci_lower", "ci_upper", "band_lower", "band_upper")
    grid, confounding = results.grid.frame, results.confounding.frame
    found = Effects(moved(effects, NUMBERS, ~effects["method"].isin(RAW)))
    return replace(
        results,
        effects=found,
        curves=Curves(moved(curves, of_curves, ~curves["method"].isin(RAW))),
        grid=Grid(moved(grid, NUMBERS[:3], grid["estimate"].notna())),
        confounding=Confounding(moved(confounding, ("risk_ratio", "e_value"), confounding["what"] != "covariate")),
        claims=study_claims({}, lambda: found, study),
    )


def pages(released: ReleasedResults, study: Study, language: str) -> list[Section]:
    """Return the report, and what notebooks 03, 04 and 06 show besides."""
    page = released, study, language
    raw = {"method": "unadjusted", "estimand": "none"}
    parts = {
        "answer": [show.headline(*page)],
        "limits": [show.limits(*page)],
        "who": [show.who(*page), show.followup_chart(*page)],
        "risks": [
            show.cumulative_incidence_chart(*page),
            show.cumulative_incidence_chart(*page, **raw),
            show.curves_table(*page, **raw),
            show.risk_difference_chart(*page),
            show.effects_table(*page),
            show.other_measures_table(*page, every_horizon=True),
            show.further_table(*page),
        ],
        "comparable": [show.love_plot(*page), show.checks_table(*page)],
        "choices": [
            *show.choices(*page),
            show.choices_table(*page),
            show.choices_notes(*page),
            show.tipping_chart(*page),
            show.tipping_chart(*page, analysis="unmeasured_confounder"),
            show.e_value_chart(*page),
        ],
        "certainty": [show.certainty_note(*page)],
        "claims": [*show.claims(*page)],
    }
    return [show.section(key, study, language, *pieces) for key, pieces in parts.items()]


def written(sections: list[Section]) -> str:
    """Return everything that sections hold: words, tables, and the numbers of every drawing."""
    pieces = [piece for section in sections for piece in section.content]
    return "".join(json.dumps(piece._repr_mimebundle_(), sort_keys=True) for piece in pieces)


def csvs(released: ReleasedResults) -> dict[str, str]:
    return {name: getattr(released, name).frame.to_csv(index=False) for name in FRAMES}


def test_the_comparison_passes_its_gates_and_is_shown_with_everything_beside_it() -> None:
    study, results = checked(None)
    assert "fail" not in set(results.checks.frame["verdict"])
    released = release(results, study)
    adjusted = released.effects.frame[~released.effects.frame["method"].isin(RAW)]
    assert (adjusted["status"] == "reported").mean() > 0.5
    assert len(released.grid.frame)
    assert released.confounding.frame["e_value"].notna().any()
    assert csvs(released) != csvs(release(other(results, study), study))
    changed = release(other(results, study), study)
    assert written(pages(released, study, "en")) != written(pages(changed, study, "en"))


@pytest.mark.parametrize("family", BEYOND)
def test_a_gate_that_fails_leaves_no_adjusted_number_anywhere(family: str) -> None:
    study, results = checked(family)
    failed = results.checks.select(verdict="fail")["check"]
    assert {str(check).partition(".")[0] for check in failed} == {family}
    released = release(results, study)
    effects = released.effects.frame
    adjusted = effects[~effects["method"].isin(RAW)]
    assert {"main", "censoring_weights", "naive_enrolment_clock", "policy_period", "placebo_outcome"} <= set(
        adjusted["analysis"]
    )
    assert {"all", "sex=female"} <= set(adjusted["population"])
    assert set(adjusted["status"]) == {"withheld"}
    assert adjusted[list(NUMBERS)].isna().all(axis=None)
    assert adjusted["reason"].str.contains(f"gate:{family}", regex=False).all()
    assert set(released.curves.frame["method"]) <= {*RAW}
    assert not len(released.grid.frame)
    assert not len(released.confounding.frame)
    assert list(released.claims.frame["verdict"]) == ["not_checkable"]


@pytest.mark.parametrize("family", BEYOND)
def test_nothing_released_and_no_page_depends_on_what_is_withheld(family: str) -> None:
    study, results = checked(family)
    released, changed = (release(one, study) for one in (results, other(results, study)))
    assert csvs(released) == csvs(changed)
    language = "es" if family in ("balance", "events") else "en"
    assert written(pages(released, study, language)) == written(pages(changed, study, language))


def test_the_page_of_a_withheld_answer_draws_no_lines_of_the_groups_as_observed() -> None:
    study, results = checked("traced")
    released = release(results, study)
    page = page_of_sections(pages(released, study, "en"), study=study, language="en")
    assert "withheld, like the answer" in page
    # The one picture of curves is that which a researcher asks for by name, and it says what it is.
    assert page.count('id="chart-curves-') == 1
    assert page.count("which is not a fair comparison") >= 2
    for key in ("effects", "choices", "turnbull", "tipping-point", "unmeasured-confounder", "e-values"):
        assert f'id="chart-{key}"' not in page


GIVEN = {
    "balance": ("the groups differ too much in what was recorded", "difieren demasiado en lo que se registró"),
    "equipoise": ("could as well have been in the", "podrían haber estado"),
    "effective_sample_size": ("carry the comparison", "la comparación descansa en muy pocas"),
    "traced": ("could be traced", "se pudo ubicar a muy pocas"),
    "traced_gap": ("could not be traced equally well", "ubicar a los dos grupos por igual"),
    "events": ("Too few events are recorded", "Constan muy pocos eventos"),
    "convergence": ("could not be computed reliably", "no se pudieron calcular de manera fiable"),
}


@pytest.mark.parametrize("family", BEYOND)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_answer_says_why_what_goes_with_it_and_what_is_left(family: str, language: str) -> None:
    study, results = checked(family)
    released = release(results, study)
    said = show.headline(released, study, language).text
    at = ("en", "es").index(language)
    assert GIVEN[family][at].lower() in said.lower()
    assert ("This study gives no estimate", "Este estudio no ofrece ninguna estimación")[at] in said
    assert ("Withheld with it", "Con ella quedan sin publicar")[at] in said
    assert ("are no substitute for the answer", "no sustituyen a la respuesta")[at] in said
    assert ("What can still be read here", "Lo que sí se puede leer aquí")[at] in said
    assert REASON[language] in said
    assert ("There is no estimate to grade.", "No hay ninguna estimación que calificar.")[at] == (
        show.certainty_note(released, study, language).text
    )


def test_a_gate_of_one_population_leaves_the_others_and_says_that_they_are_no_answer() -> None:
    study, results = checked(None)
    checks = results.checks.frame.copy()
    checks.loc[checks["check"] == "balance.att", "verdict"] = "fail"
    results = replace(results, checks=Checks(checks))
    released = release(results, study)
    effects = released.effects.frame
    answered = effects[(effects["estimand"] == "att") & ~effects["method"].isin(RAW)]
    assert set(answered["status"]) == {"withheld"}
    assert len(released.effects.select(estimand="ato", measure="risk_difference", status="reported"))
    assert not len(released.grid.frame)
    said = show.headline(released, study, "en").text
    assert "Estimates for other populations, whose own checks did not fail" in said
    assert "for everybody and for subgroups" not in said


def raw_study(**changes: object) -> Study:
    return the_study(primary={"horizon": 12, "method": "unadjusted", "estimand": "ate"}, **changes)


def test_an_answer_without_weights_is_no_way_round_the_gates() -> None:
    study = raw_study()
    results = the_results()
    checks = study_checks(the_table(), study, FOLLOWUP)
    raw = checks.frame.set_index("check").loc["balance.none"]
    before = results.balance.frame["smd_before"].abs().max()
    assert raw["value"] == pytest.approx(before)
    assert before > 0.1
    assert raw["verdict"] == "fail"
    released = release(replace(results, checks=checks), study)
    shown = released.effects.select(method="unadjusted")
    assert set(shown["status"]) == {"withheld"}
    assert "unadjusted" not in set(released.curves.frame["method"])
    said = show.headline(released, study, "en").text
    assert "This study gives no estimate" in said
    assert "are no substitute for the answer" not in said
    assert "to be compared without weighting" in said
    assert "Even after weighting" not in said


@pytest.mark.parametrize(
    ("family", "is_withheld"), [("traced", True), ("effective_sample_size", False), ("convergence", False)]
)
def test_an_experiment_counted_without_weights_heeds_the_gates_that_do_not_speak_of_weights(
    family, is_withheld
) -> None:
    study = raw_study(evidence="experiment", gates={family: {"threshold": BEYOND[family], "reason": REASON}})
    checks = study_checks(the_table(), study, FOLLOWUP)
    released = release(replace(the_results(), checks=checks), study)
    main = released.effects.select(method="unadjusted", analysis="main", population="all", measure="risk_difference")
    assert set(main["status"]) == {"withheld" if is_withheld else "reported"}
