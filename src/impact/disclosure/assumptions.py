"""The grid of assumptions and the E-values: rounded like what they are of, and withheld with the headline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.analyses import MAIN
from impact.disclosure.balance import is_hidden
from impact.disclosure.effects import is_withheld, rounded, withheld_horizons
from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.frames import floats, grouped, unrestricted
from impact.disclosure.headline import headline_method, headline_rows
from impact.disclosure.rules import digit_steps, interval_outward, two_digits
from impact.errors import DisclosureError
from impact.estimate.confounding import bounding_factor, explained
from impact.results import Baseline, Confounding, Grid

TIPPING_POINT, UNMEASURED = "tipping_point", "unmeasured_confounder"
_NUMBERS = ("estimate", "ci_lower", "ci_upper")


def shown_horizons(footing: Footing) -> frozenset[float]:
    """Return the horizons at which the headline is released."""
    effects = footing.results.effects.frame
    rows = headline_rows(effects, footing.study)
    rows = rows.assign(horizon=floats(rows["horizon"]))
    return frozenset(rows["horizon"].tolist()) - withheld_horizons(rows, footing)


def release_grid(grid: Grid, footing: Footing) -> Grid:
    """Round estimates and limits as the headline's are; leave out the horizons at which it is withheld.

    Where so few were lost that what is assumed of them would tell of them, there is no tipping point either.

    Raises
    ------
    DisclosureError
        If a measure has no rule.
    """
    frame, shown = grid.frame, shown_horizons(footing)
    kept = [
        row["horizon"] in shown and not (row["analysis"] == TIPPING_POINT and footing.has_few_lost(row["horizon"]))
        for _, row in frame.iterrows()
    ]
    frame = frame[np.array(kept, dtype=bool)]
    hidden = frame["analysis"] == UNMEASURED
    frame = pd.concat([frame[~hidden], _from_released(frame[hidden], footing)], ignore_index=True)
    return Grid(pd.DataFrame([_release_point(row, footing) for _, row in frame.iterrows()], columns=list(Grid.COLUMNS)))


def _from_released(frame: pd.DataFrame, footing: Footing) -> pd.DataFrame:
    """Write the grid of an unmeasured factor anew from the released risk ratio and comparison risk.

    Its cells are one formula at known strengths: rounded each on its own, so many of them would together give back the
    exact numbers that the formula began with.
    """
    effects = footing.results.effects.frame
    method, estimand = headline_method(footing.study)
    rows = effects[(effects["analysis"] == MAIN) & (effects["population"] == "all") & (effects["event"] == 1)]
    rows = rows[(rows["method"] == method) & (rows["estimand"] == estimand)]
    parts = []
    for horizon, points in grouped(frame, "horizon"):
        at = rows[floats(rows["horizon"]) == horizon]
        ratio = at[at["measure"] == "risk_ratio"]
        risk = at[(at["measure"] == "risk") & (at["arm"] == "comparison")]
        if len(ratio) != 1 or len(risk) != 1 or is_withheld(ratio.iloc[0], footing):
            continue
        first, lower, upper = rounded(ratio.iloc[0], footing).tolist()
        level = float(rounded(risk.iloc[0], footing)[0])
        strengths = zip(floats(points["programme"]), floats(points["comparison"]), strict=True)
        left = [explained((first, lower, upper), level, bounding_factor(*strength)) for strength in strengths]
        parts.append(points.assign(**dict(zip(_NUMBERS, zip(*left, strict=True), strict=True))))
    return pd.concat(parts) if parts else frame.head(0)


def _release_point(row: pd.Series, footing: Footing) -> dict[str, object]:
    numbers = row[list(_NUMBERS)].to_numpy(dtype=np.float64)
    step = footing.step("main", "all", headline_method(footing.study)[0], "contrast")
    if row["measure"] == "risk_difference":
        shown = interval_outward(numbers, step, (-1.0, 1.0))
    elif row["measure"] == "rmtl_difference":
        shown = interval_outward(numbers, step * row["horizon"], (-row["horizon"], row["horizon"]))
    elif row["measure"] == "risk_ratio":
        shown = interval_outward(numbers, digit_steps(numbers))
    else:
        raise DisclosureError(f"the measure '{row['measure']}' of a grid has no rule of release")
    return {**row, **dict(zip(_NUMBERS, shown.tolist(), strict=True))}


def release_confounding(confounding: Confounding, baseline: Baseline, footing: Footing) -> Confounding:
    """Show E-values in two digits; a covariate's is blank where the released baseline hides what it is of.

    A covariate as a whole is shown where the baseline shows its mean, or one of its levels, in both arms.

    Parameters
    ----------
    confounding : Confounding
    baseline : Baseline
        As released.
    footing : Footing
    """
    frame = unrestricted(confounding.frame, "name")
    frame = frame[frame["horizon"].isin(shown_horizons(footing))]
    hidden = [
        row["what"] == "covariate" and _is_hidden(str(row["name"]), baseline.frame) for _, row in frame.iterrows()
    ]
    numbers = {name: two_digits(floats(frame[name])) for name in ("risk_ratio", "e_value")}
    return Confounding(
        frame.assign(**{name: np.where(np.array(hidden, dtype=bool), np.nan, of) for name, of in numbers.items()})
    )


def _is_hidden(name: str, baseline: pd.DataFrame) -> bool:
    levels = baseline[(baseline["covariate"] == name) & baseline["level"].notna()]
    if levels.empty:
        return is_hidden(name, baseline)
    shown = levels.groupby("level")["value"].agg(lambda values: len(values) >= len(ARMS) and values.notna().all())
    return not shown.any()
