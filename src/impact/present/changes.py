"""What changed since the last accepted run: what the expectations did not expect first, everything else folded away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.i18n import date, number, t
from impact.present.page import Fragment, folded, paragraphs, together
from impact.present.select import rows_of
from impact.present.tables import table
from impact.present.words import NOT_SHOWN, counted, covariate_name, label, level_name, reason_of, say, share

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

_DAY = slice(0, len("20261120"))
"""Where a run's name holds its day."""


def changes_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Compare the data with those of the last accepted run: the warnings with their reasons, then all numbers, folded.

    For the first accepted run, say that there is nothing to compare.
    """
    frame = released.changes.frame
    since = frame["since"].dropna()
    if since.empty:
        return paragraphs([t("changes-first", language)])
    warned = frame[frame["verdict"] == "warn"]
    said = t("changes-since", language, date=date(_day_of(since.iloc[0]), language), warnings=len(warned))
    columns = [t(f"changes-column-{name}", language) for name in ("what", "before", "now", "reason")]
    open_rows = [[*_cells(row, study, language), reason_of(row, language)] for row in rows_of(warned)]
    told = [table(t("changes-warnings", language), columns, open_rows, language)] if open_rows else []
    every = table(
        t("changes-all", language), columns[:-1], [_cells(row, study, language) for row in rows_of(frame)], language
    )
    return together(paragraphs([said]), *told, folded(t("changes-show", language), every))


def _day_of(run: str) -> dt.date:
    """Return the day of the run of that name."""
    return dt.datetime.strptime(str(run)[_DAY], "%Y%m%d").replace(tzinfo=dt.UTC).date()


def _cells(row: Mapping[str, Any], study: Study, language: Language) -> list[str]:
    return [_title(row, study, language), *(_value(row["what"], row[name], language) for name in ("before", "now"))]


def _title(row: Mapping[str, Any], study: Study, language: Language) -> str:
    what, where = str(row["what"]).replace("_", "-"), {"table": str(row["table"])}
    if what == "event-rate":
        return say(f"changes-what-{what}", study, language, arm=label(str(row["level"]), study, language))
    if what == "rows":
        return t(f"changes-what-{what}", language, **where)
    name = covariate_name(str(row["column"]), study, language)
    if what == "codes":
        return t(f"changes-what-{what}", language, name=name, level=level_name(row["level"], language), **where)
    key = f"changes-what-{row['level']}" if what == "completeness" else f"changes-what-{what}"
    return t(key, language, name=name, **where)


def _value(what: str, value: float, language: Language) -> str:
    if pd.isna(value):
        return NOT_SHOWN
    if what == "rows":
        return counted(value, language)
    if what in ("completeness", "codes"):
        return share(value, language)
    # Released means and rates have two or three digits.
    return number(value, language, 2 if value < 1 else 1 if value < 100 else 0)
