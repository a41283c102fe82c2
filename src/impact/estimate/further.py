"""Further outcomes: what else became of the children, and of those who live with them, asked as the main question is.

Each is a row of a study's `further_outcomes` and an `analysis` of its own in the frames:

- `school_return`: being back in school; the children of the main analysis, remigration, death and lawful migration
  competing;
- `first_service`: the first delivered service; programme children only, a risk and no contrast;
- `household`: the first remigration of any child of a household, by the arm of its first child in the analysis;
- `siblings`: the remigration of those other children.

Unadjusted, and with the headline's weighting; intervals come from influence functions, summed within households. Where
dates are imputed, these stand in the middle of their intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from impact.cohort import households, other_events
from impact.cohort.build import Followed, follow, records_of
from impact.cohort.completeness import arm_label
from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit
from impact.estimate.arms import compare_arms
from impact.estimate.arrays import ARM_CODES, Floats, one_thread
from impact.estimate.balance import balance
from impact.estimate.checks import Gates
from impact.estimate.contrasts import Request, contrast_arms
from impact.estimate.curves import cumulative_incidence
from impact.estimate.loss.lost import headline_weights, name_of
from impact.estimate.rows import reason_for
from impact.estimate.sensitivity import named
from impact.estimate.weighting import FittedWeights
from impact.i18n import number, percent, t
from impact.results import Checks, Curves, Effects
from impact.study import Study

SCHOOL, SERVICE, HOUSEHOLD, SIBLINGS = "school_return", "first_service", "household", "siblings"

SCHOOL_ASKED_A_YEAR = 1.0
"""Answers about school per child and year, in each arm, under which nothing is said of school: with fewer, most of who
went back and left again were never seen in it."""

ASKED_RATIO = 2.0
"""Arms asked so many times as often as the other call for caution, as for contacts."""

SELDOM_ASKED = "withheld-school-seldom-asked"
NOT_ALIKE = "withheld-not-alike"

CONTRASTS = ("risk_difference", "rmtl_difference")


@dataclass(frozen=True, slots=True)
class Further:
    """Rows of the further outcomes in each frame; none where the study asks for none."""

    effects: Effects
    curves: Curves
    checks: Checks


NOTHING = Further(Effects.empty(), Curves.empty(), Checks.empty())


@one_thread
def further_outcomes(tables: Mapping[str, pd.DataFrame], table: AnalysisTable, study: Study) -> Further:
    """Estimate the further outcomes that a study names.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated case records.
    table : AnalysisTable
        The study's own.
    study : Study

    Returns
    -------
    Further
        Risks and time lost by arm and their differences at every horizon, and cumulative incidence over time (event 1
        only). An outcome that the records hold nothing of has no rows. School is withheld where an arm was asked
        about it less than once a year, and a weighted row where the weights leave the arms unlike or carried by a few.
    """
    if not study.further_outcomes:
        return NOTHING
    records = records_of(tables)
    followed = follow(records, study)
    homes = cache(lambda: households.homes_of(records, followed, study))
    make: dict[str, Callable[[], Further]] = {
        SCHOOL: lambda: _school(records["contacts"], table, followed, study),
        SERVICE: lambda: _estimated(SERVICE, other_events.first_service(table, followed, study), study),
        HOUSEHOLD: lambda: _estimated(HOUSEHOLD, households.household_table(homes(), followed, study), study),
        SIBLINGS: lambda: _siblings(homes(), followed, study),
    }
    parts = [make[name]() for name in study.further_outcomes]
    return Further(
        Effects.concat([part.effects for part in parts]),
        Curves.concat([part.curves for part in parts]),
        Checks.concat([part.checks for part in parts]),
    )


def _school(contacts: pd.DataFrame, table: AnalysisTable, followed: Followed, study: Study) -> Further:
    until = followed.outcome["event_upper"].to_numpy(np.float64)
    answers = other_events.school_answers(contacts, followed.people, until)
    asked = other_events.answers_a_year(answers, followed)
    enough = bool(np.min(list(asked.values())) >= SCHOOL_ASKED_A_YEAR)
    back = other_events.school_return(table, followed, answers, study)
    found = _estimated(SCHOOL, back, study, "" if enough else SELDOM_ASKED)
    return replace(found, checks=_school_checks(asked, study))


def _siblings(homes: households.Homes, followed: Followed, study: Study) -> Further:
    found = _estimated(SIBLINGS, households.siblings_table(homes, followed, study), study)
    return replace(found, checks=_sibling_checks(homes.supported_share(followed.arm), study))


def _estimated(name: str, table: AnalysisTable, study: Study, because: str = "") -> Further:
    """Say what one outcome has to say without weights, and with the headline's where there are any."""
    try:
        admit(table)
    except EstimationError:
        return NOTHING
    parts = [_of(name, table, None, study, because)]
    weights = _weights(table, study) if name != SERVICE else None
    if weights is not None:
        parts.append(
            _of(name, table, weights, study, because or ("" if _are_alike(table, weights, study) else NOT_ALIKE))
        )
    effects = Effects.concat([effects for effects, _ in parts])
    curves = Curves.concat([curves for _, curves in parts])
    return Further(named(effects, name), named(curves, name), Checks.empty())


