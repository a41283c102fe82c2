"""Checks: rounded values, and sentences written anew from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from impact.disclosure.analyses import SIBLINGS
from impact.disclosure.balance import SMD_STEP
from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.rules import (
    SHARE_STEP,
    hidden_cells,
    on_its_side,
    shown_counts,
    shown_shares,
    to_step,
    two_digits,
)
from impact.i18n import has, number, percent, t, variant, wording
from impact.results import Checks, FollowUp
from impact.study import Study
from impact.study.parts import Language

SHARES = ("equipoise", "traced", "traced_gap", "later_enrolled", "detection", "siblings_supported")
_OF_TIME_AND_WEIGHT = ("immortal_time", "censored_by_design", "dose_positivity")
"""Shares of child-days, of clones and of person-periods, which count nobody."""
_OF_ONE = ("largest_weight", "dose_largest_weight")
"""A greatest value is one person's: nothing of it is released."""
IMMORTAL_TIME = "immortal_time"
"""Its threshold is no limit but the child-days that its share is of."""
RATES = ("visits", "school_asked")
"""Contacts per person and year."""
PEOPLE = ("effective_sample_size", "events", "few_at_risk", "truncated", "dose_effective_size")


def release_checks(checks: Checks, followup: FollowUp, footing: Footing) -> Checks:
    """Round every value by the rule of its family and write its sentence anew, in English; verdicts stay.

    Parameters
    ----------
    checks : Checks
    followup : FollowUp
        As released: the shares traced are read from it.
    footing : Footing
    """
    several = checks.frame[[not str(check).startswith(_OF_ONE) for check in checks.frame["check"]]]
    rows = [_release_check(row, followup.frame, footing) for _, row in several.iterrows()]
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def _release_check(row: pd.Series, followup: pd.DataFrame, footing: Footing) -> dict[str, object]:
    check, exact, threshold = str(row["check"]), float(row["value"]), float(row["threshold"])
    value = _value(check, exact, threshold, followup, footing)
    if check == IMMORTAL_TIME:
        threshold = float(two_digits(threshold))
    text = check_in_words(check, value, threshold, footing.study, "en") or _without_numbers(check)
    return {**row, "value": value, "threshold": threshold, "text": text}


def _value(check: str, exact: float, threshold: float, followup: pd.DataFrame, footing: Footing) -> float:
    family, _, detail = check.partition(".")
    rules = footing.study.disclosure
    if family == "events":
        return _events(exact, detail, footing)
    if family == "truncated":
        return _truncated(exact, footing)
    if family == "siblings_supported":
        return _share_of_arm(exact, detail, footing, SIBLINGS)
    if family in PEOPLE:
        return on_its_side(exact, float(shown_counts(exact, rules)), threshold, rules.round_to)
    if footing.is_small("main", "all"):
        return np.nan
    if family == "later_enrolled":
        return _share_of_arm(exact, "comparison", footing)
    if family == "detection":
        return _share_of_events(exact, detail, footing)
    if family in _OF_TIME_AND_WEIGHT:
        return on_its_side(exact, float(to_step(exact, SHARE_STEP)), threshold, SHARE_STEP)
    if family == "balance":
        return on_its_side(exact, float(to_step(exact, SMD_STEP)), threshold, SMD_STEP)
    if family not in SHARES:
        return float(two_digits(exact))
    if family == "equipoise":
        n = footing.people("main", "all").get(detail, np.nan)
        share = float(shown_shares(exact * n, n, rules))
    else:
        share = _traced(family, detail, followup, footing)
    return on_its_side(exact, float(to_step(share, SHARE_STEP)), threshold, SHARE_STEP)


def _truncated(count: float, footing: Footing) -> float:
    """Show how many chances were truncated; nothing where they, or the others, are few."""
    rules, people = footing.study.disclosure, sum(footing.people("main", "all").values())
    if hidden_cells([count, people - count], rules.suppress_below).any():
        return np.nan
    return float(shown_counts(count, rules))


def _share_of_arm(share: float, arm: str, footing: Footing, analysis: str = "main") -> float:
    """Show a share of an arm from shown counts; nothing where the arm, the part or the rest of it is few."""
    rules, n = footing.study.disclosure, footing.people(analysis, "all")[arm]
    if n < rules.minimum_n:
        return np.nan
    part = round(share * n)
    if hidden_cells([part, n - part], rules.suppress_below).any():
        return np.nan
    return float(to_step(shown_counts(part, rules) / shown_counts(n, rules), SHARE_STEP))


def _share_of_events(share: float, arm: str, footing: Footing) -> float:
    """Show a share of an arm's events by the last horizon, from shown counts; nothing where either part is few."""
    rules, events = footing.study.disclosure, max(footing.events.get((("main", "all", arm), 1), {}).values(), default=0)
    part = round(share * events) if np.isfinite(share) else 0
    if hidden_cells([part, events - part], rules.suppress_below).any():
        return np.nan
    return float(to_step(shown_counts(part, rules) / shown_counts(events, rules), SHARE_STEP))


def _events(exact: float, arm: str, footing: Footing) -> float:
    """Show a number of events as the estimates do at the horizon it belongs to."""
    key = (("main", "all", arm), 1)
    same = [horizon for horizon, count in footing.events.get(key, {}).items() if count == exact]
    return footing.shown_events[key][same[0]] if same else float(shown_counts(exact, footing.study.disclosure))


def _traced(family: str, arm: str, followup: pd.DataFrame, footing: Footing) -> float:
    """Read a share traced, or the gap between the arms', from the released follow-up at the primary horizon."""
    due = followup[followup["horizon"] == footing.study.primary.horizon]
    arms = ARMS if family == "traced_gap" else (arm,)
    shares = [float(due.loc[due["arm"] == name, "share"].mean()) for name in arms]
    return abs(shares[0] - shares[-1]) if family == "traced_gap" else shares[0]


def check_in_words(
    check: str,
    value: float,
    threshold: float,
    study: Study,
    language: Language,
    counted: Callable[[float, Language], str] = number,
) -> str:
    """Say what a check found, from its released value; "" if the catalogue has no sentence for its family.

    `counted` writes a count of people: a page marks it.
    """
    family, _, detail = check.partition(".")
    key = variant(f"check-{family.replace('_', '-')}", study.input.kind)
    if not has(key, language):
        return ""
    if np.isnan(value):
        key = variant(key, "hidden")
    limit = "child_days" if family == "immortal_time" else family
    shown = counted(value, language) if family in PEOPLE and not np.isnan(value) else _written(family, value, language)
    words = {"value": shown, "threshold": _written(limit, threshold, language)}
    return t(key, language, arm=_about(detail, study, language), **words)


def _about(detail: str, study: Study, language: str) -> str:
    """Name the arm or the weighting that a check is about."""
    if detail in ARMS:
        return wording(getattr(study.labels, detail), language, detail)
    key = f"method-{detail.partition('.')[0]}"
    return t(key, language) if has(key, language) else detail


def _written(family: str, value: float, language: str) -> str:
    if np.isnan(value):
        return t("not-shown", language)
    if family in (*SHARES, *_OF_TIME_AND_WEIGHT):
        return percent(value, language)
    return number(
        value, language, 0 if family in (*PEOPLE, "child_days", "interval_width") else 1 if family in RATES else 2
    )


def _without_numbers(check: str) -> str:
    return check.replace("_", " ").replace(".", ": ")
