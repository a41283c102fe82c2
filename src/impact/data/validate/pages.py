"""Data docs: great_expectations' own rendering in a page of ours, which needs no network and shows no small count."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from impact.data.validate.engine import Outcome, TableResult
from impact.data.validate.suites import reason_in
from impact.i18n import number, t, wording
from impact.study import Study
from impact.study.counts import few, shown_counts

TEMPLATES = Path(__file__).parent
PAGE, INDEX = "page.html.j2", "index.html.j2"

WORDS = (
    "title", "column", "expectation", "severity", "reason", "broken", "asked", "table", "rows", "rules", "warnings",
    "warning", "critical", "status", "holds", "fails", "back",
)  # fmt: skip
"""The pages' own words: messages `data-docs-<word>`."""


def render_pages(
    results: Mapping[str, TableResult], left_out: Mapping[str, int], rows: Mapping[str, int], study: Study
) -> dict[str, str]:
    """Draw one page a table and an index.

    Parameters
    ----------
    results : mapping of str to TableResult
    left_out : mapping of str to int
        How many columns of each table nobody asked for.
    rows : mapping of str to int
    study : Study
        A synthetic one has its watermark on every page; its rules say how counts are shown.

    Returns
    -------
    dict of str to str
        File name to HTML.
    """
    from great_expectations.render.view import DefaultJinjaPageView

    view = DefaultJinjaPageView(custom_views_directory=str(TEMPLATES))
    common = {
        "title": _each(study.title, study),
        "languages": study.languages,
        "study": study.id,
        "watermark": _said("synthetic-long", study) if study.synthetic else {},
        "word": {word: _said(f"data-docs-{word}", study) for word in WORDS} | {"counts": _how_counted(study)},
    }
    page, index = view.env.get_template(PAGE), view.env.get_template(INDEX)
    pages = {
        f"{table}.html": page.render(
            **common,
            table=table,
            rows=shown(rows[table], study),
            left_out=_said("data-docs-left-out", study, count=left_out[table]) if left_out.get(table) else {},
            sections=_sections(result, _alike([rows[table], *(one.rows for one in result.outcomes)], study), study),
        )
        for table, result in results.items()
    }
    summary = [_summary(table, result, rows[table], study) for table, result in results.items()]
    return {"index.html": index.render(**common, tables=summary), **pages}


def _said(key: str, study: Study, **variables: int | str) -> dict[str, str]:
    return {language: t(key, language, **variables) for language in study.languages}


def _each(text: Mapping[str, str], study: Study) -> dict[str, str]:
    """Return a text of the study in each of its languages, as far as it is there."""
    return {language: wording(text, language) for language in study.languages if text}


def _why(outcome: Outcome, study: Study) -> dict[str, str]:
    return {language: reason_in(outcome.rule, outcome.column, outcome.reason, language) for language in study.languages}


def _how_counted(study: Study) -> dict[str, str]:
    rules = study.disclosure
    words = {"few": few(rules), "highest": str(rules.suppress_below - 1), "step": str(rules.round_to)}
    return _said("data-docs-counts", study, **words)


def shown(count: int, study: Study) -> str:
    """Write a count as the project releases counts, in the first of the study's languages; small ones read alike."""
    value = float(shown_counts(count, study.disclosure))
    return few(study.disclosure) if math.isnan(value) else number(value, study.languages[0])


def shown_of(count: int, rows: int, study: Study) -> str:
    """Write a part of `rows`; where few rows are left over, they cannot be told from the part either."""
    is_most = count and 0 < rows - count < study.disclosure.suppress_below
    return "≈ " + shown(rows, study) if is_most else shown(count, study)


def _alike(counts: Sequence[int], study: Study) -> dict[int, str]:
    """Write numbers of rows, those alike that differ by few: their difference would be a small count."""
    texts: dict[int, str] = {}
    anchor = None
    for count in sorted(set(counts), reverse=True):
        anchor = count if anchor is None or anchor - count >= study.disclosure.suppress_below else anchor
        texts[count] = shown(anchor, study)
    return texts


def _summary(table: str, result: TableResult, rows: int, study: Study) -> dict[str, Any]:
    warnings = [outcome for outcome in result.outcomes if not outcome.holds]
    return {
        "table": table,
        "rows": shown(rows, study),
        "rules": len(result.outcomes),
        "warnings": [
            {"rule": one.rule, "reason": _why(one, study), "count": shown_of(one.count, one.rows, study)}
            for one in warnings
        ],
    }


def _sections(result: TableResult, asked: Mapping[int, str], study: Study) -> list[dict[str, Any]]:
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
            "lines": [_line(cells, one, asked, study) for cells, one in zip(tables[column], outcomes, strict=True)],
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


def _line(cells: Sequence[Any], outcome: Outcome, asked: Mapping[int, str], study: Study) -> dict[str, Any]:
    status, expectation = cells[:2]
    return {
        "status": status,
        "expectation": expectation,
        "holds": outcome.holds,
        "rule": outcome.rule,
        "severity": outcome.severity,
        "reason": _why(outcome, study),
        "count": shown_of(outcome.count, outcome.rows, study),
        "rows": asked[outcome.rows],
    }
