"""People reached in a table: bounds in order, counts rounded, and no number that is hidden alone beside its total."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.audit.counts import DERIVED
from impact.audit.facts import Finding, Place, found
from impact.audit.known import Known
from impact.audit.precision import rule_of_count
from impact.disclosure.reach import NUMBERS


def judge_reach(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield numbers that break the rule of counts, bounds that tell of a few, and a part hidden alone in its line."""
    for name in NUMBERS:
        for value in frame[name].dropna():
            rule = rule_of_count(float(value), known.disclosure)
            if rule:
                yield found(place.at(f"column {name}"), rule)
    apart = (frame["at_most"] - frame["at_least"]).where(frame["n"].isna())
    if (apart < 0).any() or ((apart > 0) & (apart < known.disclosure.suppress_below)).any():
        yield found(place, "bounds that tell of a few people")
    for programme, rows in frame.fillna({"role": "", "period": ""}).groupby("activity", sort=False):
        for name in ("at_most", "counted"):
            if _is_alone(rows.pivot_table(index="role", columns="period", values=name, dropna=False, aggfunc="first")):
                yield found(place.at(str(programme), f"column {name}"), DERIVED)


def _is_alone(table: pd.DataFrame) -> bool:
    """Tell whether in a row or a column one part alone is hidden beside a total that is shown."""
    names = [[*(name for name in axis if name), ""] for axis in (table.index, table.columns)]
    hidden = np.isnan(table.reindex(index=names[0], columns=names[1]).to_numpy(dtype=np.float64))
    if hidden.all():
        return False
    rows = ~hidden[:, -1] & (hidden[:, :-1].sum(axis=1) == 1)
    columns = ~hidden[-1] & (hidden[:-1].sum(axis=0) == 1)
    return bool(rows.any() or columns.any())
