"""Counts in tables: the flow, the baseline, the follow-up and the quality of the data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.frames import floats, grouped, unrestricted
from impact.disclosure.rules import (
    FINEST_RATE,
    Floats,
    held,
    hidden_cells,
    mean_step,
    shown_counts,
    shown_shares,
    to_step,
)
from impact.results import Baseline, CohortFlow, FollowUp, Quality
from impact.study import Disclosure

PLACES = frozenset({"department"})
"""The finest places that may be shown, and only with `minimum_n` people: a community can be harmed as a child can."""


def release_flow(flow: CohortFlow, rules: Disclosure) -> CohortFlow:
    """Hide small counts of those excluded and what would give them away; an arm's total is the sum of what is shown."""
    frame = flow.frame.assign(n=floats(flow.frame["n"]))
    parts = []
    for _, arm in grouped(frame, "arm"):
        excluded, total, analysed, imputed = (
            (arm["step"] == step).to_numpy() for step in ("excluded", "all", "analysed", "imputed")
        )
        exact = arm["n"].to_numpy()
        shown = shown_counts(exact, rules)
        shown[excluded] = np.where(hidden_cells(exact[excluded], rules.suppress_below), np.nan, shown[excluded])
        # Whoever has nothing imputed is the rest of those analysed.
        rest = exact[analysed].sum() - exact[imputed]
        shown[imputed] = np.where((rest > 0) & (rest < rules.suppress_below), np.nan, shown[imputed])
        # Without the analysed a sum would mislead, as they are most of it.
        hollow = np.isnan(shown[analysed]).any()
        shown[total] = np.nan if hollow else np.nansum(shown[excluded | analysed])
        parts.append(arm.assign(n=shown))
    return CohortFlow(pd.concat(parts).sort_index()) if parts else flow


def release_baseline(baseline: Baseline, rules: Disclosure) -> Baseline:
    """Hide small levels and what would give them away; shares come from shown counts, means in coarse steps."""
    frame = unrestricted(baseline.frame, "covariate")
    frame = frame.assign(n=floats(frame["n"]), value=floats(frame["value"]))
    total = _people_by_arm(frame)
    parts = [
        _release_levels(rows, total[arm], rules)
        if rows["level"].notna().any()
        else _release_mean(rows, total[arm], rules)
        for (_, arm), rows in grouped(frame, "covariate", "arm")
    ]
    return Baseline(pd.concat(parts).sort_index()) if parts else baseline


def _people_by_arm(frame: pd.DataFrame) -> dict[str, float]:
    """Return how many people the baseline of each arm describes: what the fullest of its covariates adds up to."""
    return dict(frame.groupby(["arm", "covariate"])["n"].sum().groupby("arm").max())


def _release_levels(rows: pd.DataFrame, total: float, rules: Disclosure) -> pd.DataFrame:
    exact = rows["n"].to_numpy()
    below = rules.minimum_n if rows["covariate"].iloc[0] in PLACES else rules.suppress_below
    # Whoever has no level is a part too: nobody shows it, but everybody can work it out.
    hidden = hidden_cells([*exact, total - exact.sum()], below)[:-1]
    people = shown_counts(total, rules)
    shown = np.where(hidden | (total < rules.minimum_n), np.nan, shown_counts(exact, rules))
    return rows.assign(n=shown, value=_share(shown, people))


def _release_mean(rows: pd.DataFrame, total: float, rules: Disclosure) -> pd.DataFrame:
    exact, mean = rows["n"].to_numpy(), float(rows["value"].iloc[0])
    shown = np.where(hidden_cells([*exact, total - exact.sum()], rules.suppress_below)[:-1], np.nan, exact)
    people = float(shown_counts(exact.sum(), rules))
    if exact.sum() < rules.minimum_n or np.isnan(mean) or tells_few(mean, exact.sum(), rules):
        return rows.assign(n=shown_counts(shown, rules), value=np.nan)
    return rows.assign(n=shown_counts(shown, rules), value=to_step([mean], mean_step(mean, people, rules)))


def tells_few(mean: float, n: float, rules: Disclosure) -> bool:
    """Tell whether a mean would be a small count, or leave one, if the column were yes (1) or no (0)."""
    ones = mean * n
    return 0 <= mean <= 1 and bool(hidden_cells([ones, n - ones], rules.suppress_below).any())


def release_followup(followup: FollowUp, rules: Disclosure) -> FollowUp:
    """Hide the traced where they or the untraced are few; their share is a bound there."""
    frame = followup.frame
    due, traced = floats(frame["due"]), floats(frame["traced"])
    share = shown_shares(traced, due, rules)
    few = [hidden_cells(parts, rules.suppress_below).any() for parts in zip(traced, due - traced, strict=True)]
    for rows in frame.groupby("arm", sort=False).indices.values():
        series = rows[np.argsort(frame["horizon"].to_numpy()[rows], kind="stable")]
        due[series], traced[series] = held(due[series], rules), held(traced[series], rules)
    traced = np.where(np.array(few, dtype=bool) | np.isnan(due), np.nan, np.fmin(traced, due))
    return FollowUp(frame.assign(due=due, traced=traced, share=share))


def release_quality(quality: Quality, rules: Disclosure) -> Quality:
    """Hide small counts of rows that break a rule or keep it; nearly equal numbers of rows asked read alike."""
    frame = quality.frame
    count, asked = floats(frame["count"]), floats(frame["rows"])
    few = [hidden_cells(parts, rules.suppress_below).any() for parts in zip(count, asked - count, strict=True)]
    for rows in frame.groupby("table", sort=False).indices.values():
        series = rows[np.argsort(-asked[rows], kind="stable")]
        asked[series] = held(asked[series], rules)
    shown = np.where(np.array(few, dtype=bool), np.nan, np.fmin(shown_counts(count, rules), asked))
    return Quality(frame.assign(count=shown, rows=asked))


def _share(part: Floats, whole: Floats) -> Floats:
    return to_step(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0), FINEST_RATE)
