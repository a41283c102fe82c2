"""What of a profile may be told beside earlier releases: a count that moved by few stands as it stood.

The rule of `impact.disclosure.differencing`, for shares, rates and means: what keeps an old count is compared by it the
next time, so that small moves add up until they may be told.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from impact.data.validate.profile import KEY

BEHIND = ["kept", "count_kept", "n_kept"]
"""The value that may be told, unrounded, and the counts behind it."""

_SHARES = ("completeness", "codes")


def keep(profile: pd.DataFrame, earlier: Sequence[pd.DataFrame], below: int) -> pd.DataFrame:
    """Add to a profile what of it may be told, the columns `BEHIND`.

    Parameters
    ----------
    profile : pandas.DataFrame
        Keyed by text throughout, one row a `KEY`.
    earlier : sequence of pandas.DataFrame
        The same with `BEHIND`, of accepted releases, oldest first: the newest has the last word.
    below : int
        The smallest change of a count that may be told.
    """
    frame = profile.assign(kept=profile["now"], count_kept=profile["count"], n_kept=profile["n"])
    for one in earlier:
        frame = _beside(frame, beside(frame, one[[*KEY, *BEHIND]]), below)
    return frame


def beside(frame: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier numbers of the rows of a frame, in its order; a code that its column did not have was at 0."""
    values = [name for name in earlier.columns if name not in KEY]
    of_column = KEY[:3]
    then = frame[KEY].merge(earlier, on=KEY, how="left", indicator=True).set_axis(frame.index)
    codes = earlier[earlier["what"] == "codes"]
    columns = codes.groupby(of_column, as_index=False)[values].max()
    column = frame[of_column].merge(columns, on=of_column, how="left", indicator="there").set_axis(frame.index)
    new = (then["_merge"] == "left_only") & (column["there"] == "both") & (frame["what"] == "codes")
    for name in values:
        then[name] = then[name].mask(new, column[name] if name == "n_kept" else 0.0)
    return then[values]


def _beside(frame: pd.DataFrame, then: pd.DataFrame, below: int) -> pd.DataFrame:
    """Put the earlier numbers where the count, the others beside it, or those of whom a mean is, moved by few."""
    count, n, others_then = frame["count"], frame["n"], then["n_kept"] - then["count_kept"]
    is_share, is_mean = frame["what"].isin(_SHARES), frame["what"] == "covariate"
    few = _few(count, then["count_kept"], below)
    few_others, few_known = _few(n - count, others_then, below) & is_share, _few(n, then["n_kept"], below) & is_mean
    kept = frame["count_kept"].mask(few, then["count_kept"])
    others = (frame["n_kept"] - frame["count_kept"]).mask(few_others, others_then)
    known = frame["n_kept"].mask(is_share, kept + others).mask(few_known, then["n_kept"])
    by = {
        "rows": kept,
        "completeness": kept / known,
        "codes": kept / known,
        "event_rate": frame["now"] * (kept / count),
        "covariate": frame["kept"].mask(few_known, then["kept"]),
    }
    value = frame["kept"]
    for what, numbers in by.items():
        value = value.mask(frame["what"] == what, numbers)
    return frame.assign(kept=value, count_kept=kept, n_kept=known)


def _few(now: pd.Series, then: pd.Series, below: int) -> pd.Series:
    """Tell where a count moved by so few that nobody may see it move."""
    moved = (now - then).abs()
    return (moved > 0) & (moved < below)
