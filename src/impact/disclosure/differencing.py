"""Successive releases: what changed by 1–10 people keeps its old value, and where it cannot, nothing is released.

Two releases of nearly the same people tell of those who came, went or changed: subtract one from the other. So a new
release is held against every earlier one, on the unrounded counts behind the cells (`counts_behind`).

- A cell whose counts moved by 1–10 keeps what the earlier release showed, and where that showed nothing stays hidden;
  with it, what would give its move away by subtraction from a total. What must be hidden now is hidden.
- Estimates of people or events that moved by 1–10 keep the earlier numbers: both arms and their contrast at a horizon
  together, and with those of everybody all that rest on them.
- A cell that keeps an old value keeps the counts behind it as well, and is compared by these the next time. Small moves
  therefore add up until they may be told, and an old value is never more than they are out of date.
- Nothing can be kept where everybody is nearly the same: where those in the data or in the analysis, in an arm or
  together, moved by 1–10, the release is blocked. So it is where a count that was shown has become too small, or a
  check has come to fail, by a move of 1–10.

What no count behind the results can tell is not seen: one child in the place of another with the same characteristics,
or a corrected number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from impact.cards import RESTRICTED, Card, Shown
from impact.disclosure.behind import BETWEEN, counts_behind
from impact.disclosure.kept_curves import keep_curves
from impact.disclosure.kept_estimates import (
    held_places,
    keep_at_horizons,
    keep_balance,
    keep_checks,
    keep_claims,
    keep_effects,
)
from impact.disclosure.kept_funnel import keep_funnel
from impact.disclosure.kept_tables import Kept, keep_baseline, keep_densities, keep_flow, keep_followup, keep_quality
from impact.disclosure.moves import Moves
from impact.disclosure.released import ReleasedResults, seal
from impact.errors import DisclosureError
from impact.results import FRAMES, StudyResults
from impact.study import Study
from impact.study.counts import few

NAMED: Final = 8
"""Cells that an error names; of more it says how many."""

ROUNDS: Final = 5
"""How often a release is held against all earlier ones, as what is kept from one must be safe beside the others."""

Frames = Mapping[str, pd.DataFrame]

_ORDER = ("people", "flow", "baseline", "followup", "effects", "curves", "checks", "claims", "densities", "funnel")
_PEOPLE_AGAIN = ("flow | all", "flow | analysed")
"""Cells of the flow that `people` has as well."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An accepted release: its name, the frames as it showed them, and the counts behind what it showed."""

    name: str
    shown: Mapping[str, pd.DataFrame]
    counts: pd.DataFrame


@dataclass(frozen=True, slots=True, repr=False)
class Held(Shown):
    """A release that may stand beside all earlier ones, and the counts behind what it shows."""

    released: ReleasedResults
    counts: pd.DataFrame

    def card(self) -> Card:
        """Return what is released; the counts behind it are for the ledger alone."""
        notes = (f"`.released` is {self.released!r}.", "`.counts` are unrounded: for the ledger of releases alone.")
        return Card("Held", "A release, and the counts behind it.", mark=RESTRICTED, notes=notes)


def hold(results: StudyResults, released: ReleasedResults, earlier: Sequence[Earlier], study: Study) -> Held:
    """Hold a release against all earlier ones.

    Parameters
    ----------
    results : StudyResults
        At full precision.
    released : ReleasedResults
        The same after disclosure control.
    earlier : sequence of Earlier
        Accepted releases, oldest first; the value that is kept is the newest one's.
    study : Study

    Raises
    ------
    DisclosureError
        If it would tell of 1–10 people whatever is kept; the message names the cells and never a number.

    Notes
    -----
    DOMAIN.md, Disclosure: successive releases are compared on unrounded counts. Pure; the same arguments give the same.
    """
    counts = counts_behind(results, released, study)
    shown: Frames = {name: getattr(released, name).frame for name in FRAMES}
    for _ in range(ROUNDS):
        before = counts
        for one in reversed(earlier):
            shown, counts = _hold_against(one, shown, counts, study)
        # What is kept from one release must be safe beside the others too.
        unsettled = _differing(before, counts) if len(earlier) > 1 else []
        if not unsettled:
            break
    else:
        _refuse(unsettled, earlier[-1].name, study)
    return Held(seal({name: FRAMES[name](frame) for name, frame in shown.items()}), counts)


