"""Changes since the last accepted run: counts, shares and means as coarse as everywhere, and no change of a few."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.frames import floats, grouped, unrestricted
from impact.disclosure.rules import (
    Floats,
    hidden_cells,
    mean_step,
    shown_counts,
    shown_shares,
    to_step,
    two_digits,
)
from impact.disclosure.tables import PLACES, tells_few
from impact.results import Changes
from impact.study import Disclosure

BLANK = ["shift", "shown_before", "count", "n", "kept", "count_kept", "n_kept"]
"""What `before` and `now` are made from, and finer than they may be."""

_WHY = ["rule", "reason_en", "reason_es"]


def release_changes(changes: Changes, rules: Disclosure) -> Changes:
    """Round what is compared, from counts of which none moved by 1–10 since an earlier release.

    `before` is what the earlier run's release showed, and nothing else of it. `now` is shown by the rule of what it is:
    of `rows` a count, of `completeness` and `codes` shares, of `event_rate` a rate from the shown count of events,
    of `covariate` a mean. A warning stands only where both are shown and differ. What is hidden has no row, but for
    tables; standard deviations have none.

    Parameters
    ----------
    changes : Changes
        Its `kept`, `count_kept` and `n_kept` are what may be told beside earlier releases.
    rules : Disclosure
    """
    exact = unrestricted(changes.frame, "column")
    exact = exact[exact["level"] != "sd"].reset_index(drop=True)
    frame = exact.assign(**{name: floats(exact[name]) for name in ("before", "now", *BLANK)})
    shown = np.full(len(frame), np.nan)
    for what, part in grouped(frame, "what"):
        shown[part.index] = _SHOWN[what](part, rules)
    shown[_hidden(frame, rules)] = np.nan
    return Changes(_told(frame.assign(now=shown, before=frame["shown_before"])))


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is hidden, and the warnings that would tell more than the numbers beside them."""
    differs = frame["before"].notna() & frame["now"].notna() & (frame["before"] != frame["now"])
    is_same = frame["before"] == frame["now"]
    verdict = frame["verdict"].where(differs | is_same).mask(is_same & frame["verdict"].notna(), "pass")
    why = frame[_WHY].where(differs)
    told = frame.assign(verdict=verdict, **{name: why[name] for name in _WHY}, **dict.fromkeys(BLANK, np.nan))
    return told[told["now"].notna() | (told["what"] == "rows")].reset_index(drop=True)


def _hidden(frame: pd.DataFrame, rules: Disclosure) -> list[int]:
    """Name the rows of levels that must not be shown; rows without any level are a part too, and new ones of few."""
    rows_of = frame[frame["what"] == "rows"].set_index("table")["count_kept"]
    hidden: list[int] = []
    for (table, column), levels in grouped(frame[frame["what"] == "codes"], "table", "column"):
        below = rules.minimum_n if column in PLACES else rules.suppress_below
        rest = max(float(rows_of.get(table, np.nan)) - levels["n_kept"].max(), 0)
        few = hidden_cells([*levels["count_kept"], rest], below)[:-1]
        hidden += levels.index[few | ((levels["count_kept"] == 0) & (levels["count"] > 0))].tolist()
    return hidden


def _counts(frame: pd.DataFrame, rules: Disclosure) -> Floats:
    return shown_counts(frame["count_kept"], rules)


def _shares(frame: pd.DataFrame, rules: Disclosure) -> Floats:
    return shown_shares(frame["count_kept"], frame["n_kept"], rules)


def _rates(frame: pd.DataFrame, rules: Disclosure) -> Floats:
    """Show rates of shown counts of events, to two digits; none of few events, or of few people."""
    per_event = (frame["kept"] / frame["count_kept"]).to_numpy()
    rates = two_digits(shown_counts(frame["count_kept"], rules) * per_event)
    return np.where(frame["n"] < rules.minimum_n, np.nan, rates)


def _means(frame: pd.DataFrame, rules: Disclosure) -> Floats:
    return np.array([_mean(mean, n, rules) for mean, n in zip(frame["kept"], frame["n_kept"], strict=True)])


def _mean(mean: float, n: float, rules: Disclosure) -> float:
    if n < rules.minimum_n or tells_few(mean, n, rules):
        return np.nan
    return float(to_step(mean, mean_step(mean, float(shown_counts(n, rules)), rules)))


_SHOWN = {"rows": _counts, "completeness": _shares, "codes": _shares, "event_rate": _rates, "covariate": _means}
