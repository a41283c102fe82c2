"""Few partners: what these partners did, and what partners like them would do (METHODS.md 12).

Partners work in the programme alone, so that permuting them is undefined, and five of them are no large number of
clusters. The two targets stand beside each other: these partners, by person and household, within the departments in
which they work; and partners like these, by the spread between partners (`partner_contrast`).
"""

from __future__ import annotations

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit, method_and_estimand
from impact.estimate.arrays import Floats, one_thread
from impact.estimate.contrasts import CONTRASTS
from impact.estimate.headline import headline_measure, headline_of
from impact.estimate.imputed.drawn_dates import drawn_dates
from impact.estimate.modelled.risk_models import RISK_METHODS
from impact.estimate.partner_contrast import DRAWS, FEWEST, Partner, anybody, partner_contrasts, partners_of
from impact.estimate.rows import FEW_PARTNERS, reason_for
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study

THESE = "these_partners"
LIKE_THESE = "partners_like_these"
LEAVE_ONE_OUT = "leave_one_partner_out"


@one_thread
def partner_effects(table: AnalysisTable, study: Study) -> Effects:
    """Estimate the study's headline for these partners, for partners like these, and without each of them in turn.

    Parameters
    ----------
    table : AnalysisTable
        Its context says which partner a programme child is with, and everybody's department.
    study : Study

    Returns
    -------
    Effects
        Analyses `these_partners`, without a bootstrap of exact dates; `partners_like_these` (interval `partners`),
        whose arms' rows are equal-weight means; and `leave_one_partner_out` (interval `range`): the least and the
        greatest of the estimates for these partners when each is left out, with no estimate of its own. The last two
        are withheld where there are fewer than three partners. No rows where the table knows of no partner.

    Raises
    ------
    EstimationError
        If the study's interval is about partners like these and the table knows of no partner; else as for
        `risk_difference`.
    """
    admit(table)
    partners = _partners_asked_for(table, study)
    if not partners:
        return Effects.empty()
    these = _of(partners, table, study)
    parts = [named(these, THESE)]
    # Partners like these are asked for by methods that weigh people; others have no weights to keep to a department.
    if study.headline_method not in RISK_METHODS:
        parts.append(named(partner_contrasts(table, study, (headline_measure(study),)), LIKE_THESE))
    return Effects.concat([*parts, named(_leave_one_out(these, table, study, partners), LEAVE_ONE_OUT)])


@one_thread
def with_partner_headline(effects: Effects, table: AnalysisTable, study: Study) -> Effects:
    """Put the interval of partners like these into the main analysis, where the study's answer is about them.

    The rows of the main analysis by the primary method and estimand (both arms, and every contrast that it has) give
    way to those of the partner contrast, at every horizon. Any other study's effects are returned as they are.

    Raises
    ------
    EstimationError
        If the study's interval is about partners like these and the table knows of no partner.
    """
    if study.partners.inference != LIKE_THESE:
        return effects
    _partners_asked_for(table, study)
    frame, measures = effects.frame, [name for arm, names in CONTRASTS.items() for name in (arm, *names)]
    estimand = method_and_estimand(study.headline_method, study.primary.estimand)
    answer = {
        "analysis": "main",
        "population": "all",
        "event": 1,
        "method": study.headline_method,
        "estimand": estimand,
    }
    gone = frame["measure"].isin(measures) & (frame[list(answer)] == list(answer.values())).all(axis=1)
    if not gone.any():
        return effects
    rows = partner_contrasts(table, study, frame.loc[gone, "measure"])
    first = int(np.argmax(gone))
    return Effects.concat([Effects(frame[:first]), rows, Effects(frame[first:][~gone[first:]])])


def _partners_asked_for(table: AnalysisTable, study: Study) -> list[Partner]:
    partners = partners_of(table)
    if study.partners.inference == LIKE_THESE and not partners:
        raise EstimationError(
            "partners.inference is partners_like_these, but the data name no partner of any child in the programme; "
            "check partner_id of the enrolments, or ask about these_partners"
        )
    return partners


def _of(partners: list[Partner], table: AnalysisTable, study: Study) -> Effects:
    """Ask the headline's question of the children behind some partners; a bootstrap for each would take seconds."""
    quick = study.model_copy(update={"bootstrap": study.bootstrap.model_copy(update={"replicates": 0})})
    return headline_of(table.rows(anybody(partners, "people", len(table))), quick, study.horizons)


def _leave_one_out(these: Effects, table: AnalysisTable, study: Study, partners: list[Partner]) -> Effects:
    """Range of the estimates for `these` partners when each is left out, with departments that no other works in.

    It is of the pooled estimate, whatever the headline: from the range of equal-weight means, and the mean itself, the
    estimates of the two partners at its ends could be had.
    """
    frame = these.frame.copy()
    frame[["estimate", "std_error", "p_value", "ci_lower", "ci_upper"]] = np.nan
    if len(partners) < FEWEST:
        return Effects(frame.assign(interval="none", status="withheld", reason=reason_for(FEW_PARTNERS)))
    every = drawn_dates(table, study, DRAWS)
    parts = [
        [_of([one for one in partners if one is not left], dated, study).frame for dated in every] for left in partners
    ]
    estimates: Floats = np.array([[one["estimate"] for one in part] for part in parts], dtype=np.float64).mean(axis=1)
    frames = [frame, *(one for part in parts for one in part)]
    told = np.all([one["status"] == "reported" for one in frames], axis=0)
    frame.loc[told, ["ci_lower", "ci_upper"]] = np.stack([estimates.min(axis=0), estimates.max(axis=0)], axis=1)[told]
    reasons = [next(filter(None, same), "") for same in zip(*(one["reason"] for one in frames), strict=True)]
    status, interval = np.where(told, "reported", "withheld"), np.where(told, "range", "none")
    return Effects(frame.assign(interval=interval, status=status, reason=reasons))
