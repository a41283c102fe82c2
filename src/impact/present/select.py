"""Picking rows of released frames: the one place that knows what the charts and sentences look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study

EVENT = 1
MAIN: dict[str, object] = {"analysis": "main", "population": "all", "event": EVENT}
ESTIMANDS = ("none", "att", "ate", "ato")
"""In the order in which comparisons are shown."""


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as plain records."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict(orient="records")]


def effect_rows(released: ReleasedResults, **equal: object) -> pd.DataFrame:
    """Return the main analysis's rows of effects that equal what is asked for."""
    return released.effects.select(**{**MAIN, **equal})


def effect(released: ReleasedResults, **equal: object) -> pd.Series | None:
    """Return the one row of effects asked for, or nothing where the release has none."""
    rows = effect_rows(released, **equal)
    return rows.iloc[0] if len(rows) else None


def is_reported(row: pd.Series | None) -> bool:
    """Tell whether a row of effects is there, reported, and holds a number."""
    return row is not None and row["status"] == "reported" and not pd.isna(row["estimate"])


def has_interval(row: pd.Series) -> bool:
    """Tell whether both limits of a row are there."""
    return not (pd.isna(row["ci_lower"]) or pd.isna(row["ci_upper"]))


def primary_of(study: Study) -> tuple[str, str]:
    """Return method and estimand of the study's answer, as the frames name them."""
    method = study.headline_method
    return method, "none" if method in ("unadjusted", "adjusted") else study.primary.estimand


def balance_rows(released: ReleasedResults, study: Study, estimand: str) -> pd.DataFrame:
    """Return the balance for one population: with entropy's weights if they are the study's answer, else iptw's."""
    method = "entropy" if (study.headline_method, study.primary.estimand) == ("entropy", estimand) else "iptw"
    return released.balance.select(estimand=estimand, method=method)


def primary_difference(released: ReleasedResults, study: Study) -> pd.Series | None:
    """Return the risk difference that the headline speaks of."""
    method, estimand = primary_of(study)
    return effect(
        released,
        measure="risk_difference",
        method=method,
        estimand=estimand,
        arm="contrast",
        horizon=study.primary.horizon,
    )


def risk_at(released: ReleasedResults, arm: str, horizon: float, *, method: str, estimand: str) -> pd.Series | None:
    """Return an arm's reported risk at a horizon, or nothing where it is withheld.

    The one place to read a risk at a horizon from: a released curve moves in steps of several events, and carries its
    last step to the horizon.
    """
    row = effect(released, measure="risk", arm=arm, horizon=horizon, method=method, estimand=estimand)
    return row if is_reported(row) else None


def traced(released: ReleasedResults, horizon: float) -> dict[str, float]:
    """Return the share traced to a horizon by arm; missing where it is suppressed or was not asked."""
    rows = released.followup.select(horizon=horizon).set_index("arm")["share"]
    return {arm: float(rows.get(arm, float("nan"))) for arm in ("programme", "comparison")}


def later_enrolled(released: ReleasedResults) -> float:
    """Return the share of a landmark's comparison group that enrolled after it; missing where it is not shown."""
    values = released.checks.select(check="later_enrolled")["value"]
    return float(values.iloc[0]) if len(values) else float("nan")


def at_risk(released: ReleasedResults, arm: str, time: float) -> float:
    """Return how many of an arm are still followed at a time, from the curve without weights."""
    rows = released.curves.select(**{**MAIN, "method": "unadjusted", "arm": arm, "time": time})
    return float(rows["at_risk"].iloc[-1]) if len(rows) else float("nan")
