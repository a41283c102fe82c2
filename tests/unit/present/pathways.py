"""A pathway's study and results for the tests of what readers see, made from formulas: no case stands behind them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from impact.disclosure import ReleasedResults
from impact.disclosure.funnel import release_funnel
from impact.results import FRAMES, CohortFlow, Curves, Effects, Funnel, StudyResults
from impact.study import Study

STUDY = """
id: way
kind: pathway
title: {en: "A way through", es: "Un camino"}
synthetic: true
input: {form: case_records, path: data}
cut_off: 2025-12-31
time_unit: months
horizons: [3, 6, 12]
labels: {programme: {en: "Accompaniment", es: "El acompañamiento"}}
pathway:
  unit: family
  milestones:
    - {id: screened, label: {en: "families screened", es: "familias evaluadas"}}
    - {id: eligible, label: {en: "families found eligible", es: "familias que reúnen los requisitos"}}
    - {id: application, unit: application, label: {en: "applications filed", es: "solicitudes presentadas"}}
    - {id: interview, label: {en: "families interviewed", es: "familias entrevistadas"}}
  shares: [{of: interview, among: application}]
"""
ARMS = """  arms: {column: group, programme: [a], comparison: [b]}
"""
WAYS = {
    "screened": {"exits": {"ineligible": 71, "withdrew": 24}, "lost": 22, "waiting": 31, "on": 290},
    "eligible": {"exits": {"withdrew": 26, "refused": 18}, "lost": 17, "waiting": 42, "on": 187},
    "application": {"exits": {"refused": 30, "withdrew": 12}, "lost": 25, "waiting": 60, "on": 60},
}
"""What became of those who reached each milestone; whoever went on is the next milestone's."""
FEW = WAYS | {
    "application": {"exits": {"refused": 30, "withdrew": 3}, "lost": 2, "waiting": 92, "on": 60},
}
"""The same with few in two ways after the last step but one."""
RISKS = {"eligible": 0.68, "application": 0.46, "interview": 0.22}


def study_of(folder: Path, *, has_arms: bool = False) -> Study:
    """Read the study, with two groups or none."""
    path = folder / "way.yaml"
    path.write_text(STUDY + (ARMS if has_arms else ""), encoding="utf-8")
    return Study.load(path)


def exact_funnel(study: Study, ways: dict | None = None) -> Funnel:
    """Count a funnel from its ways, an arm half as large as the one before."""
    rows = []
    for place, arm in enumerate(study.arms):
        share = 0.5**place
        for milestone, became in (ways or WAYS).items():
            exits = {reason: int(share * n) for reason, n in became["exits"].items()}
            lost, waiting = int(share * became["lost"]), int(share * became["waiting"])
            head = [arm, milestone, "family"]
            rows += [
                [*head, "reached", "", np.nan, None],
                [*head, "exited", "", np.nan, sum(exits.values())],
                *([*head, "exited", reason, np.nan, n] for reason, n in exits.items()),
                [*head, "lost", "", np.nan, lost],
                [*head, "waiting", "", np.nan, waiting],
                *([*head, "waiting_longer", "", time, int(waiting / time)] for time in (3.0, 6.0, 12.0)),
            ]
        rows.append([arm, "interview", "family", "reached", "", np.nan, int(share * ways_last(ways))])
        rows.append([arm, "application", "application", "linked", "", np.nan, int(share * 312)])
    frame = pd.DataFrame(rows, columns=list(Funnel.COLUMNS))
    for arm in study.arms:
        for milestone, after in reversed(list(pairwise([*(ways or WAYS), "interview"]))):
            here = (frame["arm"] == arm) & (frame["milestone"] == milestone)
            of_parts = here & frame["what"].isin(("exited", "lost", "waiting")) & (frame["reason"] == "")
            onward = frame[(frame["arm"] == arm) & (frame["milestone"] == after) & (frame["what"] == "reached")]["n"]
            total = frame.loc[of_parts, "n"].sum() + float(onward.iloc[0])
            frame.loc[here & (frame["what"] == "reached"), "n"] = total
    order = frame["milestone"].map([*(ways or WAYS), "interview"].index)
    return Funnel(frame.iloc[np.argsort(order, kind="stable")].reset_index(drop=True))


def ways_last(ways: dict | None) -> int:
    """Return how many reached the last milestone."""
    return int((ways or WAYS)["application"]["on"])


def results_of(study: Study, ways: dict | None = None, **frames) -> StudyResults:
    """Put the frames of a pathway together, its funnel released by the rules; the others are empty."""
    made = {
        "funnel": release_funnel(exact_funnel(study, ways), study.disclosure),
        "curves": _curves(study),
        "effects": _effects(study),
        "flow": _flow(study),
    }
    empty = {name: kind.empty() for name, kind in FRAMES.items()}
    return StudyResults.of(empty | made | frames)


def released_of(folder: Path, study: Study, ways: dict | None = None, **frames) -> ReleasedResults:
    """Return the results as a release that was read back."""
    results_of(study, ways, **frames).save(folder)
    return ReleasedResults.load(folder)


def _curves(study: Study) -> Curves:
    rows = [
        [f"from_start.{name}", "all", "unadjusted", "none", arm, 1.0, time, round(risk * (time / 12) ** 0.6, 3), np.nan]
        + ([np.nan] * 2 if time == 0 else [round(risk * (time / 12) ** 0.6 + by, 3) for by in (-0.04, 0.05)])
        + [405.0 - 20 * time, np.nan if time == 0 else 15.0 * time, np.nan, np.nan]
        for arm in study.arms
        for name, risk in RISKS.items()
        for time in (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0)
    ]
    return Curves(pd.DataFrame(rows, columns=list(Curves.COLUMNS)))


def _effects(study: Study) -> Effects:
    rows = []

    def add(analysis, measure, arm, horizon, *numbers, status="reported", reason=None) -> None:
        of = [analysis, "all", measure, "unadjusted", "none", arm, 1.0, horizon]
        rows.append([*of, numbers[0], np.nan, *numbers[1:], "influence", np.nan, 435.0, np.nan, status, reason, np.nan])

    for arm in study.arms:
        for name, risk in RISKS.items():
            for clock, more in (("from_start", 1.0), ("from_previous", 1.1)):
                for horizon in study.horizons:
                    value = round(more * risk * (horizon / 12) ** 0.6, 3)
                    add(f"{clock}.{name}", "risk", arm, horizon, value, round(value - 0.04, 3), round(value + 0.05, 3))
                if name == "eligible":
                    add(f"{clock}.{name}", "median_time", arm, np.nan, 5.24, 4.61, 6.78)
        for horizon in study.horizons:
            withheld = (np.nan, np.nan, np.nan)
            of_share = (0.3, 0.24, 0.37) if horizon < 12 else withheld
            status = "reported" if horizon < 12 else "withheld"
            reason = None if horizon < 12 else "Few. [at_risk]"
            add("from.application.interview", "risk", arm, horizon, *of_share, status=status, reason=reason)
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def _flow(study: Study) -> CohortFlow:
    rows = [
        [step, reason, arm, n]
        for arm in study.arms
        for step, reason, n in (
            ("all", "all", 470.0),
            ("excluded", "no_consent", 30.0),
            ("analysed", "analysed", 440.0),
        )
    ]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))
