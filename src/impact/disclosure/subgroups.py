"""Subgroups: which of a column's levels must not be shown, so that none too small can be had by subtraction.

Everybody is shown, and so are the levels of a column; a level that is withheld alone would be what is missing. So where
one goes, the next smallest go too, until in every count, of people, of events and of those without one, at least two
levels with people in them are missing, which together are not small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.rules import Floats

INTERACTION = "interaction_test"
COMPLEMENT = "complement"
"""Code of the reason for which a level goes with another."""

Place = tuple[str, str]
"""Analysis, population."""
Hidden = frozenset[Place]


def hidden_subgroups(effects: pd.DataFrame, footing: Footing) -> Hidden:
    """Return the subgroups of which nothing may be shown.

    Parameters
    ----------
    effects : pandas.DataFrame
        Exact; a column's levels are the populations `column=level`.
    footing : Footing
    """
    levels: defaultdict[Place, list[Place]] = defaultdict(list)
    for analysis, population in dict.fromkeys(zip(effects["analysis"], effects["population"], strict=True)):
        column, _, level = str(population).partition("=")
        if level:
            levels[str(analysis), column].append((str(analysis), str(population)))
    hidden: list[Place] = []
    for places in levels.values():
        hidden += [place for place, is_gone in zip(places, _gone(places, footing), strict=True) if is_gone]
    return frozenset(hidden)


def is_hidden(row: pd.Series, hidden: Hidden) -> bool:
    """Tell whether a row speaks of a hidden subgroup, or tests a column that has one."""
    if row["measure"] != INTERACTION:
        return (row["analysis"], row["population"]) in hidden
    return any(
        analysis == row["analysis"] and population.startswith(f"{row['population']}=")
        for analysis, population in hidden
    )


def _gone(levels: list[Place], footing: Footing) -> np.ndarray:
    """Tell for each level of one column whether it must go."""
    rules = footing.study.disclosure
    counts = list(_counts(levels, footing))
    gone = np.array([footing.is_small(*place) for place in levels])
    for part, is_outcome in counts:
        gone |= is_outcome & (part < rules.suppress_below)
    if not gone.any():
        return gone
    for part, is_outcome in counts:
        below = rules.suppress_below if is_outcome else rules.minimum_n
        for smallest in np.argsort(part, kind="stable"):
            if np.count_nonzero(part[gone]) >= 2 and part[gone].sum() >= below:
                break
            gone[smallest] = True
    return gone


def _counts(levels: list[Place], footing: Footing) -> Iterator[tuple[Floats, bool]]:
    """Yield what a column's levels add up to: people, and, marked so, events and the rest, by arm and horizon."""
    for arm in ARMS:
        people = np.array([footing.people(*place)[arm] for place in levels])
        yield people, False
        series = [footing.events.get(((*place, arm), 1), {}) for place in levels]
        for horizon in sorted({horizon for one in series for horizon in one}):
            events = np.array([one.get(horizon, np.nan) for one in series])
            if not np.isnan(events).any():
                yield events, True
                yield people - events, True
