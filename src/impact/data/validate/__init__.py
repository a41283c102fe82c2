"""Holding the data against the expectations: critical ones stop, warnings are passed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from impact.cards import RESTRICTED, Card, Shown
from impact.data.read import ANALYSIS, roles
from impact.data.validate.asked import Asked, ask_analysis, ask_records
from impact.data.validate.engine import Outcome, run_suites
from impact.data.validate.pages import render_pages
from impact.data.validate.suites import Suite, for_roles, load_suites
from impact.errors import DataError, StudyError
from impact.i18n import t
from impact.results import COLUMNS_LEFT_OUT, Quality
from impact.study import Disclosure, Study
from impact.study.counts import about, several

__all__ = ["Validated", "validate"]

LINES = 10
"""How many broken rules a message lists before it only counts the others."""


@dataclass(frozen=True, slots=True, repr=False)
class Validated(Shown):
    """The input after validation.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Typed: dates and months (their first day) datetime64[ns], booleans boolean, integers Int64, numbers float64,
        codes and ids string. Only columns that the schema, or the study, knows.
    quality : Quality
        One row a rule, full precision.
    docs : dict of str to str
        File name to a page of HTML that needs no network and holds no value of the data.
    """

    tables: dict[str, pd.DataFrame]
    quality: Quality
    docs: dict[str, str]

    def card(self) -> Card:
        """Return which tables there are and how large; no row, and no value of a column."""
        return Card(
            "Validated", "The input after validation, typed.", f"{len(self.tables)} tables", RESTRICTED,
            columns=("table", "length", "columns"),
            rows=[(name, about(len(table)), ", ".join(map(str, table))) for name, table in self.tables.items()],
            notes=(f"`.tables` holds them; `.quality` is {self.quality!r}; `.docs` are pages of HTML.",),
        )  # fmt: skip


def validate(tables: Mapping[str, pd.DataFrame], study: Study, expectations: Path | None = None) -> Validated:
    """Hold the tables against their suites, and type them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What `impact.data.read.read_input` returns.
    study : Study
    expectations : Path, optional
        Folder of the suites; by default expectations/ in the project's root.

    Raises
    ------
    StudyError
        If the study's cut-off is in the future.
    DataError
        If critical rules are broken: all of them, each with its table and count, never with a row.
    ImpactError
        If a rule itself failed.
    """
    if study.cut_off is not None and study.cut_off > dt.datetime.now(dt.UTC).date():
        raise StudyError(f"cut_off = {study.cut_off} is in the future; records cannot speak of days to come")
    asked, suites = _ask(tables, study, expectations)
    results = run_suites({name: part.frame for name, part in asked.items()}, suites)
    outcomes = [outcome for result in results.values() for outcome in result.outcomes]
    _refuse(outcomes, study.disclosure)
    left_out = {name: len(part.left_out) for name, part in asked.items()}
    return Validated(
        tables={name: part.typed for name, part in asked.items()},
        quality=_quality(outcomes, left_out),
        docs=render_pages(results, left_out, {name: len(part.frame) for name, part in asked.items()}, study),
    )


def _ask(
    tables: Mapping[str, pd.DataFrame], study: Study, expectations: Path | None
) -> tuple[dict[str, Asked], dict[str, Suite]]:
    suites = load_suites(tables, expectations)
    if study.input.form != "analysis_table":
        return ask_records(tables, study), suites
    fitted = for_roles(suites[ANALYSIS], roles(study.input.columns), study.covariates)
    return {ANALYSIS: ask_analysis(tables[ANALYSIS], study)}, {ANALYSIS: fitted}


def _refuse(outcomes: Iterable[Outcome], rules: Disclosure) -> None:
    """Stop at broken critical rules, with all of them as one table."""
    broken = [outcome for outcome in outcomes if outcome.severity == "critical" and not outcome.holds]
    if not broken:
        return
    head = ("rule", "table", "column", "rows", "why")
    told = [(one.rule, one.table, one.column, several(one.count, rules), one.reason["en"]) for one in broken[:LINES]]
    widths = [max(len(row[place]) for row in (head, *told)) for place in range(len(head) - 1)]
    lines = [
        "  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in (head, *told)
    ]
    if len(broken) > LINES:
        lines.append(f"  … and {len(broken) - LINES} more")
    title = f"the data break {len(broken)} critical {'rule' if len(broken) == 1 else 'rules'}:"
    advice = "What to do: correct these records at their source, export again. Nothing was estimated."
    raise DataError("\n".join([title, *lines, advice]))


def _quality(outcomes: Sequence[Outcome], left_out: Mapping[str, int]) -> Quality:
    """One row a rule, in the suites' order, and one a table that says whether it had columns that nobody asked for."""
    rules = pd.concat([_asked_of_rows(outcomes), _asked_of_columns(left_out)], ignore_index=True)
    return Quality(rules)


def _asked_of_columns(left_out: Mapping[str, int]) -> pd.DataFrame:
    """Columns are not people: this rule counts no rows, and its verdict is all there is to release."""
    frame = pd.DataFrame({"table": list(left_out), "verdict": ["warn" if n else "pass" for n in left_out.values()]})
    return frame.assign(
        rule=COLUMNS_LEFT_OUT,
        column="",
        severity="warning",
        count=np.nan,
        rows=np.nan,
        reason_en=t("rule-columns-left-out", "en"),
        reason_es=t("rule-columns-left-out", "es"),
    )


def _asked_of_rows(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "table": [one.table for one in outcomes],
            "rule": [one.rule for one in outcomes],
            "column": [one.column for one in outcomes],
            "severity": [one.severity for one in outcomes],
            "count": [one.count for one in outcomes],
            "rows": [one.rows for one in outcomes],
            "reason_en": [one.reason["en"] for one in outcomes],
            "reason_es": [one.reason["es"] for one in outcomes],
            "verdict": ["pass" if one.holds else "warn" for one in outcomes],
        }
    )
