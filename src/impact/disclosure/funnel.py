"""The funnel of a pathway: counts that add up as they are shown, and give no hidden one away.

Units that reach a milestone are shown as counts followed over time are (`held`): one that falls by 1–10 reads as the
one before. What is between two of them is divided among those who left, were lost or wait by controlled rounding: each
part is a multiple of `round_to` next to the exact number, and together they are what is shown (Cox 1987, A constructive
procedure for unbiased controlled rounding, J. Am. Stat. Assoc. 82, 520–524, for tables; a single row needs no more than
the largest remainders). Where no such numbers exist, the smallest parts are hidden together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from impact.disclosure.frames import floats, grouped
from impact.disclosure.rules import Floats, alike, held, hidden_cells, shown_counts
from impact.results import Funnel
from impact.study import Disclosure
from impact.study.counts import smallest_shown

PARTS: Final = ("exited", "lost", "waiting")
"""What became of those who reached a milestone and not the next."""

Reached = dict[tuple[str, str, str], float]
"""By arm, milestone and unit, how many reached it; missing where few did and that is not shown."""


def release_funnel(funnel: Funnel, rules: Disclosure) -> Funnel:
    """Release a funnel, arm by arm; in each, what is shown of a milestone is the sum of what is shown after it.

    A hidden part is missing. Nothing is shown after a milestone that few reached.
    """
    frame = funnel.frame.assign(n=floats(funnel.frame["n"]), horizon=floats(funnel.frame["horizon"]))
    if frame.empty:
        return Funnel(frame)
    shown = np.full(len(frame), np.nan)
    for _, arm in grouped(frame, "arm"):
        _release_arm(arm, shown, rules)
    return Funnel(frame.assign(n=shown))


def reached(funnel: pd.DataFrame) -> Reached:
    """Read how many reached each milestone, linked cases of another unit among them."""
    rows = funnel[funnel["what"].isin(["reached", "linked"])]
    keys = zip(rows["arm"], rows["milestone"], rows["unit"], strict=True)
    return dict(zip(keys, floats(rows["n"]), strict=True))


def divided(parts: Floats, total: float, rules: Disclosure) -> Floats:
    """Show the parts of a total so that they add up to what is shown of it, and none that is hidden can be derived.

    Parameters
    ----------
    parts : ndarray of shape (k,)
        Exact counts, which add up to the exact total.
    total : float
        What is shown of it, a multiple of `round_to`.

    Returns
    -------
    ndarray of shape (k,)
        Missing where hidden; each other one within `round_to` of the exact number, or the smallest that is shown.
    """
    if np.isnan(total):
        return np.full(len(parts), np.nan)
    hidden = hidden_cells(parts, rules.suppress_below)
    while not hidden.all():
        groups = np.append(parts[~hidden], parts[hidden].sum())
        step, least = rules.round_to, smallest_shown(rules)
        low = np.where(groups > 0, np.maximum(np.floor(groups / step) * step, least), 0.0)
        high = np.where(groups > 0, np.maximum(np.ceil(groups / step) * step, least), 0.0)
        if low.sum() <= total <= high.sum():
            out = np.full(len(parts), np.nan)
            out[~hidden] = _raised(groups, low, high, total, step)[:-1]
            return out
        visible = np.where(hidden, np.inf, parts)
        hidden |= parts == 0
        hidden[np.argmin(visible)] = True
        hidden = hidden | hidden_cells(np.where(hidden, np.maximum(parts, 0), parts), rules.suppress_below)
    return np.where(total == parts.sum() == 0, 0.0, np.full(len(parts), np.nan))


def _raised(exact: Floats, low: Floats, high: Floats, total: float, step: int) -> Floats:
    """Raise the low numbers by a step each, those with the largest remainders first, until they add up."""
    out = low.copy()
    for place in np.argsort(-(exact - low), kind="stable"):
        if out.sum() >= total:
            break
        out[place] = min(high[place], out[place] + step)
    return out


def _release_arm(arm: pd.DataFrame, shown: Floats, rules: Disclosure) -> None:
    """Write what may be shown of one arm into `shown`, by the frame's row numbers."""
    steps = arm[arm["what"] == "reached"]
    exact, numbers = floats(steps["n"]), held(steps["n"], rules)
    # After a milestone that few reached nothing is shown: it would be about those few.
    numbers = np.where(np.cumsum(np.isnan(numbers)) > 0, np.nan, numbers)
    shown[steps.index] = numbers
    for place, milestone in enumerate(steps["milestone"]):
        here = arm[arm["milestone"] == milestone]
        if place + 1 < len(steps):
            _release_step(here, exact[place + 1], numbers[place : place + 2], shown, rules)
        _release_linked(here, exact[place], float(numbers[place]), shown, rules)


def _release_step(here: pd.DataFrame, onward: float, numbers: Floats, shown: Floats, rules: Disclosure) -> None:
    """Divide those who reached a milestone and not the next among what became of them."""
    totals = here[here["what"].isin(PARTS) & (here["reason"].fillna("") == "")]
    parts, (now, then) = floats(totals["n"]), numbers
    few_go_on = bool(np.isnan(then))
    of_all = divided(np.append(parts, onward), now, rules)[:-1] if few_go_on else divided(parts, now - then, rules)
    shown[totals.index] = of_all
    exits = here[(here["what"] == "exited") & (here["reason"].fillna("") != "")]
    all_exits = of_all[(totals["what"] == "exited").to_numpy()]
    if len(exits):
        shown[exits.index] = divided(floats(exits["n"]), float(all_exits[0]) if len(all_exits) else np.nan, rules)
    waiting = (totals["what"] == "waiting").to_numpy()
    longer = here[here["what"] == "waiting_longer"].sort_values("horizon", kind="stable")
    if waiting.any():
        shown[longer.index] = _longer(floats(longer["n"]), float(parts[waiting][0]), float(of_all[waiting][0]), rules)


def _longer(exact: Floats, waiting: float, all_shown: float, rules: Disclosure) -> Floats:
    """Show those who wait longer, among those who wait: none by which a few could be told from the others."""
    series = held(np.append(waiting, exact), rules)[1:]
    few = [hidden_cells([n, waiting - n], rules.suppress_below).any() for n in exact]
    near = np.abs(all_shown - series) < rules.suppress_below
    series = np.where(near, all_shown, np.minimum(series, all_shown))
    return np.where(np.array(few, dtype=bool) | np.isnan(all_shown), np.nan, series)


def _release_linked(here: pd.DataFrame, own: float, own_shown: float, shown: Floats, rules: Disclosure) -> None:
    """Show linked cases of another unit; nearly as many as there are units of the pathway read as many."""
    for place, row in here[here["what"] == "linked"].iterrows():
        alone = float(shown_counts(row["n"], rules))
        shown[int(str(place))] = np.nan if np.isnan(own_shown) else alike([own, row["n"]], [own_shown, alone], rules)[1]


def near_to(exact: Floats, shown: Floats, anchors: Sequence[tuple[float, float]], rules: Disclosure) -> Floats:
    """Let counts that differ by few from a number of the funnel (exactly, and as shown there) read as it does."""
    out = shown.copy()
    for number, told in anchors:
        if not np.isnan(told):
            out = np.where((np.abs(exact - number) < rules.suppress_below) & ~np.isnan(shown), told, out)
    return out
