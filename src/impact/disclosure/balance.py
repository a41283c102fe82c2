"""Balance: standardised differences, coarse, and only of what the released baseline shows."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from impact.disclosure.footing import Footing
from impact.disclosure.frames import unrestricted
from impact.disclosure.rules import to_step, two_digits
from impact.results import Balance, Baseline

SMD_STEP = 0.01
_TERM = re.compile(r"^(?P<name>.+?)\s*(?:\[(?:T\.)?(?P<level>.*)\]|[=:]\s*(?P<other>.+))$")
"""A model's term about one level: `sex[T.male]`, `sex=male`, `sex: male`."""


def release_balance(balance: Balance, baseline: Baseline, footing: Footing) -> Balance:
    """Round standardised differences to 0.01; blank where the released baseline hides the level or the number.

    Products of covariates are left out: the baseline has nothing that would tell how many people they speak of.
    """
    frame = unrestricted(balance.frame, "covariate")
    covariates = set(frame["covariate"].astype(str))
    frame = frame[~frame["covariate"].map(lambda term: _is_product(str(term), covariates)).astype(bool)]
    smd = [name for name in frame.columns if name.startswith("smd_")]
    numbers = frame[[*smd, "variance_ratio"]].apply(pd.to_numeric).astype(np.float64)
    numbers[smd] = to_step(numbers[smd], SMD_STEP)
    numbers["variance_ratio"] = two_digits(numbers["variance_ratio"])
    hidden = frame["covariate"].map(lambda term: is_hidden(str(term), baseline.frame)).astype(bool)
    numbers[hidden | footing.is_small("main", "all")] = np.nan
    return Balance(frame.assign(**numbers))


def _is_product(term: str, covariates: set[str]) -> bool:
    """Tell whether a row is about two others at once, `a:b`, or about the square of one, `a:a`."""
    cuts = [place for place, letter in enumerate(term) if letter == ":"]
    return any({term[:cut], term[cut + 1 :]} <= covariates for cut in cuts)


def is_hidden(term: str, baseline: pd.DataFrame) -> bool:
    """Tell whether the released baseline hides, in either arm, what a term is about.

    A level that the baseline does not have (rare ones are merged for the models) is hidden too, as nobody can tell how
    many people it has. What is no level of a covariate of the baseline, e.g. part of a spline, is not.
    """
    parts = _TERM.match(term)
    rows = baseline[baseline["covariate"] == term]
    if len(rows):
        return bool(rows["value"].isna().any())
    if term.endswith("_missing"):
        return bool(baseline.loc[baseline["covariate"] == term.removesuffix("_missing"), "n"].isna().any())
    rows = baseline[baseline["covariate"] == parts["name"]] if parts else rows
    if not parts or rows.empty:
        return False
    shown = rows.loc[rows["level"].astype(str) == (parts["level"] or parts["other"]), "value"]
    return shown.empty or bool(shown.isna().any())
