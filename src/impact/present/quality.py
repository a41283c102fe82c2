"""What the data are and where they are weak: tables asked, columns incomplete, rules broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.i18n import percent, t
from impact.present.page import Fragment, paragraphs
from impact.present.select import rows_of
from impact.present.tables import table
from impact.present.words import NOT_SHOWN, counted, covariate_name, reason_of
from impact.results import COLUMNS_LEFT_OUT

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

EMPTY, UNKNOWN = "_given", "_known"
"""How the rules end that ask a column whether its cells are filled, and whether what fills them is an answer."""


def quality_overview(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Tables of the input with their rows, the rules asked of each, and the warnings."""
    frame = released.quality.frame
    rows = [
        [str(name), counted(part["rows"].max(), language), str(len(part)), str(len(_warnings(part)))]
        for name, part in frame.groupby("table", sort=False)
    ]
    columns = [t(f"table-{name}", language) for name in ("where", "row-count", "rules", "warnings")]
    return table(t("table-overview", language), columns, rows, language)


def completeness_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Columns that are not complete: the share of cells that nobody filled, and of those filled with “unknown”."""
    frame = released.quality.frame
    weak = frame[frame["severity"] == "warning"]
    shares: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows_of(weak[weak["rule"].str.endswith((EMPTY, UNKNOWN)) & ~(weak["count"] == 0)]):
        kind = EMPTY if str(row["rule"]).endswith(EMPTY) else UNKNOWN
        shares.setdefault((str(row["table"]), str(row["column"])), {})[kind] = _share(row, language)
    if not shares:
        return paragraphs([t("table-completeness-none", language)])
    none = percent(0, language)
    rows = [
        [covariate_name(column, study, language), name, *(kinds.get(kind, none) for kind in (EMPTY, UNKNOWN))]
        for (name, column), kinds in shares.items()
    ]
    columns = [t(f"table-{name}", language) for name in ("covariate", "where", "not-given", "not-known")]
    return table(t("table-completeness", language), columns, rows, language)


def quality_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List the warnings: rules that the data break without being refused for it, in words."""
    broken = _warnings(released.quality.frame)
    if broken.empty:
        return paragraphs([t("table-quality-none", language)])
    rows = [
        [
            reason_of(row, language),
            ".".join(str(part) for part in (row["table"], row["column"]) if not pd.isna(part)),
            *_counts(row, language),
        ]
        for row in rows_of(broken)
    ]
    columns = [t(f"table-{name}", language) for name in ("rule", "where", "count", "rows")]
    return table(t("table-quality", language), columns, rows, language)


def _warnings(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the broken rules; of one whose number of rows is hidden too, nothing may be said."""
    return frame[(frame["verdict"] == "warn") & (frame["rows"].notna() | (frame["rule"] == COLUMNS_LEFT_OUT))]


def _counts(row: Mapping[str, Any], language: Language) -> list[str]:
    """Write how many rows break a rule, of how many; nothing for the rule that is about columns."""
    is_about_rows = row["rule"] != COLUMNS_LEFT_OUT
    return [counted(row[name], language) if is_about_rows else "" for name in ("count", "rows")]


def _share(row: Mapping[str, Any], language: Language) -> str:
    part, whole = row["count"], row["rows"]
    return NOT_SHOWN if pd.isna(part) or pd.isna(whole) or whole == 0 else percent(part / whole, language)
