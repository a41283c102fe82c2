"""What the records of a pathway lack: cases lost on the way, milestones without a date, links without a parent."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.i18n import percent, t, wording
from impact.results import Checks
from impact.study.kinds import Pathway

LOST: Final = 0.2
"""A larger share lost after a milestone is a warning: the risk of the next one rests on those who are left."""
SKIPPED: Final = 0.05
"""A larger share of those past a milestone who have no date of it is a warning: they are dated too late."""
UNLINKED: Final = 0.05
"""A larger share of linked cases whose parent is not known is a warning: what they reached counts for nobody."""


def pathway_checks(
    cases: pd.DataFrame, skipped: NDArray[np.bool_], has_parent: NDArray[np.bool_], pathway: Pathway
) -> Checks:
    """Ask what the records of a pathway lack; nothing here withholds an estimate.

    Parameters
    ----------
    cases : pandas.DataFrame
        `PathwayCohort.cases`.
    skipped : ndarray of bool, shape (n, milestones)
        Which milestones were passed without a date.
    has_parent : ndarray of bool
        Of the cases of the other unit, whether their parent is known.

    Returns
    -------
    Checks
        `pathway_lost.<milestone>`: of those who reached it, the share no longer followed before the next, for another
        reason than the cut-off. `pathway_skipped.<milestone>`: of those who are past it, the share without a date of
        it. `pathway_unlinked`: of the cases of the other unit, the share without a known parent; no row where there
        are none. Each warns above its limit.
    """
    reached = cases[[f"reached_{name}" for name in pathway.steps]].notna().to_numpy()
    lost = is_lost(cases, pathway)
    rows = []
    for place, name in enumerate(pathway.steps):
        there = reached[:, place]
        if not there.any():
            continue
        if place + 1 < len(pathway.steps):
            share = float((there & ~reached[:, place + 1] & lost).sum() / there.sum())
            rows.append(_row("pathway_lost", name, share, LOST, pathway))
        if place:
            rows.append(_row("pathway_skipped", name, float(skipped[there, place].mean()), SKIPPED, pathway))
    if len(has_parent):
        rows.append(_row("pathway_unlinked", "", float(np.mean(~has_parent)), UNLINKED, pathway))
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def is_lost(cases: pd.DataFrame, pathway: Pathway) -> NDArray[np.bool_]:
    """Tell which cases left in a way after which nobody knows whether they went on."""
    left = (cases["exit"] != "").to_numpy(dtype=bool)
    return np.asarray(left & ~cases["exit"].isin(pathway.competing).to_numpy(dtype=bool))


def _row(
    family: str, milestone: str, share: float, limit: float, pathway: Pathway
) -> tuple[str, float, float, str, str]:
    text = t(
        f"check-{family.replace('_', '-')}",
        "en",
        arm=milestone_label(pathway, milestone, "en") if milestone else "",
        value=percent(share, "en"),
        threshold=percent(limit, "en"),
    )
    name = f"{family}.{milestone}" if milestone else family
    return name, share, limit, "warn" if share > limit else "pass", text


def milestone_label(pathway: Pathway, milestone: str, language: str) -> str:
    """Return what a study calls a milestone: "families screened"."""
    labels = {step.id: step.label for step in pathway.milestones}
    return wording(labels.get(milestone, {}), language, milestone)