def _hold_against(one: Earlier, shown: Frames, counts: pd.DataFrame, study: Study) -> tuple[Frames, pd.DataFrame]:
    """Keep what has to be kept of one earlier release; return what is shown then, and the counts behind it."""
    moves = Moves(counts, one.counts, study.disclosure)
    if moves.small("people"):
        cells = [f"{frame}{BETWEEN}{key}" for frame in _ORDER for key in sorted(moves.small(frame))]
        _refuse([cell for cell in cells if not cell.startswith(_PEOPLE_AGAIN)], one.name, study)
    kept = _keep(shown, one.shown, moves, study)
    _refuse([cell for frame in kept.values() for cell in frame.blocked], one.name, study)
    frames = {name: kept[name].frame if name in kept else frame for name, frame in shown.items()}
    return frames, _as_kept(counts, one.counts, {name: frame.keys for name, frame in kept.items()})


def _differing(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Name the cells behind which two sets of counts differ."""
    both = before.merge(after, on=["frame", "key", "part"], how="outer", suffixes=("", "_after"))
    apart = both[both["count"] != both["count_after"]]
    return sorted(set(apart["frame"] + BETWEEN + apart["key"]))


def _keep(now: Frames, then: Frames, moves: Moves, study: Study) -> dict[str, Kept]:
    places = held_places(moves)
    baseline = keep_baseline(now["baseline"], then["baseline"], moves)
    return {
        "quality": keep_quality(now["quality"], then["quality"], moves),
        "flow": keep_flow(now["flow"], then["flow"], moves),
        "baseline": baseline,
        "followup": keep_followup(now["followup"], then["followup"], moves),
        "curves": keep_curves(now["curves"], then["curves"], moves, study.horizons),
        "effects": keep_effects(now["effects"], then["effects"], moves, places, study),
        "balance": keep_balance(now["balance"], then["balance"], baseline.keys),
        "checks": keep_checks(now["checks"], then["checks"], moves),
        "grid": keep_at_horizons(now["grid"], then["grid"], places),
        "confounding": keep_at_horizons(now["confounding"], then["confounding"], places),
        "claims": keep_claims(now["claims"], then["claims"], moves, places),
        "densities": keep_densities(now["densities"], then["densities"], moves),
        "funnel": keep_funnel(now["funnel"], then["funnel"], moves),
    }


def _as_kept(counts: pd.DataFrame, then: pd.DataFrame, keys: Mapping[str, set[str]]) -> pd.DataFrame:
    """Return the counts behind what is shown: the earlier ones behind what is kept."""
    old = [then[(then["frame"] == name) & then["key"].isin(kept)] for name, kept in keys.items() if kept]
    if not old:
        return counts
    kept = pd.concat(old)
    names = set(zip(kept["frame"], kept["key"], strict=True))
    is_new = [cell not in names for cell in zip(counts["frame"], counts["key"], strict=True)]
    return pd.concat([counts[is_new], kept], ignore_index=True)


def _refuse(cells: Sequence[str], name: str, study: Study) -> None:
    """Block a release where there are such cells."""
    if not cells:
        return
    least, words = study.disclosure.suppress_below, [_in_words(cell) for cell in cells]
    more = f"\n  and {len(words) - NAMED} more" if len(words) > NAMED else ""
    named = "".join(f"\n  {cell}" for cell in words[:NAMED])
    raise DisclosureError(
        f"{study.id}: this release is blocked. Beside the earlier one, {name}, it would tell of a change of "
        f"{few(study.disclosure)}:{named}{more}\n"
        f"Wait until at least {least} more are in the data; or, only if the earlier release was never handed out, "
        f"delete its folder releases/{name} beside the runs, and run again"
    )


def _in_words(cell: str) -> str:
    """Name a cell: its frame, then what stands in its key."""
    frame, *key = cell.split(BETWEEN)
    return f"{frame}: {', '.join(word for word in key if word)}"
