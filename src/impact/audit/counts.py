"""Counts that stand together: what is hidden must not follow from what is shown, nor the exact number from a share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from impact.audit.facts import Finding, Place, found
from impact.audit.known import Known
from impact.audit.precision import are_in_steps, are_in_two_digits, rule_of_count
from impact.disclosure.checks import PEOPLE, SHARES
from impact.disclosure.funnel import PARTS
from impact.disclosure.rules import FINEST_RATE, SHARE_STEP, mean_step

DERIVED: Final = "a hidden count that follows from what is shown"
TOO_FINE_SHARE: Final = "a share finer than its counts allow"
NOT_THE_SUM: Final = "a total that is not the sum of what is shown"


def judge_flow(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield a total that is no sum of what is shown, and a part that is hidden alone."""
    for arm, rows in frame.groupby("arm", sort=False):
        here = place.at(str(arm))
        parts = rows.loc[rows["step"] == "excluded", "n"]
        total = rows.loc[rows["step"] == "all", "n"].sum()
        analysed = rows.loc[rows["step"] == "analysed", "n"]
        if total and total != parts.sum() + analysed.sum():
            yield found(here, NOT_THE_SUM)
        if total and len(parts) > 1 and parts.isna().sum() == 1:
            yield found(here, "one part hidden alone under a total that is shown")


def judge_baseline(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield a level that is hidden alone, and shares and means that are too fine or of hidden counts."""
    rules = known.disclosure
    for (covariate, arm), rows in frame.groupby(["covariate", "arm"], sort=False):
        here = place.at(f"{covariate}, {arm}")
        levels = rows[rows["level"].notna()]
        if len(levels):
            if not are_in_steps(levels["value"], FINEST_RATE):
                yield found(here, TOO_FINE_SHARE)
            if (levels["n"].isna() & levels["value"].notna()).any():
                yield found(here, "a share of a count that is hidden")
            yield from _judge_levels(levels, str(arm), here, known)
        elif rows["value"].notna().any() and not _is_coarse(rows, known.analysed.get(str(arm), np.nan), known):
            yield found(here, "a mean finer than its people allow")
    if frame["value"].notna().any() and (frame.loc[frame["value"].notna(), "n"] < rules.minimum_n).all():
        yield found(place, "a baseline of fewer people than the rules ask for")


def _judge_levels(levels: pd.DataFrame, arm: str, place: Place, known: Known) -> Iterator[Finding]:
    """Yield a level that is hidden alone and can be had by subtraction; with exact results at hand they tell better."""
    left = known.analysed.get(arm, np.nan) - levels["n"].sum()
    is_alone = len(levels) > 1 and levels["n"].isna().sum() == 1 and known.exact("baseline") is None
    if is_alone and abs(left) < known.disclosure.suppress_below:
        yield found(place, DERIVED)


def _is_coarse(rows: pd.DataFrame, people: float, known: Known) -> bool:
    """Tell whether a mean has a step that its people allow; the step may stand on either side of a power of ten."""
    mean, n = float(rows["value"].iloc[0]), float(rows["n"].iloc[0])
    n = n if np.isfinite(n) else people
    if not np.isfinite(n):
        return True
    reach = known.disclosure.suppress_below
    steps = {
        mean_step(mean * near, n + off, known.disclosure) for near in (0.99, 1, 1.01) for off in (-reach, 0, reach)
    }
    return any(are_in_steps([mean], step) for step in steps)


def judge_followup(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield shares finer than 0.01, and a number traced that gives away how few were not."""
    below = known.disclosure.suppress_below
    if not are_in_steps(frame["share"], SHARE_STEP):
        yield found(place.at("column share"), TOO_FINE_SHARE)
    for arm, rows in frame.groupby("arm", sort=False):
        due = np.abs(np.diff(rows.sort_values("horizon")["due"].dropna()))
        if ((due > 0) & (due < below)).any():
            yield found(place.at(str(arm)), "numbers that differ by too few")


def judge_quality(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield rules whose rows that keep them, or break them, follow from what is shown."""
    below = known.disclosure.suppress_below
    rest = frame["rows"] - frame["count"]
    if ((rest > 0) & (rest < below)).any():
        yield found(place, DERIVED)
    for table, rows in frame.groupby("table", sort=False):
        asked = np.diff(np.sort(rows["rows"].dropna().unique()))
        if (asked < below).any():
            yield found(place.at(str(table)), "numbers of rows that differ by too few")


def judge_checks(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield values of checks that are finer than their family's rule, and what is one person's."""
    for check, value in zip(frame["check"], frame["value"].astype(float), strict=True):
        family = str(check).partition(".")[0]
        here = place.at(str(check))
        if family == "largest_weight":
            yield found(here, "a greatest value, which is one person's")
        elif family in PEOPLE and not are_in_steps([value], known.disclosure.round_to):
            yield found(here, f"a count that is not rounded to {known.disclosure.round_to}")
        elif family in SHARES and not are_in_steps([value], SHARE_STEP):
            yield found(here, TOO_FINE_SHARE)
        elif family not in (*PEOPLE, *SHARES, "balance") and not are_in_two_digits([value]):
            yield found(here, "a number of more than two digits")


def judge_changes(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield numbers of rows, and shares, that are finer than they may be, before or now."""
    of_rows, of_shares = frame["what"] == "rows", frame["what"].isin(["completeness", "codes"])
    for name in ("before", "now"):
        for value in frame.loc[of_rows, name].dropna():
            rule = rule_of_count(float(value), known.disclosure)
            if rule:
                yield found(place.at(f"column {name}"), rule)
        if not are_in_steps(frame.loc[of_shares, name], SHARE_STEP):
            yield found(place.at(f"column {name}"), TOO_FINE_SHARE)


def judge_densities(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield shares and rates that are finer than they may be, and a piece that the others give away."""
    for (what, arm), rows in frame.groupby(["what", "arm"], sort=False):
        here = place.at(f"{what}, {arm}")
        if what == "preference":
            if not are_in_steps(rows["value"], SHARE_STEP):
                yield found(here, TOO_FINE_SHARE)
            if rows["n"].isna().sum() == 1:
                yield found(here, DERIVED)
        elif not are_in_two_digits(rows["value"]):
            yield found(here, "a number of more than two digits")


def judge_funnel(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield numbers of a milestone that are not the sum of what is shown after it, and a part that is hidden alone."""
    below = known.disclosure.suppress_below
    for arm, rows in frame.groupby("arm", sort=False):
        reached = rows[rows["what"] == "reached"].set_index("milestone")["n"]
        falls = -np.diff(reached.dropna())
        if ((falls > 0) & (falls < below)).any():
            yield found(place.at(str(arm)), "numbers that differ by too few")
        for now, then in pairwise(reached.index):
            here = place.at(f"{arm}, {now}")
            parts = rows[(rows["milestone"] == now) & rows["what"].isin(PARTS) & (rows["reason"].fillna("") == "")]["n"]
            parts = pd.concat([parts, pd.Series([reached[then]])])
            gap = reached[now] - parts.sum()
            if parts.notna().all() and gap:
                yield found(here, NOT_THE_SUM)
            if parts.isna().sum() == 1 or (parts.isna().any() and gap < 0):
                yield found(here, DERIVED)
