"""The grid of assumptions and the E-values: rounded like what they are of, and withheld with the headline."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.balance import is_hidden
from impact.disclosure.effects import withheld_horizons
from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.frames import floats, unrestricted
from impact.disclosure.headline import headline_method, headline_rows
from impact.disclosure.rules import digit_steps, interval_outward, two_digits
from impact.errors import DisclosureError
from impact.results import Baseline, Confounding, Grid

TIPPING_POINT = "tipping_point"
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
    return Grid(pd.DataFrame([_release_point(row, footing) for _, row in frame.iterrows()], columns=list(Grid.COLUMNS)))


def _release_point(row: pd.Series, footing: Footing) -> dict[str, object]:
    numbers = row[list(_NUMBERS)].to_numpy(dtype=np.float64)
    step = footing.step("main", "all", headline_method(footing.study)[0], "contrast")
    if row["measure"] == "risk_difference":
        rounded = interval_outward(numbers, step, (-1.0, 1.0))
    elif row["measure"] == "rmtl_difference":
        rounded = interval_outward(numbers, step * row["horizon"], (-row["horizon"], row["horizon"]))
    elif row["measure"] == "risk_ratio":
        rounded = interval_outward(numbers, digit_steps(numbers))
    else:
        raise DisclosureError(f"the measure '{row['measure']}' of a grid has no rule of release")
    return {**row, **dict(zip(_NUMBERS, rounded.tolist(), strict=True))}


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
