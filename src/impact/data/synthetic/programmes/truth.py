"""The truth behind the records of a pathway: chances by horizon, medians, and the numbers had nobody been lost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic.people import Floats
from impact.data.synthetic.programmes import figures as f
from impact.data.synthetic.programmes.paths import NEVER, Paths
from impact.data.synthetic.programmes.records import Linked
from impact.data.synthetic.programmes.steps import DAYS, Waits, after

MONTHS = (3, 6, 12, 24)
DAYS_PER_MONTH = 30.4375
DECIMALS = 6
NOTE = "Synthetic records: a demonstration of the method, evidence of nothing. No rate of this programme is published."
ARMS = ("programme", "comparison")


def analyses(programme: f.Programme, pace: float = 1.0) -> dict[str, dict[str, Any]]:
    """Return the true chances of one group of cases, by what is asked: `from_start.<milestone>`, `from_previous.…`.

    Exact to the day: the distribution of each wait is what was drawn from, and waits follow each other by convolution.

    Parameters
    ----------
    programme : Programme
    pace : float
        Of the group; see `figures.Group`.

    Returns
    -------
    dict of str to dict
        `horizons`: months to the chance to have `reached` the milestone, to have left by a competing way out before
        (`exited`), and by which (`exits`); `median_months`: when half of all have reached it, None where half never do.
    """
    from_start, from_previous = {}, {}
    arrives: Floats | None = None
    left: dict[str, Floats] = {}
    for step in programme.steps:
        milestone, *exits = Waits.of(step, pace).chance
        ways = dict(zip(step.exits, exits, strict=True))
        from_previous[f"from_previous.{step.milestone}"] = _told(milestone, ways)
        for reason, chance in ways.items():
            left[reason] = left.get(reason, np.zeros(DAYS)) + (chance if arrives is None else after(arrives, chance))
        arrives = milestone if arrives is None else after(arrives, milestone)
        from_start[f"from_start.{step.milestone}"] = _told(arrives, left)
    return {**from_start, **from_previous}


def _told(reached: Floats, exits: dict[str, Floats]) -> dict[str, Any]:
    horizons = {str(months): _by(months * DAYS_PER_MONTH, reached, exits) for months in MONTHS}
    half = np.flatnonzero(np.cumsum(reached) >= 0.5)
    return {"horizons": horizons, "median_months": _rounded((half[0] + 1) / DAYS_PER_MONTH) if len(half) else None}


def _by(horizon: float, reached: Floats, exits: dict[str, Floats]) -> dict[str, Any]:
    days = int(horizon)
    by_reason = {reason: float(chance[:days].sum()) for reason, chance in exits.items()}
    return {
        "reached": _rounded(reached[:days].sum()),
        "exited": _rounded(sum(by_reason.values())),
        "exits": {reason: _rounded(value) for reason, value in by_reason.items()},
    }


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0


def numbers(programme: f.Programme, paths: Paths, is_in: NDArray[np.bool_]) -> dict[str, Any]:
    """Return a funnel of the cases drawn, as it would stand on the cut-off had the records lost nobody.

    Parameters
    ----------
    programme : Programme
    paths : Paths
    is_in : ndarray of bool, shape (n,)
        Who is counted.

    Returns
    -------
    dict of str to dict
        By milestone: `reached`; of those `exited` by reason before the next, and `waiting` for it. Of the last
        milestone `reached` alone.
    """
    last = (f.CUT_OFF - paths.start).astype(np.int64)
    there = (paths.reached <= last[:, None]) & is_in[:, None]
    is_out = (paths.left < NEVER) & (paths.left <= last)
    told: dict[str, Any] = {}
    for place, milestone in enumerate(programme.milestones[:-1]):
        here = there[:, place] & ~there[:, place + 1]
        out = here & is_out
        reasons = {reason: int((out & (paths.why == reason)).sum()) for reason in programme.steps[place].exits}
        told[milestone] = {
            "reached": int(there[:, place].sum()),
            "exited": reasons,
            "waiting": int((here & ~out).sum()),
        }
    return {**told, programme.milestones[-1]: {"reached": int(there[:, -1].sum())}}


def truth(
    programme: f.Programme, paths: Paths, linked: Linked, consents: NDArray[np.bool_], *, name: str, seed: int
) -> dict[str, Any]:
    """Return what `truth.json` holds: the arguments, the true chances of each arm, and numbers had nobody been lost.

    Where a programme has groups, the first is the arm `programme` and the second `comparison`; otherwise everybody is
    in the arm `programme`.
    """
    groups = programme.groups or {"": f.Group(1.0, 1.0)}
    arms = dict(zip(ARMS, groups, strict=False))
    in_arm = {arm: consents & (paths.group == place) for place, arm in enumerate(arms)}
    last = (f.CUT_OFF - paths.start).astype(np.int64)
    cases = linked.by(last).parent
    return {
        "synthetic": True,
        "note": NOTE,
        "programme": name,
        "unit": programme.unit,
        "cases": len(paths.start),
        "seed": seed,
        "cut_off": str(f.CUT_OFF),
        "days_per_month": DAYS_PER_MONTH,
        "milestones": list(programme.milestones),
        "arms": {
            arm: {"group": group, "analyses": analyses(programme, groups[group].pace)} for arm, group in arms.items()
        },
        "without_loss": {
            arm: {
                "funnel": numbers(programme, paths, is_in),
                "linked": int(is_in[cases].sum()) if programme.linked else None,
            }
            for arm, is_in in in_arm.items()
        },
    }
