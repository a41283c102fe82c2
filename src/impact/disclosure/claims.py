"""Claims: numbers as coarse as those of estimates and counts, and the verdicts that these numbers can carry.

A released verdict is passed anew on the released numbers. Limits are rounded outward, so that it is never stronger than
the exact one, and it tells nothing that the numbers beside it do not. Where only so few were lost that the bounds would
tell of them, the bounds go, and what rests on them: `established` reads `consistent`, and `contradicted` reads
`not_supported`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.claims import BOUNDS, MAIN, Limits, contrast, limits_of, verdict
from impact.disclosure.effects import LIMITS, is_withheld, rounded, why_withheld
from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.frames import floats, grouped
from impact.disclosure.funnel import release_funnel
from impact.disclosure.headline import FEW_LOST
from impact.disclosure.reached_claims import release_reached
from impact.disclosure.reasons import reason_cell, reason_codes
from impact.disclosure.rules import Floats, alike, interval_outward, rate_step, shown_counts
from impact.disclosure.tables import release_flow
from impact.results import Claims, CohortFlow, Funnel
from impact.study.claims import RISKS, Claim

_NUMBERS = ("estimate", "ci_lower", "ci_upper", "worst", "best")
_COUNTS = ("events", "lost", "at_risk")
FEW_ENROLLED_LOST, FEW_STARTING_LOST = "few_enrolled_lost", "few_starting_lost"
SHARE = "milestone_share"
_CHILDREN = "children"

Row = dict[str, object]


def release_claims(claims: Claims, footing: Footing) -> Claims:
    """Round the numbers of each claim by the rules of what it is about, and pass its verdict on them.

    A share comes in the steps of a rate among those ever enrolled, an effect as the effects show it, a count as counts
    are shown: who are nearly those of the programme arm, of a milestone of the funnel or of another claim, read alike.
    Of events, losses and those followed nothing is shown. An effect that a gate, or too few people, withhold cannot be
    checked.
    """
    frame = claims.frame.assign(
        **{name: floats(claims.frame[name]) for name in (*_NUMBERS, *_COUNTS, "n", "threshold")}
    )
    if frame.empty:
        return Claims.empty()
    asked = {claim.id: claim for claim in footing.study.claims}
    people = _shown_counts(frame, footing)
    rows = [
        _release_row(row, asked[str(row["claim"])], n, footing)
        for (_, row), n in zip(frame.iterrows(), people, strict=True)
    ]
    of_reach = (frame["quantity"] == "people_reached").to_numpy()
    for place, row in zip(np.flatnonzero(of_reach), release_reached(frame[of_reach], asked, footing), strict=True):
        rows[place] |= row
    return Claims(pd.DataFrame(rows, columns=list(Claims.COLUMNS)))


def _release_row(row: pd.Series, claim: Claim, n: float, footing: Footing) -> Row:
    blank = dict.fromkeys((*_NUMBERS, *_COUNTS), np.nan)
    released: Row = {**row, **blank, "n": n}
    codes = list(reason_codes(row["reason"]))
    if row["verdict"] == "count" or claim.quantity == "people_reached":
        return released | {"reason": reason_cell(codes, footing.study) if codes else ""}
    if claim.quantity in (*RISKS, SHARE):
        return released | _risk(row, claim, codes, footing)
    return released | _effect(row, claim, codes, footing)


def _risk(row: pd.Series, claim: Claim, codes: list[str], footing: Footing) -> Row:
    rules = footing.study.disclosure
    if codes or row["verdict"] == "not_checkable":
        return _not_checkable(codes, footing)
    step = rate_step(float(shown_counts(row["n"], rules)), rules)
    estimate, low, high = interval_outward(row[list(LIMITS)].to_numpy(dtype=np.float64), step, (0.0, 1.0)).tolist()
    sides = np.array([np.nan, *sorted(row[["worst", "best"]].to_numpy(dtype=np.float64))])
    _, least, most = interval_outward(sides, step, (0.0, 1.0)).tolist()
    worst, best = (least, most) if claim.is_met_from_above else (most, least)
    if 0 < row["lost"] < rules.suppress_below:
        worst, best, codes = np.nan, np.nan, [FEW_STARTING_LOST if claim.quantity == SHARE else FEW_ENROLLED_LOST]
    return _passed(claim, estimate, Limits(low, high, worst, best), codes, footing)


def _effect(row: pd.Series, claim: Claim, codes: list[str], footing: Footing) -> Row:
    """Read the numbers off the effects as they are released: one number is never rounded in two ways."""
    if claim.horizon is None or row["verdict"] == "not_checkable":
        return _not_checkable(codes, footing)
    effects = footing.results.effects.frame
    rows = [contrast(effects, footing.study, claim.horizon, name) for name in (MAIN, *BOUNDS)]
    main, *bounds = rows
    if main is None or is_withheld(main, footing):
        return _not_checkable([] if main is None else why_withheld(main, footing), footing)
    is_few = any(bound is not None and FEW_LOST in why_withheld(bound, footing) for bound in bounds)
    shown, *sides = (None if each is None or is_withheld(each, footing) else _as_shown(each, footing) for each in rows)
    limits = limits_of(claim, shown, *sides)
    return _passed(claim, float(rounded(main, footing)[0]), limits, [FEW_LOST] if is_few else [], footing)


def _as_shown(row: pd.Series, footing: Footing) -> pd.Series:
    """Return a row of effects with its numbers as they are released."""
    return pd.Series({**row, **dict(zip(LIMITS, rounded(row, footing).tolist(), strict=True))})


def _passed(claim: Claim, estimate: float, limits: Limits, codes: list[str], footing: Footing) -> Row:
    return {
        "estimate": estimate,
        **{name: getattr(limits, name) for name in _NUMBERS[1:]},
        "verdict": verdict(claim, limits, rounded=True),
        "reason": reason_cell(codes, footing.study) if codes else "",
    }


def _not_checkable(codes: list[str], footing: Footing) -> Row:
    return {"verdict": "not_checkable", "reason": reason_cell(codes, footing.study) if codes else ""}


def _shown_counts(frame: pd.DataFrame, footing: Footing) -> list[float]:
    """Show what each claim counts; what differs by a few from a count of nearly the same reads as that does."""
    rules, shown = footing.study.disclosure, pd.Series(sum(footing.shown_people(MAIN, "all").values()), frame.index)
    of_activity = frame["quantity"] == "activity_count"
    kind = (frame["activity"].astype(str) + "." + frame["unit"].astype(str)).where(of_activity, _CHILDREN)
    flow, funnel = footing.results.flow, footing.results.funnel
    flows, funnels = (flow, release_flow(flow, rules)), (funnel, release_funnel(funnel, rules))
    known, known_shown = (
        [*_of_programme(of_all), *_reached(steps)] for of_all, steps in zip(flows, funnels, strict=True)
    )
    for name, rows in grouped(frame.assign(kind=kind)[frame["quantity"] != "effect"], "kind"):
        own, leads = floats(rows["n"]), name == _CHILDREN
        exact = [*(known if leads else []), *own]
        alone = [*(known_shown if leads else []), *shown_counts(own, rules)]
        shown[rows.index] = alike(exact, alone, rules)[-len(own) :]
    return [float(n) for n in shown]


def _of_programme(flow: CohortFlow) -> Floats:
    """Return how many children of the programme arm there are in all and in the analysis."""
    counts = flow.frame[(flow.frame["arm"] == ARMS[0]) & flow.frame["step"].isin(["all", "analysed"])]
    return floats(counts["n"])


def _reached(funnel: Funnel) -> Floats:
    """Return how many reached each milestone of a pathway, and how many linked cases did."""
    return floats(funnel.frame.loc[funnel.frame["what"].isin(["reached", "linked"]), "n"])
