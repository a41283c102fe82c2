"""One seeded data set of one programme, in memory: its canonical tables and the truth behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from impact.data.synthetic.columns import booleans, whole, words
from impact.data.synthetic.programmes import figures as f
from impact.data.synthetic.programmes.paths import draw_paths
from impact.data.synthetic.programmes.reach import generate_reach
from impact.data.synthetic.programmes.reach_figures import REACH
from impact.data.synthetic.programmes.records import draw_linked, tables
from impact.data.synthetic.programmes.truth import truth
from impact.errors import UsageError

PROGRAMMES = (*f.PATHWAYS, *REACH)
MINIMUM_CASES = 100


def generate_programme(
    programme: str, *, cases: int | None = None, seed: int = 20261122
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Draw the canonical tables of one of the other programmes, and give the truth that they were drawn from.

    Parameters
    ----------
    programme : str
        One of `PROGRAMMES`.
    cases : int, optional
        How many cases start, or how many persons take part; by default what `figures` says of the programme.
    seed : int
        Same arguments, same tables.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
        Of a pathway `cases`, `milestones` and, where something else is counted by month, `activity_counts`; of
        activities `participations` and, where some of them are only counted, `activity_counts`.
    truth : dict
        What `truth.json` holds.

    Raises
    ------
    UsageError
        If there is no such programme, or a number is out of range.
    """
    if programme not in PROGRAMMES:
        raise UsageError(f"there is no programme '{programme}'; there is: cmrrp, {', '.join(PROGRAMMES)}")
    if cases is not None and cases < MINIMUM_CASES:
        raise UsageError(f"children = {cases}: at least {MINIMUM_CASES} cases are needed")
    if seed < 0:
        raise UsageError(f"seed = {seed}: it must be 0 or above")
    return _pathway(programme, cases, seed) if programme in f.PATHWAYS else generate_reach(programme, cases, seed)


def _pathway(name: str, cases: int | None, seed: int) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    what = f.PATHWAYS[name]
    way, more, record, count = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(4))
    paths = draw_paths(way, what, what.cases if cases is None else cases)
    linked = draw_linked(more, what, paths)
    consents = record.random(len(paths.start)) >= f.NO_CONSENT
    made = tables(record, what, paths, linked, consents)
    if what.counts:
        made["activity_counts"] = _counts(count, what)
    return made, truth(what, paths, linked, consents, name=name, seed=seed)


def _counts(rng: np.random.Generator, programme: f.Programme) -> pd.DataFrame:
    """Return counts by month of what else the programme does."""
    months = [str(month) for month in np.arange(f.WINDOW[0], f.CUT_OFF, dtype="datetime64[M]")]
    rows = [(month, counted) for counted in programme.counts for month in months]
    return pd.DataFrame(
        {
            "programme": words([programme.code] * len(rows)),
            "period": words([month for month, _ in rows]),
            "unit": words([counted.unit for _, counted in rows]),
            "count": whole(rng.poisson([counted.mean for _, counted in rows])),
            "is_deduplicated": booleans(np.array([counted.is_deduplicated for _, counted in rows])),
        }
    )