def _weights(table: AnalysisTable, study: Study) -> FittedWeights | None:
    """Weigh as the headline does; none where an arm is too small, or where the covariates tell the arms apart."""
    if min(int((table.arm == code).sum()) for code in ARM_CODES) < study.disclosure.minimum_n:
        return None
    try:
        return headline_weights(table, study)
    except EstimationError:
        return None


def _of(
    name: str, table: AnalysisTable, weights: FittedWeights | None, study: Study, because: str
) -> tuple[Effects, Curves]:
    horizons: Floats = np.asarray(study.horizons, dtype=np.float64)
    arms = compare_arms(table, weights, horizons)
    effects = contrast_arms(table, arms, *name_of(weights), Request(horizons, CONTRASTS)).frame
    curves = cumulative_incidence(table, weights).frame
    curves = curves[curves["event"] == 1]
    if name == SERVICE:
        effects, curves = (frame[frame["arm"] == "programme"] for frame in (effects, curves))
    if because:
        effects, curves = _withheld(effects, because), curves.iloc[:0]
    return Effects(effects.reset_index(drop=True)), Curves(curves.reset_index(drop=True))


def _withheld(effects: pd.DataFrame, because: str) -> pd.DataFrame:
    """Withhold every row that is not withheld for a reason of its own already."""
    told = effects["status"] == "reported"
    blank = {column: effects[column].mask(told) for column in ("ci_lower", "ci_upper", "p_value")}
    words = {"interval": "none", "status": "withheld", "reason": reason_for(because)}
    return effects.assign(**blank, **{column: effects[column].mask(told, word) for column, word in words.items()})


def _are_alike(table: AnalysisTable, weights: FittedWeights, study: Study) -> bool:
    """Tell whether the gates of balance and of the effective sample size hold for this outcome's own weights."""
    gates = Gates(study)
    largest = float(balance(table, weights).frame["smd_after"].abs().max())
    carried = min(weights.effective_n.values()) >= gates.threshold("effective_sample_size")
    return carried and (study.evidence == "experiment" or not largest > gates.threshold("balance"))


def _school_checks(asked: dict[str, float], study: Study) -> Checks:
    """Say how often each arm is asked about school; neither verdict fails, as a failed gate would withhold the rest."""
    low, high = np.sort(list(asked.values()))
    verdict = "pass" if low >= SCHOOL_ASKED_A_YEAR and high <= ASKED_RATIO * low else "warn"
    rows = [
        _check("school_asked", arm, rate, SCHOOL_ASKED_A_YEAR, verdict, number(rate, "en", 1), study)
        for arm, rate in asked.items()
    ]
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def _sibling_checks(shares: dict[str, float], study: Study) -> Checks:
    """Say which share of the siblings is in the programme itself; nothing that could fail."""
    rows = [
        _check("siblings_supported", arm, share, np.nan, "pass", percent(share, "en") if share == share else "–", study)
        for arm, share in shares.items()
    ]
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def _check(
    family: str, arm: str, value: float, threshold: float, verdict: str, shown: str, study: Study
) -> tuple[str, float, float, str, str]:
    limit = "" if np.isnan(threshold) else number(threshold, "en")
    text = t(f"check-{family.replace('_', '-')}", "en", arm=arm_label(study, arm), value=shown, threshold=limit)
    return f"{family}.{arm}", value, threshold, verdict, text
