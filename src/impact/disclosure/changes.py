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

BLANK = ["shift", "shown_before", "count_before", "count", "n_before", "n"]
"""What `before` and `now` are made from, and finer than they may be."""

_VERDICT = ["verdict", "rule", "reason_en", "reason_es"]


def release_changes(changes: Changes, rules: Disclosure) -> Changes:
    """Round what is compared, and let a change of 1–10 read as none.

    `before` is what the earlier run's release showed, and nothing else of it. `now` is shown by the rule of what it is:
    of `rows` a count, of `completeness` and `codes` shares, of `event_rate` a rate from the shown count of events,
    of `covariate` a mean. Where a count behind it moved by 1–10 the earlier count stands in its place, and a warning
    is not passed on; where only what is hidden could be told the row goes, as those of standard deviations do.

    Parameters
    ----------
    changes : Changes
    rules : Disclosure
    """
    exact = unrestricted(changes.frame, "column")
    exact = exact[exact["level"] != "sd"].reset_index(drop=True)
    frame = exact.assign(**{name: floats(exact[name]) for name in ("before", "now", *BLANK)})
    shown, is_held = np.full(len(frame), np.nan), np.zeros(len(frame), dtype=bool)
    rows_of = frame[frame["what"] == "rows"].set_index("table")["count"]
    for (what, table, column), part in grouped(frame.fillna({"column": "", "level": ""}), "what", "table", "column"):
        own = part.index.to_numpy()
        shown[own], is_held[own] = _SHOWN[what](part, rules)
        if what == "codes":
            below = rules.minimum_n if column in PLACES else rules.suppress_below
            shown[own[_hidden(part, rows_of.get(table, np.nan), below)]] = np.nan
    return Changes(_told(frame.assign(now=shown, before=frame["shown_before"]), is_held))


def _told(frame: pd.DataFrame, is_held: np.ndarray) -> pd.DataFrame:
    """Leave out what is hidden, but for tables; a verdict stands only where both sides of it are shown."""
    frame = frame.assign(**dict.fromkeys(BLANK, np.nan))
    frame[_VERDICT] = frame[_VERDICT].astype(object)
    frame.loc[is_held & frame["verdict"].notna(), _VERDICT] = ["pass", None, None, None]
    frame.loc[frame[["before", "now"]].isna().any(axis=1), _VERDICT] = None
    return frame[frame["now"].notna() | (frame["what"] == "rows")].reset_index(drop=True)


def _few(then: pd.Series, now: pd.Series, rules: Disclosure) -> np.ndarray:
    """Tell where a count moved by so few that nobody may see it move."""
    moved = (now - then).abs()
    return ((moved > 0) & (moved < rules.suppress_below)).to_numpy()


def _hidden(levels: pd.DataFrame, rows: float, below: int) -> np.ndarray:
    """Tell which levels of a column must not be shown; rows without any level are a part too."""
    return hidden_cells([*levels["count"], max(rows - levels["n"].iloc[0], 0)], below)[:-1]


def _kept(frame: pd.DataFrame, count: str, rules: Disclosure) -> tuple[Floats, np.ndarray]:
    """Return counts, the earlier one where it moved by few, and where that is."""
    few = _few(frame[f"{count}_before"], frame[count], rules)
    return np.where(few, frame[f"{count}_before"], frame[count]), few


def _rows(frame: pd.DataFrame, rules: Disclosure) -> tuple[Floats, np.ndarray]:
    now, then = shown_counts(frame["count"], rules), frame["shown_before"].to_numpy()
    near = np.abs(now - then) < rules.suppress_below
    held = _few(frame["count_before"], frame["count"], rules) | (near & (now != then))
    return np.where(held, then, now), held


def _shares(frame: pd.DataFrame, rules: Disclosure) -> tuple[Floats, np.ndarray]:
    """Show shares of shown counts to 0.01; whoever is not in the share is a count as well."""
    (part, few), (whole, few_more) = (_kept(frame, name, rules) for name in ("count", "n"))
    rest_before, rest = (frame[f"n{when}"] - frame[f"count{when}"] for when in ("_before", ""))
    few_others = _few(rest_before, rest, rules) & ~few
    part = np.where(few_others, whole - rest_before, part)
    still = few_more | (frame["n"] == frame["n_before"]).to_numpy()
    shares = shown_shares(np.clip(part, 0, whole), whole, rules)
    held = few | few_others
    unseen = held & frame["shown_before"].isna()
    return np.where(held & (still | unseen), frame["shown_before"], shares), held


def _rates(frame: pd.DataFrame, rules: Disclosure) -> tuple[Floats, np.ndarray]:
    """Show rates of shown counts of events, to two digits; none of few events, or of few people."""
    years = frame["count"] / frame["now"]
    events, few = _kept(frame, "count", rules)
    rates = two_digits(shown_counts(events, rules) / years)
    hidden = (frame["n"] < rules.minimum_n) | (frame["count"] < rules.suppress_below)
    return np.where(hidden, np.nan, rates), few


def _means(frame: pd.DataFrame, rules: Disclosure) -> tuple[Floats, np.ndarray]:
    """Show means in the steps of means; none of few, and the earlier one where few came or went."""
    few = _few(frame["n_before"], frame["n"], rules)
    shown = [_mean(mean, n, rules) for mean, n in zip(frame["now"], frame["n"], strict=True)]
    return np.where(few, frame["shown_before"], shown), few


def _mean(mean: float, n: float, rules: Disclosure) -> float:
    if n < rules.minimum_n or tells_few(mean, n, rules):
        return np.nan
    return float(to_step(mean, mean_step(mean, float(shown_counts(n, rules)), rules)))


_SHOWN = {"rows": _rows, "completeness": _shares, "codes": _shares, "event_rate": _rates, "covariate": _means}
