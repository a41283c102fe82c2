"""Who is in and why not: the same rules in both arms, before any model, one reason for everybody who is out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.table import ARMS
from impact.results import CohortFlow
from impact.study import Study

ANALYSED = "analysed"


def index_returns(returns: pd.DataFrame, programme: NDArray[np.bool_], study: Study) -> pd.DataFrame:
    """Choose each child's index return, the first eligible one, and say why a child has none.

    Parameters
    ----------
    returns : pandas.DataFrame
        Sorted by child, date and return_id, so that "first" does not depend on the order of the file.
    programme : ndarray of bool
        Which returns are in the programme arm.

    Returns
    -------
    pandas.DataFrame
        One row a child: `position` of its return in `returns`, `arm` (1 programme) and `reason`. A child without an
        eligible return is shown at the return that came furthest, under the rule that this one fails.

    Notes
    -----
    Overlap keeps the routes, departments and calendar quarters in which at least one index return is in the programme
    arm: weights cannot repair a probability of zero. As losing a level can move a child's index return, the levels are
    narrowed until nothing changes.
    """
    rules = _rules(returns, study)
    levels = {name: _levels(returns, name) for name in study.eligibility.overlap}
    supported = {name: np.ones(codes.max() + 1, dtype=bool) for name, codes in levels.items()}
    child = pd.factorize(returns["child_id"])[0]
    while True:
        overlap = {f"no_overlap_{name}": ~supported[name][codes] for name, codes in levels.items()}
        position, stage = _furthest(child, [*rules.values(), *overlap.values()])
        eligible = position[stage == len(rules) + len(overlap)]
        referred = eligible[programme[eligible]]
        narrowed = {name: np.isin(np.arange(len(supported[name])), levels[name][referred]) for name in levels}
        if all((narrowed[name] >= supported[name]).all() for name in levels):
            break
        supported = {name: supported[name] & narrowed[name] for name in levels}
    reasons = np.array([*rules, *overlap, ANALYSED], dtype=object)
    return pd.DataFrame({"position": position, "arm": programme[position].astype(np.int8), "reason": reasons[stage]})


def flow(children: pd.DataFrame, study: Study) -> CohortFlow:
    """Count all children, those excluded by reason, and those analysed, by arm.

    Parameters
    ----------
    children : pandas.DataFrame
        One row a child, with `arm` (1 or 0) and `reason`.

    Returns
    -------
    CohortFlow
        Every rule of the study has a row in each arm, also where it excludes nobody; all = excluded + analysed.
    """
    rows = []
    for reason in ("all", *_reasons(study), ANALYSED):
        step = reason if reason in ("all", ANALYSED) else "excluded"
        hit = np.ones(len(children), dtype=bool) if reason == "all" else (children["reason"] == reason).to_numpy()
        rows += [(step, reason, name, int((hit & (children["arm"] == arm)).sum())) for arm, name in ARMS.items()]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def _reasons(study: Study) -> list[str]:
    if not study.input.is_records:
        return []
    overlap = [f"no_overlap_{name}" for name in study.eligibility.overlap]
    landmark = ["left_before_landmark", "lost_before_landmark"] if study.design.kind == "landmark" else []
    return ["no_consent", "return_window", "country", "age", *overlap, *landmark]


def _rules(returns: pd.DataFrame, study: Study) -> dict[str, NDArray[np.bool_]]:
    """Return which returns fail each rule that speaks of a return alone, in the order in which rules are asked."""
    criteria = study.eligibility
    date = returns["return_date"]
    late = date > pd.Timestamp(str(study.cut_off))
    if criteria.return_window:
        first, last = (pd.Timestamp(day) for day in criteria.return_window)
        late |= ~date.between(first, last)
    consent = returns["has_reporting_consent"].fillna(False)
    fails = {
        "no_consent": ~consent.astype(bool),
        "return_window": late,
        "country": ~returns["country"].isin(criteria.countries),
        "age": ~returns["age_at_return_years"].between(*criteria.age_at_return_years),
    }
    return {name: failed.to_numpy(dtype=bool) for name, failed in fails.items()}


def _levels(returns: pd.DataFrame, name: str) -> NDArray[np.intp]:
    values = returns["return_date"].dt.to_period("Q") if name == "return_quarter" else returns[name]
    return pd.factorize(values, use_na_sentinel=False)[0]


def _furthest(child: NDArray[np.intp], fails: list[NDArray[np.bool_]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return each child's return that passes the most rules (the first of several), and how many it passes."""
    passed_all = np.ones((len(child), 1), dtype=bool)
    stage = np.column_stack([*fails, passed_all]).argmax(axis=1)
    order = np.lexsort((np.arange(len(child)), -stage, child))
    first = order[np.r_[True, np.diff(child[order]) > 0]]
    return first, stage[first]
