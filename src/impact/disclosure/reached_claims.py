"""Claims of people reached as they are released: bounds outward, and the verdict that the released bounds can carry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.claims.reached import LEFT_OUT, reached_verdict
from impact.disclosure.footing import Footing
from impact.disclosure.frames import floats
from impact.disclosure.margins import Bools
from impact.disclosure.reach import shown_bounds
from impact.disclosure.reasons import reason_cell, reason_codes
from impact.disclosure.rules import Floats, alike, shown_counts
from impact.study.claims import Claim

_LIKE = {"n": "n", "worst": "at_least", "best": "at_most"}
"""Numbers of a claim, and the columns of people reached that count the same."""


def release_reached(claims: pd.DataFrame, asked: dict[str, Claim], footing: Footing) -> Iterator[dict[str, object]]:
    """Yield the numbers, the verdict and the reason of each claim of people reached, in the order of its rows.

    A number that differs by 1–10 from a programme's total, or from an earlier claim's, would give those few away: the
    count reads as the other one does, and the bounds are not shown.
    """
    rules = footing.study.disclosure
    exact = {name: floats(claims[name]) for name in _LIKE}
    near = {name: _beside_totals(name, exact[name], footing) for name in _LIKE}
    moved = np.any([_differ(near[name], shown_counts(exact[name], rules)) for name in _LIKE], axis=0)
    low, high = shown_bounds(exact["worst"], exact["best"], rules)
    for i, (_, row) in enumerate(claims.iterrows()):
        codes = list(reason_codes(row["reason"]))
        at_least, at_most = (np.nan, np.nan) if moved[i] else (float(low[i]), float(high[i]))
        claim = asked[str(row["claim"])]
        yield {
            "n": float(near["n"][i]),
            "worst": at_least,
            "best": at_most,
            "verdict": reached_verdict(claim, at_least, at_most, is_whole=LEFT_OUT not in codes),
            "reason": reason_cell(codes, footing.study) if codes else "",
        }


def _beside_totals(name: str, counts: Floats, footing: Footing) -> Floats:
    rules, reach = footing.study.disclosure, footing.results.reach.frame
    totals = reach[(reach["role"].fillna("") == "") & (reach["period"].fillna("") == "")]
    every = np.append(floats(totals[_LIKE[name]]), counts)
    return alike(every, shown_counts(every, rules), rules)[len(totals) :]


def _differ(one: Floats, other: Floats) -> Bools:
    return np.asarray((one != other) & ~(np.isnan(one) & np.isnan(other)))
