"""Data docs: great_expectations' own rendering in a page of ours, which needs no network and shows no small count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from impact.data.validate.engine import Outcome, TableResult
from impact.i18n import t
from impact.study import Study

TEMPLATES = Path(__file__).parent
PAGE, INDEX = "page.html.j2", "index.html.j2"

WORDS = (
    "title", "column", "expectation", "severity", "reason", "broken", "asked", "table", "rows", "rules", "warnings",
    "warning", "critical", "status", "holds", "fails", "left-out", "counts", "back",
)  # fmt: skip
"""The pages' own words: messages `data-docs-<word>`."""


def render_pages(
    results: Mapping[str, TableResult], left_out: Sequence[Outcome], rows: Mapping[str, int], study: Study
) -> dict[str, str]:
    """Draw one page a table and an index.

    Parameters
    ----------
    results : mapping of str to TableResult
    left_out : sequence of Outcome
        How many columns of each table nobody asked for.
    rows : mapping of str to int
    study : Study
        A synthetic one has its watermark on every page.

    Returns
    -------
    dict of str to str
        File name to HTML.
    """
    from great_expectations.render.view import DefaultJinjaPageView

    view = DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
    common = {
        "title": study.title,
        "study": study.id,
        "watermark": {language: t("synthetic-long", language) for language in ("en", "es")} if study.synthetic else {},
        "word": {word: {language: t(f"data-docs-{word}", language) for language in ("en", "es")} for word in WORDS},
    }
    unknown = {outcome.table: outcome.count for outcome in left_out}
    page, index = view.env.get_template(PAGE), view.env.get_template(INDEX)
    pages = {
        f"{table}.html": page.render(
            **common,
            table=table,
            rows=shown(rows[table]),
            left_out=unknown.get(table, 0),
            sections=_sections(result, _alike([rows[table], *(one.rows for one in result.outcomes)])),
        )
        for table, result in results.items()
    }
    summary = [_summary(table, result, rows[table]) for table, result in results.items()]
    return {"index.html": index.render(**common, tables=summary), **pages}


def shown(count: int) -> str:
    """Write a count as the project releases counts: zero, 1–10, 15, or to the nearest 5."""
    if count == 0:
        return "0"
    if count <= 10:
        return "1–10"
    return f"{max(15, 5 * round(count / 5)):,}"


def shown_of(count: int, rows: int) -> str:
    """Write a part of `rows`; where few rows are left over, they cannot be told from the part either."""
    return "≈ " + shown(rows) if count and 0 < rows - count <= 10 else shown(count)


def _alike(counts: Sequence[int]) -> dict[int, str]:
    """Write numbers of rows, those alike that differ by 10 or less: their difference would be a small count."""
    texts: dict[int, str] = {}
    anchor = None
    for count in sorted(set(counts), reverse=True):
        anchor = count if anchor is None or anchor - count > 10 else anchor
        texts[count] = shown(anchor)
    return texts


def _summary(table: str, result: TableResult, rows: int) -> dict[str, Any]:
    warnings = [outcome for outcome in result.outcomes if not outcome.holds]
    return {
        "table": table,
        "rows": shown(rows),
        "rules": len(result.outcomes),
        "warnings": [
            {"rule": one.rule, "reason": one.reason, "count": shown_of(one.count, one.rows)} for one in warnings
        ],
    }


def _sections(result: TableResult, asked: Mapping[int, str]) -> list[dict[str, Any]]:
    """Let great_expectations draw each rule, and put severity, reason and safe counts beside it."""
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    drawn = ValidationResultsPageRenderer().render(_without_numbers(result)).to_json_dict()
    by_column: dict[str, list[Outcome]] = {}
    for outcome in result.outcomes:
        by_column.setdefault(outcome.column, []).append(outcome)
    # The first section is an overview with times and file names; the others are one a column.
    tables = {section["section_name"]: section["content_blocks"][1]["table"] for section in drawn["sections"][1:]}
    return [
        {
            "column": column,
            "lines": [_line(cells, one, asked) for cells, one in zip(tables[column], outcomes, strict=True)],
        }
        for column, outcomes in by_column.items()
    ]


def _without_numbers(result: TableResult) -> Any:
    """Copy the native result without its counts and percentages, and file each rule under the column it is about."""
    native = deepcopy(result.native)
    for drawn in native.results:
        drawn.result = {}
        drawn.expectation_config.kwargs["column"] = drawn.expectation_config.meta["column"]
    return native


def _line(cells: Sequence[Any], outcome: Outcome, asked: Mapping[int, str]) -> dict[str, Any]:
    status, expectation = cells[:2]
    return {
        "status": status,
        "expectation": expectation,
        "holds": outcome.holds,
        "rule": outcome.rule,
        "severity": outcome.severity,
        "reason": outcome.reason,
        "count": shown_of(outcome.count, outcome.rows),
        "rows": asked[outcome.rows],
    }
