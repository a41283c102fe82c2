"""Beside the main comparison: the event read otherwise, subgroups, tests, and what could have been found."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import number, t
from impact.present.page import Fragment, paragraphs
from impact.present.select import is_reported, rows_of
from impact.present.tables import table, with_interval
from impact.present.words import NOT_SHOWN, covariate_name, duration, labelled, method_name

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

PER_HUNDRED = ("risk_difference", "minimum_detectable_difference")
TESTS = ("logrank_test", "gray_test", "interaction_test")
SHRUNKEN = "_shrunken"


def further_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List contrasts beside the main comparison, with their intervals and p-values; withheld ones say so.

    What depends on other choices stands in a table of its own (`choices_table`).
    """
    frame = released.effects.frame
    main = (frame["analysis"] == "main") & (frame["population"] == "all")
    beside = frame["measure"].isin((*TESTS, "subdistribution_hazard_ratio", *_DETECTABLE))
    here = frame["analysis"].isin(("main", *READINGS))
    asked = frame[(frame["arm"] == "contrast") & here & (~main | beside)]
    if asked.empty:
        return paragraphs([t("further-none", language)])
    rows = [_cells(pd.Series(row), study, language) for row in rows_of(asked)]
    names = ("further-what", "horizon", "method", "estimate", "p")
    return table(t("further", language), [t(f"table-{name}", language) for name in names], rows, language)


READINGS = ("direct_effect", "composite")
_DETECTABLE = ("minimum_detectable_difference", "minimum_detectable_hazard_ratio")


def _cells(row: pd.Series, study: Study, language: Language) -> list[str]:
    measure = str(row["measure"])
    scale = 100 if measure in PER_HUNDRED else 1
    shown = with_interval(row, language, scale=scale, decimals=1 if scale == 100 else 2)
    value = (t("chart-effects-withheld", language)) if not is_reported(row) else shown
    p = row["p_value"]
    return [
        _what(row, study, language),
        NOT_SHOWN if pd.isna(row["horizon"]) else duration(row["horizon"], study, language),
        comparison_name(str(row["method"]), str(row["estimand"]), language),
        NOT_SHOWN if measure in TESTS else value,
        NOT_SHOWN if pd.isna(p) else _p(float(p), language),
    ]


def _what(row: pd.Series, study: Study, language: Language) -> str:
    """Say which reading, whom, and what."""
    reading = t(f"analysis-{str(row['analysis']).replace('_', '-')}", language) if row["analysis"] != "main" else ""
    whom = covariate_name(str(row["population"]), study, language) if row["population"] != "all" else ""
    what = t(f"measure-{str(row['measure']).replace('_', '-')}", language)
    named = [part for part in (reading, whom, what) if part]
    return reduce(lambda inner, outer: labelled(outer, inner, language), reversed(named))


def comparison_name(method: str, estimand: str, language: Language) -> str:
    """Name a comparison, also one whose subgroups are drawn towards each other."""
    name = method_name(estimand, language, method.removesuffix(SHRUNKEN))
    return t("method-shrunken", language, method=name) if method.endswith(SHRUNKEN) else name


def _p(value: float, language: Language) -> str:
    return t("p-small", language) if value < 0.005 else number(value, language, 2)
