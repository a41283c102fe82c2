"""What a claim of people reached comes to in the records: bounds of their number, and what these say of the claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from impact.cohort.reach import bounds
from impact.cohort.reach_entries import is_anything_left_out, read_entries
from impact.study import Study
from impact.study.claims import Claim

LEFT_OUT: Final = "some_left_out"
"""Code of the reason: people may have been reached of whom nothing may, or can, be counted."""


def reached_row(claim: Claim, tables: Mapping[str, pd.DataFrame], study: Study, no_count: str) -> dict[str, object]:
    """Bound the number of different people whom the study's programmes together reached, and pass the verdict.

    Parameters
    ----------
    claim : Claim
        Of people reached; its role and days narrow what counts.
    tables : mapping of str to pandas.DataFrame
        The validated tables.
    study : Study
        Of kind reach.
    no_count : str
        Code of the reason where the records hold nothing to count.

    Returns
    -------
    dict
        `worst` and `best` are the bounds (at least, at most), `n` the number where everybody is identified. Whoever is
        in several programmes counts once: ids are the same in all of them.
    """
    entries = read_entries(tables, study, claim)
    if claim.role is not None:
        entries = entries.in_role(claim.role)
    unit = study.reach.unit if study.reach else ""
    if not len(entries.listed) and not len(entries.counted):
        return {"unit": unit, "verdict": "count", "reason": f"[{no_count}]"}
    one_role_each = study.reach is not None and study.reach.one_role_each
    found = bounds(entries, one_role_each=one_role_each).iloc[0]
    low, high = float(found["at_least"]), float(found["at_most"])
    is_distinct = not len(entries.counted) and bool((entries.listed["person"] >= 0).all())
    is_whole = not is_anything_left_out(tables, study, claim)
    return {
        "n": low if is_distinct else np.nan,
        "worst": low,
        "best": high,
        "unit": unit,
        "verdict": reached_verdict(claim, low, high, is_whole=is_whole),
        "reason": "" if is_whole else f"[{LEFT_OUT}]",
    }


def reached_verdict(claim: Claim, at_least: float, at_most: float, *, is_whole: bool) -> str:
    """Pass the verdict on a claim of people reached: a count, whatever it is.

    Parameters
    ----------
    claim : Claim
    at_least, at_most : float
        Bounds of the number; a missing one decides nothing.
    is_whole : bool
        Whether nobody was left out, so that no more than `at_most` can have been reached.

    Returns
    -------
    str
        `established` where at least as many are in the records as claimed; `contradicted` where fewer are even at most,
        and nobody was left out; else `count`, as these records cannot tell.
    """
    threshold = np.inf if claim.threshold is None else claim.threshold
    if at_least >= threshold:
        return "established"
    return "contradicted" if is_whole and at_most < threshold else "count"
