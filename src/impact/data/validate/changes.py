"""What changed since an earlier run: two profiles side by side, and what the expectations say of the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from impact.data.validate.engine import run_suites
from impact.data.validate.profile import KEY, PROFILE
from impact.data.validate.suites import load_suites
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
        As that run had it, with the columns of `PROFILE`.
    shown : pandas.DataFrame
        Its released `Changes`.
    """

    run: str
    profile: pd.DataFrame
    shown: pd.DataFrame

    @classmethod
    def load(cls, release: Path) -> Earlier | None:
        """Read what a release of the ledger keeps; None where it tells nothing of changes."""
        kept = [release / part / f"{Changes.FILE}.csv" for part in ("results", "released")]
        if not all(path.exists() for path in kept):
            return None
        exact, shown = (_named(Changes.load(path.parent).frame) for path in kept)
        return cls(release.name, exact.loc[exact["now"].notna(), PROFILE].reset_index(drop=True), shown)


def changes_since_last(parts: Sequence[pd.DataFrame], ledger: Path) -> Changes:
    """Compare what parts of a profile say together with the last release in the ledger that was of other data.

    Releases of the same data are passed over: a run that is repeated says the same again, to the byte.

    Parameters
    ----------
    parts : sequence of pandas.DataFrame
        With the columns of `PROFILE`, one row a `KEY` among all of them.
    ledger : pathlib.Path
        Folder of the accepted releases, one folder each, whose names sort by time; it need not be there.
    """
    profile = pd.concat(parts, ignore_index=True)
    names = sorted((path.name for path in ledger.glob("*") if path.is_dir() and not path.suffix), reverse=True)
    found = (earlier for name in names if (earlier := Earlier.load(ledger / name)))
    return compared(profile, next((one for one in found if not is_same(one.profile, profile)), None))


def is_same(first: pd.DataFrame, second: pd.DataFrame) -> bool:
    """Tell whether two profiles hold the same numbers of the same things, bit for bit."""
    one, other = (part.set_index(KEY).sort_index() for part in (first, second))
    return one.index.equals(other.index) and bool(
        np.array_equal(one.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64), equal_nan=True)
    )


def compared(profile: pd.DataFrame, earlier: Earlier | None, expectations: Path | None = None) -> Changes:
    """Put a profile beside an earlier one, and hold the difference against the suite `changes`.

    Parameters
    ----------
    profile : pandas.DataFrame
        The columns of `PROFILE`, one row a `KEY`.
    earlier : Earlier, optional
        Without one nothing is compared, and every row holds `now` alone.
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
    if earlier is None:
        return Changes(profile.reindex(columns=list(Changes.COLUMNS)))
    frame = _beside(_named(profile), earlier)
    frame["shift"] = _shift(frame)
    frame["since"] = earlier.run
    return Changes(_judged(frame, expectations).reindex(columns=list(Changes.COLUMNS)))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a key of text throughout: in a file, what does not apply is missing."""
    return frame.assign(**{part: frame[part].fillna("").astype(str) for part in KEY})


def _beside(now: pd.DataFrame, earlier: Earlier) -> pd.DataFrame:
    """Bring the earlier numbers beside each row, with a row for each code and table that is gone, and zeros for new."""
    names = {"now": "before", "count": "count_before", "n": "n_before"}
    then = earlier.profile.rename(columns=names).merge(
        earlier.shown[[*KEY, "now"]].rename(columns={"now": "shown_before"}), on=KEY, how="left"
    )
    frame = now.merge(then, on=KEY, how="outer", sort=False, indicator=True)
    of_column, is_code = KEY[:3], frame["what"] == "codes"
    sizes = {name: frame.groupby(of_column)[name].transform("max") for name in ("n", "n_before")}
    was_not, is_gone = frame["_merge"] == "left_only", frame["_merge"] == "right_only"
    new = was_not & is_code & sizes["n_before"].notna()
    frame.loc[new, ["before", "count_before", "shown_before"]] = 0.0
    gone = is_gone & ((is_code & sizes["n"].notna()) | (frame["what"] == "rows"))
    frame.loc[gone, ["now", "count"]] = 0.0
    for name, size in sizes.items():
        frame[name] = frame[name].where(~(is_code & (new | gone)), size)
    kept = frame[~is_gone | gone].drop(columns="_merge")
    return kept.sort_values(KEY, key=_in_order, kind="stable", ignore_index=True)


def _in_order(part: pd.Series) -> pd.Series:
    return part.map(_WHAT.index) if part.name == "what" else part


def _shift(frame: pd.DataFrame) -> pd.Series:
    """Say how far each number has moved, on the scale of what it is (see `Changes`)."""
    before, now, share = frame["before"], frame["now"], frame[["before", "now"]].where(frame["what"] == "codes")
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
    is_compared = (frame["what"] == "codes") & frame["before"].notna()
    asked["rule_code_known"] = (frame["before"] > 0).astype("boolean").where(is_compared)
    asked["rule_code_still_used"] = (frame["now"] > 0).astype("boolean").where(is_compared)
    return pd.DataFrame(asked)
