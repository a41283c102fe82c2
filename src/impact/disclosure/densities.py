"""Densities: who lies where on a scale, in pieces that hold enough people or contacts to be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.footing import Footing
from impact.disclosure.frames import floats, grouped
from impact.disclosure.rules import SHARE_STEP, Floats, hidden_cells, shown_counts, to_step, two_digits
from impact.results import Densities

PREFERENCE, VISITS = "preference", "visits"


def release_densities(densities: Densities, footing: Footing) -> Densities:
    """Hide pieces with few people, and what would give them away; shares come from shown counts.

    Of visits a piece is shown that holds enough contacts and begins with enough people under observation: a rate is of
    years, which are not shown, in two digits. Nothing is shown where an arm is too small to be described.
    """
    frame = densities.frame.assign(n=floats(densities.frame["n"]), value=floats(densities.frame["value"]))
    if frame.empty:
        return densities
    hollow = footing.is_small("main", "all")
    parts = []
    for (what, arm), rows in grouped(frame, "what", "arm"):
        shown = _people(rows, footing) if what == PREFERENCE else _contacts(rows, str(arm), footing)
        n, value = (np.full(len(rows), np.nan),) * 2 if hollow else shown
        parts.append(rows.assign(n=n, value=value))
    return Densities(pd.concat(parts).sort_index())


def _people(rows: pd.DataFrame, footing: Footing) -> tuple[Floats, Floats]:
    rules, exact = footing.study.disclosure, rows["n"].to_numpy()
    hidden = hidden_cells(exact, rules.suppress_below)
    shown = np.where(hidden, np.nan, shown_counts(exact, rules))
    return shown, to_step(shown / float(shown_counts(exact.sum(), rules)), SHARE_STEP)


def _contacts(rows: pd.DataFrame, arm: str, footing: Footing) -> tuple[Floats, Floats]:
    rules, exact = footing.study.disclosure, rows["n"].to_numpy()
    few = (exact < rules.suppress_below) | (footing.at_risk(arm, rows["lower"].to_numpy()) < rules.minimum_n)
    return tuple(np.where(few, np.nan, shown) for shown in (shown_counts(exact, rules), two_digits(rows["value"])))  # type: ignore[return-value]
