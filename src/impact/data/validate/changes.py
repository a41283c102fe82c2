"""What changed since an earlier run: two profiles side by side, and what the expectations say of the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from impact.data.validate.engine import run_suites
from impact.data.validate.kept import BEHIND, beside, keep
from impact.data.validate.profile import KEY, PROFILE
from impact.data.validate.suites import load_suites
from impact.errors import ImpactError
from impact.results import Changes

SUITE = "changes"

FEWEST_EVENTS = 10
"""A rate of fewer events, then and now, moves by chance; the gates ask for as many."""

_WHAT = ("rows", "completeness", "codes", "event_rate", "covariate")
"""What is compared, in this order; the suite asks the shift of each in a column of its own, `shift_of_<what>`."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An accepted run to compare with.

    Parameters
    ----------
    run : str
        Its name.
    profile : pandas.DataFrame
        As that run had it: the columns of `PROFILE` and, as it was told, those of `BEHIND`.
    shown : pandas.DataFrame
        Its released `Changes`.
    """

    run: str
    profile: pd.DataFrame
    shown: pd.DataFrame

    @classmethod
    def load(cls, release: Path) -> Earlier | None:
        """Read what a release of the ledger keeps; None where it tells nothing of changes, or in another form."""
        kept = [release / part / f"{Changes.FILE}.csv" for part in ("results", "released")]
        if not all(path.exists() for path in kept):
            return None
        try:
            exact, shown = (_named(Changes.load(path.parent).frame) for path in kept)
        except (ImpactError, OSError, ValueError):
            return None
        return cls(release.name, exact[[*PROFILE, *BEHIND]], shown[[*KEY, "now"]])


def changes_since_last(parts: Sequence[pd.DataFrame], releases: Sequence[Path], below: int) -> Changes:
    """Compare what parts of a profile say together with the last of the releases that was of other data.

    Releases of the same data are passed over: a run that is repeated says the same again, to the byte.

    Parameters
    ----------
    parts : sequence of pandas.DataFrame
        With the columns of `PROFILE`, one row a `KEY` among all of them.
    releases : sequence of pathlib.Path
        Folders of the accepted releases, oldest first.
    below : int
        The smallest change of a count that may be told.
    """
    profile = _named(pd.concat(parts, ignore_index=True))
    found = [earlier for path in releases if (earlier := Earlier.load(path))]
    return compared(profile, [one for one in found if not _is_same(one.profile, profile)], below)


def compared(
    profile: pd.DataFrame, earlier: Sequence[Earlier], below: int, expectations: Path | None = None
) -> Changes:
    """Put a profile beside those of earlier runs, and hold its difference from the last against the suite `changes`.

    Parameters
    ----------
    profile : pandas.DataFrame
        The columns of `PROFILE`, one row a `KEY`.
    earlier : sequence of Earlier
        Oldest first. Without any nothing is compared, and every row holds `now` alone.
    below : int
        The smallest change of a count that may be told.
    expectations : Path, optional
        Folder of the suites; by default expectations/ in the project's root.

    Returns
    -------
    Changes
        Of a column that is there no more, or was not there before, nothing is said but how many rows a table has.

    Notes
    -----
    Standardised differences: Austin, P. C. (2009), Statistics in Medicine 28, 3083–3107, of a proportion and of a mean.
    """
    columns = list(Changes.COLUMNS)
    if not earlier:
        return Changes(keep(_named(profile), (), below).reindex(columns=columns))
    last = earlier[-1]
    frame = keep(_with_gone(_named(profile), last.profile), [_there(one.profile) for one in earlier], below)
    then = beside(frame, _there(last.profile)[[*KEY, "now", "count"]])
    shown = frame[KEY].merge(last.shown, on=KEY, how="left")["now"].mask((then["now"] == 0) & _is_code(frame), 0.0)
    frame = frame.assign(before=then["now"], count_before=then["count"], shown_before=shown, since=last.run)
    return Changes(_judged(frame.assign(shift=_shift(frame)), expectations).reindex(columns=columns))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a key of text throughout: in a file, what does not apply is missing."""
    return frame.assign(**{part: frame[part].fillna("").astype(str) for part in KEY})


def _is_code(frame: pd.DataFrame) -> pd.Series:
    return frame["what"] == "codes"


