"""HTML tables of released frames: captions, scoped headers, and a dash where a number is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.i18n import has, inside, number, t, variant
from impact.present.checks import check_sentence
from impact.present.page import Fragment, folded, marked, paragraphs, plain_text, together
from impact.present.select import (
    ESTIMANDS,
    at_risk,
    balance_rows,
    effect_rows,
    has_interval,
    is_reported,
    primary_of,
    risk_at,
    rows_of,
)
from impact.present.theme import ARMS
from impact.present.words import (
    NOT_SHOWN,
    at_time,
    counted,
    covariate_name,
    duration,
    group,
    in_brackets,
    labelled,
    level_name,
    method_name,
    moment,
    outward,
    per_hundred,
    say,
    share,
    signed,
)
from impact.study import METHODS
from impact.study.parts import ADJUSTED

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

Rows = Sequence[Sequence[str]]


def table(caption: str, columns: Sequence[str], rows: Rows, language: Language) -> Fragment:
    """Lay rows out as an HTML table whose first column names the row; a dash brings its footnote along.

    Parameters
    ----------
    caption : str
    columns : sequence of str
    rows : sequence of sequences of str
        Plain text, its counts from `words.counted`: it is escaped here.
    language
        Of the footnote.
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{marked(row[0])}</th>' + "".join(f"<td>{marked(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    dashed = any(NOT_SHOWN in (cell, cell[:1]) for row in rows for cell in row[1:])
    note = f'<p class="footnote">{escape(t("table-footnote", language))}</p>' if dashed else ""
    html = (
        f'<div class="table" role="group" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )
    return Fragment(html, plain_text("\n".join([caption, *("\t".join(row) for row in [columns, *rows])])))


def flow_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Everybody in the records by group: who was left out, for which reason, and who is compared."""
    numbers = {(row["reason"], row["arm"]): row["n"] for row in rows_of(released.flow.frame)}
    rows = [
        [
            flow_reason(reason, study, language),
            *(counted(numbers.get((reason, arm), float("nan")), language) for arm in study.arms),
        ]
        for reason in dict.fromkeys(reason for reason, _ in numbers)
    ]
    columns = [t("table-reason", language), *(group(arm, language) for arm in study.arms)]
    return table(t(variant("table-flow", study.kind), language), columns, rows, language)


def flow_reason(reason: str, study: Study, language: Language) -> str:
    """Say why somebody is not compared, or in a pathway not followed."""
    key = variant(f"flow-{reason.replace('_', '-')}", study.kind)
    return say(key, study, language) if has(key, language) else reason.replace("_", " ")


def baseline_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Describe the two groups as recorded at the start: counts with shares, or means."""
    if released.baseline.frame.empty:
        return paragraphs([t("balance-none", language)])
    cells = {
        (row["covariate"], row["level"], row["arm"]): row
        for row in rows_of(released.baseline.frame.fillna({"level": ""}))
    }
    rows = []
    for covariate, level in dict.fromkeys(key[:2] for key in cells):
        name = covariate_name(covariate, study, language)
        title = labelled(name, level_name(level, language), language) if level else name
        rows.append([title, *(_baseline_cell(cells.get((covariate, level, arm)), language) for arm in ARMS)])
    columns = [t("table-covariate", language), *(group(arm, language) for arm in ARMS)]
    return table(t("table-baseline", language), columns, rows, language)


def _baseline_cell(row: dict[str, Any] | None, language: Language) -> str:
    if row is None or pd.isna(row["value"]) or pd.isna(row["n"]):
        return NOT_SHOWN
    if not row["level"]:
        return t("table-mean", language, value=number(row["value"], language, 1))
    return in_brackets(counted(row["n"], language), share(row["value"], language), language)


def followup_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """How many could have been followed to each horizon, and how many were."""
    rows = [
        [
            at_time(duration(row["horizon"], study, language), inside(group(row["arm"], language), language), language),
            counted(row["due"], language),
            counted(row["traced"], language),
            share(row["share"], language),
        ]
        for row in rows_of(released.followup.frame)
    ]
    columns = [t(f"table-{name}", language) for name in ("group", "due", "traced", "share")]
    return table(t("table-followup", language), columns, rows, language)


def effects_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Risks of both groups and their difference, by horizon and comparison."""
    rows = [
        _effect_cells(row, released, study, language)
        for horizon in study.horizons
        for row in ordered(effect_rows(released, measure="risk_difference", arm="contrast", horizon=horizon))
    ]
    names = ("horizon", "method", "risk-programme", "risk-comparison", "difference")
    return table(t("table-effects", language), [t(f"table-{name}", language) for name in names], rows, language)


def ordered(rows: pd.DataFrame) -> list[pd.Series]:
    """Return rows of effects in the order in which comparisons are shown."""
    rank = {name: place for place, name in enumerate((*METHODS, *ESTIMANDS))}
    in_order = rows.sort_values(["method", "estimand"], key=lambda names: names.map(rank))
    return [row for _, row in in_order.iterrows()]


def _effect_cells(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    first = [duration(row["horizon"], study, language), method_name(row["estimand"], language, row["method"])]
    if not is_reported(row):
        return [*first, NOT_SHOWN, NOT_SHOWN, t("chart-effects-withheld", language)]
    risks = [risk_at(released, arm, row["horizon"], method=row["method"], estimand=row["estimand"]) for arm in ARMS]
    return [
        *first,
        *(NOT_SHOWN if risk is None else per_hundred(risk["estimate"], language, 1) for risk in risks),
        with_interval(row, language, scale=100),
    ]


def with_interval(row: pd.Series, language: Language, *, scale: float = 1, decimals: int = 1) -> str:
    """Write an estimate and its limits, rounded outward, as numbers, e.g. −8.2 (−13.1 to −3.3)."""
    value = signed(row["estimate"] * scale, language, decimals)
    if not has_interval(row):
        return value
    low, high = (
        signed(outward(row[name] * scale, decimals, up=up), language, decimals)
        for name, up in (("ci_lower", False), ("ci_upper", True))
    )
    return in_brackets(value, t("span", language, **{"from": low, "to": high}), language)


def curves_table(
    released: ReleasedResults, study: Study, language: Language, *, method: str, estimand: str
) -> Fragment:
    """Risk and number still followed by group at each horizon; risks are estimates, not the curve's last step."""
    rows = []
    for arm in ARMS:
        for horizon in study.horizons:
            found = risk_at(released, arm, horizon, method=method, estimand=estimand)
            risk = NOT_SHOWN if found is None else with_interval(found, language, scale=100)
            still = counted(at_risk(released, arm, horizon), language)
            when = inside(moment(horizon, study, language), language)
            rows.append([at_time(group(arm, language), when, language), risk, still])
    columns = [t(f"table-{name}", language) for name in ("group", "risk", "at-risk")]
    return table(say("table-curves", study, language), columns, rows, language)


def checks_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many checks passed, what those that did not found, and, folded away, what every check found."""
    frame = released.checks.frame
    counts = {verdict: int((frame["verdict"] == verdict).sum()) for verdict in ("pass", "warn", "fail")}
    said = paragraphs([t(variant("checks-counted", study.kind), language, all=len(frame), **counts)])
    ranked = frame.sort_values("verdict", key=lambda names: names.map({"fail": 0, "warn": 1, "pass": 2}), kind="stable")
    columns = [t(f"table-{name}", language) for name in ("check", "verdict")]
    rows = [
        [check_sentence(row, study, language), t(f"verdict-{row['verdict']}", language)] for _, row in ranked.iterrows()
    ]
    told = counts["fail"] + counts["warn"]
    open_rows = [_told_below(table(t("table-checks-open", language), columns, rows[:told], language))] if told else []
    every = folded(
        t("show-checks", language), table(t(variant("table-checks", study.kind), language), columns, rows, language)
    )
    return together(said, *open_rows, every)


def _told_below(piece: Fragment) -> Fragment:
    """Leave a fragment off paper, where what is folded away on a screen stands open below it and says it again."""
    return Fragment(f'<div class="told-below">{piece.html}</div>', piece.text)


def balance_table(released: ReleasedResults, study: Study, language: Language, *, estimand: str) -> Fragment:
    """Standardised differences before and after weighting, by characteristic."""
    rows = [
        [
            covariate_name(row["covariate"], study, language),
            smd_cell(row, "before", language),
            smd_cell(row, "after", language),
            NOT_SHOWN if pd.isna(row["variance_ratio"]) else number(row["variance_ratio"], language, 2),
        ]
        for row in rows_of(balance_rows(released, study, estimand))
    ]
    columns = [t(f"table-{name}", language) for name in ("covariate", "before", "after", "variance")]
    return table(t("table-balance", language), columns, rows, language)


def smd_cell(row: Mapping[str, Any] | pd.Series, when: str, language: Language) -> str:
    """Write a standardised difference, before or after weighting, with its limits where they are there."""
    names = {"estimate": f"smd_{when}", "ci_lower": f"smd_{when}_lower", "ci_upper": f"smd_{when}_upper"}
    return with_interval(pd.Series({name: row[column] for name, column in names.items()}), language, decimals=2)


def other_measures_table(
    released: ReleasedResults, study: Study, language: Language, *, every_horizon: bool = False
) -> Fragment:
    """Time lost, ratio and, last, hazard ratio of the study's comparison: at its horizon, unless all are asked for.

    A sentence where all of them are withheld.
    """
    rows: list[list[str]] = []
    is_any_reported = False
    for measure in ("rmtl_difference", "risk_ratio", "hazard_ratio"):
        is_adjusted = measure == "hazard_ratio" and study.primary.method == ADJUSTED
        method, estimand = (ADJUSTED, "none") if is_adjusted else primary_of(study)
        found = effect_rows(released, measure=measure, method=method, estimand=estimand, arm="contrast")
        if not every_horizon:
            found = found[found["horizon"].isna() | (found["horizon"] == study.primary.horizon)]
        for _, row in found.iterrows():
            scale = study.days(1.0) if measure == "rmtl_difference" else 1.0
            shown = with_interval(row, language, scale=scale, decimals=0 if measure == "rmtl_difference" else 2)
            when = "" if pd.isna(row["horizon"]) else duration(row["horizon"], study, language)
            is_any_reported |= is_reported(row)
            value = shown if is_reported(row) else t("chart-effects-withheld", language)
            name = t(f"measure-{measure.replace('_', '-')}", language)
            how = method_name(estimand, language, method)
            rows.append([in_brackets(name, how, language) if is_adjusted else name, when, value])
    if rows and not is_any_reported:
        return paragraphs([t("withheld-measures", language)])
    columns = [t(f"table-{name}", language) for name in ("measure", "horizon", "estimate")]
    return table(t("table-other", language), columns, rows, language)
