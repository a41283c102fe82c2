"""Unmeasured confounding: how strong a factor nobody recorded would have to be to explain the answer away.

A factor whose risk ratios are `a` with the arm and `b` with the event, given everything that is adjusted for, can
change a risk ratio by its bounding factor a·b/(a + b − 1) and no more. The E-value of a risk ratio is the a = b whose
bounding factor equals it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import method_and_estimand
from impact.estimate.covariate_strength import covariate_strengths
from impact.estimate.headline import models_for, replicates_for
from impact.estimate.risk_contrasts import risk_ratio
from impact.results import Confounding, Effects, Grid
from impact.study import Study

RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
"""Risk ratios of the unmeasured factor with the arm, and with the event, in the grid."""

ANALYSIS = "unmeasured_confounder"


def e_value(ratio: float) -> float:
    """Return the E-value of a risk ratio, on either side of 1; infinite for a ratio of 0.

    Notes
    -----
    VanderWeele & Ding (2017).
    """
    if not ratio > 0:
        return np.nan if np.isnan(ratio) else np.inf
    away = max(ratio, 1.0 / ratio)
    return float(away + np.sqrt(away * (away - 1.0)))


def bounding_factor(with_arm: float, with_event: float) -> float:
    """Return the most that a factor with these risk ratios, both at least 1, can change a risk ratio by.

    Notes
    -----
    Ding & VanderWeele (2016).
    """
    return with_arm * with_event / (with_arm + with_event - 1.0)


def explained(ratios: tuple[float, float, float], risk: float, factor: float) -> list[float]:
    """Return what is left of a risk difference and its limits if a factor explains the ratio as far as it can.

    `ratios` are the risk ratio and its limits, `risk` is the comparison arm's, `factor` the bounding factor.
    """
    moved = [value * factor if ratios[0] < 1 else value / factor for value in ratios]
    return [risk * (value - 1.0) for value in moved]


def nearer_limit(ratio: float, lower: float, upper: float) -> float:
    """Return the limit nearer to no effect, or 1 where the interval includes it."""
    if lower <= 1.0 <= upper:
        return 1.0
    return upper if ratio < 1 else lower


def e_values(table: AnalysisTable, study: Study, effects: Effects | None = None) -> Confounding:
    """Compute E-values of the headline's risk ratio at the primary horizon and of its limit, and the covariates'.

    Parameters
    ----------
    table : AnalysisTable
    study : Study
        Method, estimand, horizon and bootstrap are those of its headline.
    effects : Effects, optional
        Results that hold the risk ratio already, so that nothing is estimated twice.

    Returns
    -------
    Confounding
        Rows `estimate`, `limit` (E-value 1 where the interval includes no effect), and one a covariate (see
        `covariate_strengths`), whose `risk_ratio` is its bounding factor: a hidden factor no stronger than this
        covariate could change a risk ratio by that much, and the E-value of the estimate exceeds the covariate's
        exactly where that is not enough. Without rows where the risk ratio is withheld.

    Raises
    ------
    EstimationError
        As for `risk_ratio`.
    """
    found = _headline_ratio(table, study, effects)
    if found is None:
        return Confounding.empty()
    ratio, lower, upper, _ = found
    limit = nearer_limit(ratio, lower, upper)
    rows: list[tuple[str, str, float]] = [("estimate", "", ratio), ("limit", "", limit)]
    for name, strength in covariate_strengths(table, study).items():
        rows.append(("covariate", name, bounding_factor(*strength)))
    frame = pd.DataFrame(rows, columns=["what", "name", "risk_ratio"])
    return Confounding(frame.assign(horizon=study.primary.horizon, e_value=frame["risk_ratio"].map(e_value)))


def unmeasured_confounder(table: AnalysisTable, study: Study, effects: Effects | None = None) -> Grid:
    """Show what the headline could be at worst if a binary factor of given strength had been left out.

    The bounding factor takes the risk ratio and its limits towards no effect, and past it where it is large enough; the
    risk ratio becomes a risk difference through the comparison arm's risk, taken as known (so that the interval at
    (1, 1) is that of the ratio, and not quite that of the difference).

    Parameters
    ----------
    table, study, effects
        As for `e_values`.

    Returns
    -------
    Grid
        analysis `unmeasured_confounder`, measure risk_difference; at (1, 1) the estimate itself. Without rows where the
        risk ratio is withheld.

    Raises
    ------
    EstimationError
        As for `risk_ratio`.
    """
    found = _headline_ratio(table, study, effects)
    if found is None:
        return Grid.empty()
    ratio, lower, upper, risk = found
    rows = []
    for with_arm in RATIOS:
        for with_event in RATIOS:
            factor = bounding_factor(with_arm, with_event)
            rows.append((with_arm, with_event, *explained((ratio, lower, upper), risk, factor)))
    frame = pd.DataFrame(rows, columns=["programme", "comparison", "estimate", "ci_lower", "ci_upper"])
    return Grid(frame.assign(analysis=ANALYSIS, measure="risk_difference", horizon=study.primary.horizon))


def _headline_ratio(
    table: AnalysisTable, study: Study, effects: Effects | None
) -> tuple[float, float, float, float] | None:
    """Return the risk ratio, its limits and the comparison arm's risk; nothing where they are withheld."""
    primary = study.primary
    estimand = method_and_estimand(study.headline_method, primary.estimand)
    if effects is None:
        replicates, seed = replicates_for(study, study.headline_method), study.bootstrap.seed
        horizons = [primary.horizon]
        effects = risk_ratio(
            table, horizons, study.headline_method, primary.estimand, replicates=replicates, seed=seed,
            **models_for(study, study.headline_method),
        )  # fmt: skip
    asked = {"analysis": "main", "population": "all", "method": study.headline_method, "estimand": estimand, "event": 1}
    asked |= {"horizon": primary.horizon, "status": "reported"}
    contrast = effects.select(**asked, measure="risk_ratio", arm="contrast")
    comparison = effects.select(**asked, measure="risk", arm="comparison")
    if contrast.empty or comparison.empty:
        return None
    ratio, lower, upper = (float(contrast[name].iloc[0]) for name in ("estimate", "ci_lower", "ci_upper"))
    return ratio, lower, upper, float(comparison["estimate"].iloc[0])
