"""What a claim's counts come to in the records: sums of what somebody counted, and children counted here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.build import records_of
from impact.cohort.ever_enrolled import consenting
from impact.study import Study
from impact.study.claims import Claim, Count, Window


@dataclass(frozen=True, slots=True)
class Counted:
    """A count: `n` (missing where the records have none) and whether it may count somebody twice."""

    n: float
    may_repeat: bool = False


def children_served(tables: Mapping[str, pd.DataFrame], study: Study, claim: Claim) -> Counted:
    """Count the distinct children with a delivered service in the claim's window, up to the cut-off.

    A child counts once, however many services, enrolments and returns it has; a service that was referred and not
    delivered counts nobody, and neither do children without consent to reporting.
    """
    records = records_of(tables)
    returns, enrolments, services = (records[name] for name in ("returns", "enrolments", "services"))
    programme = claim.programme or study.design.programme
    if programme is not None:
        enrolments = enrolments[(enrolments["programme"] == programme).to_numpy(dtype=bool, na_value=False)]
    delivered = (services["status"] == "delivered").to_numpy(dtype=bool, na_value=False)
    delivered &= within(services["service_date"], claim, study)
    enrolment = pd.Index(enrolments["enrolment_id"]).get_indexer(pd.Index(services["enrolment_id"][delivered]))
    of = enrolments["return_id"].iloc[enrolment[enrolment >= 0]]
    position = pd.Index(returns["return_id"]).get_indexer(pd.Index(of))
    position = position[position >= 0]
    served = returns["child_id"].iloc[position[consenting(returns)[position]]]
    return Counted(float(served.nunique()))


def activity_count(tables: Mapping[str, pd.DataFrame], study: Study, count: Count) -> Counted:
    """Add up `activity_counts` for one programme and unit, over the months that begin in the count's window.

    Each month may be free of repetitions and their sum is not: it counts twice whoever came in two of them. Only a
    single count that its source calls deduplicated is one of distinct units.
    """
    counts = tables.get("activity_counts", pd.DataFrame(columns=["programme", "period", "unit", "count"]))
    month = pd.Series(pd.to_datetime(counts["period"].astype("string"), format="mixed", errors="coerce"))
    keep = ((counts["programme"] == count.programme) & (counts["unit"] == count.unit)).to_numpy(
        dtype=bool, na_value=False
    )
    rows = counts[keep & within(month, count, study)]
    found = pd.to_numeric(rows["count"]).dropna()
    if found.empty:
        return Counted(np.nan)
    is_single = len(rows) == 1 and bool(rows["is_deduplicated"].fillna(False).all())
    return Counted(float(found.sum()), may_repeat=not is_single)


def within(dates: pd.Series, window: Window, study: Study) -> np.ndarray:
    """Tell which dates lie in a window and not after the cut-off; a missing one does not."""
    day = dates.to_numpy("datetime64[D]")
    first = np.datetime64(str(window.since or "0001-01-01"), "D")
    last = min(np.datetime64(str(limit), "D") for limit in (study.cut_off, window.until) if limit is not None)
    # A comparison with a missing date is false.
    return np.asarray((day >= first) & (day <= last))