def _there(profile: pd.DataFrame) -> pd.DataFrame:
    """Leave out the codes and tables that were already gone."""
    gone = profile["what"].isin(["rows", "codes"]) & (profile["count"] == 0)
    return profile[~gone].reset_index(drop=True)


def _is_same(first: pd.DataFrame, second: pd.DataFrame) -> bool:
    """Tell whether two profiles hold the same numbers of the same things, bit for bit."""
    one, other = (_there(part).set_index(KEY)[["now", "count", "n"]].sort_index() for part in (first, second))
    return one.index.equals(other.index) and bool(
        np.array_equal(one.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64), equal_nan=True)
    )


def _with_gone(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Add a row of nobody for each code and each table that is there no more."""
    sizes = now[_is_code(now)].groupby(KEY[:3])["n"].max().rename("size")
    missing = _there(then).merge(now[KEY], on=KEY, how="left", indicator=True).query("_merge == 'left_only'")
    missing = missing.merge(sizes, left_on=KEY[:3], right_index=True, how="left")
    missing = missing[(missing["what"] == "rows") | (_is_code(missing) & missing["size"].notna())]
    gone = missing.assign(now=0.0, count=0.0, n=missing["size"])[PROFILE]
    both = pd.concat([now, gone], ignore_index=True) if len(gone) else now
    return both.sort_values(KEY, key=_in_order, kind="stable", ignore_index=True)


def _in_order(part: pd.Series) -> pd.Series:
    return part.map(_WHAT.index) if part.name == "what" else part


def _shift(frame: pd.DataFrame) -> pd.Series:
    """Say how far each number has moved, on the scale of what it is (see `Changes`)."""
    before, now, share = frame["before"], frame["now"], frame[["before", "now"]].where(_is_code(frame))
    by = {
        "rows": now / before - 1,
        "completeness": now - before,
        "codes": _standardised(now - before, np.sqrt((share * (1 - share)).mean(axis=1, skipna=False))),
        "event_rate": now / before,
        "covariate": _standardised(now - before, _spread(frame)),
    }
    shift = pd.Series(np.nan, index=frame.index)
    for what, values in by.items():
        shift = shift.mask(frame["what"] == what, values)
    return shift


def _spread(frame: pd.DataFrame) -> pd.Series:
    """Return the pooled standard deviation beside each mean; missing beside anything else."""
    of_column = KEY[:3]
    deviations = frame[frame["level"] == "sd"].set_index(of_column)
    pooled = np.sqrt((deviations["before"] ** 2 + deviations["now"] ** 2) / 2).rename("spread")
    beside = frame[of_column].join(pooled, on=of_column)["spread"]
    return beside.where((frame["what"] == "covariate") & (frame["level"] == "mean"))


def _standardised(difference: pd.Series, spread: pd.Series) -> pd.Series:
    """Divide by the spread; no difference is none, however little the spread."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = difference / spread
    return ratio.mask((difference == 0) & spread.notna(), 0.0)


def _judged(frame: pd.DataFrame, expectations: Path | None) -> pd.DataFrame:
    """Give each row its verdict: the first rule of the suite that it breaks, if it was asked any."""
    asked = _asked(frame)
    suites = load_suites([SUITE], expectations)
    (result,) = run_suites({SUITE: asked}, suites, places=True).values()
    verdict = asked.notna().any(axis=1).map({True: "pass", False: None}).astype(object)
    judged = frame.assign(verdict=verdict, rule=None, reason_en=None, reason_es=None)
    for outcome in reversed(result.outcomes):
        told = ["warn", outcome.rule, outcome.reason["en"], outcome.reason["es"]]
        judged.loc[list(outcome.places), ["verdict", "rule", "reason_en", "reason_es"]] = told
    return judged


def _asked(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a column of everything that the suite asks; missing where it is not asked."""
    asked = {f"shift_of_{what}": frame["shift"].where(frame["what"] == what) for what in _WHAT}
    events = frame[["count_before", "count"]].max(axis=1)
    asked["shift_of_event_rate"] = asked["shift_of_event_rate"].where(events >= FEWEST_EVENTS)
    is_compared = _is_code(frame) & frame["before"].notna()
    asked["rule_code_known"] = (frame["before"] > 0).astype("boolean").where(is_compared)
    asked["rule_code_still_used"] = (frame["now"] > 0).astype("boolean").where(is_compared)
    return pd.DataFrame(asked)
