"""What else became of them: school, services, households and siblings, each with what it cannot say."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import reason_in_words
from impact.i18n import number, t
from impact.present.certainty import grade, includes_none
from impact.present.lines import step_lines
from impact.present.page import Fragment, bullets, paragraphs
from impact.present.select import is_reported, primary_of, traced
from impact.present.tables import table, with_interval
from impact.present.theme import ARMS
from impact.present.words import (
    NOT_SHOWN,
    at_time,
    counted,
    difference,
    duration,
    group,
    interval,
    labelled,
    per_hundred,
    say,
    share,
)

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

SCHOOL, SERVICE, HOUSEHOLD, SIBLINGS = "school_return", "first_service", "household", "siblings"
UNWEIGHTED = ("unadjusted", "none")


def outcomes(released: ReleasedResults, study: Study, language: Language) -> tuple[Fragment, ...]:
    """Say what else became of the children: a sentence and a picture of school, every outcome in a table, and limits.

    Nothing where the study asks for no further outcome.
    """
    if not study.further_outcomes:
        return ()
    school = (_school(released, study, language),) if SCHOOL in study.further_outcomes else ()
    limits = [say(f"further-limit-{_key(name)}", study, language) for name in study.further_outcomes]
    return (
        paragraphs([say("further-lead", study, language)]),
        *(piece for piece in school if piece.text),
        outcomes_table(released, study, language),
        bullets([*limits, *_supported(released, study, language), t("further-limit-all", language)]),
    )


def outcomes_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List every further outcome: risks and their difference by horizon, and how many of what; each says what it is."""
    if not study.further_outcomes:
        return paragraphs([t("further-outcomes-none", language)])
    rows = []
    for name in study.further_outcomes:
        rows += _rows(name, released, study, language)
        if name in (HOUSEHOLD, SIBLINGS):
            rows.append(_counts(name, released, study, language))
    columns = [t("further-outcome", language), *(group(arm, language) for arm in ARMS)]
    columns += [t("table-difference", language), t("further-kind", language)]
    return table(t("further-table", language), columns, rows, language)


def _rows(name: str, released: ReleasedResults, study: Study, language: Language) -> list[list[str]]:
    """One row a horizon; one for all where no difference is reported, and why."""
    if name == SERVICE:
        return [_service(horizon, released, study, language) for horizon in study.horizons]
    named = primary_of(study)
    at = {
        horizon: _found(released, study, name, horizon, "risk_difference", "contrast", named)
        for horizon in study.horizons
    }
    if not any(is_reported(row) for row in at.values()):
        reasons = [reason_in_words(row["reason"], study, language) for row in at.values() if row is not None]
        why = " ".join(dict.fromkeys(reasons)) or t("withheld-not-estimable", language)
        told = labelled(t("chart-effects-withheld", language), why, language)
        return [[_name(name, study, language), NOT_SHOWN, NOT_SHOWN, told, _kind(study, language)]]
    return [_contrast(name, horizon, row, released, study, language) for horizon, row in at.items()]


def _service(horizon: float, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    risk = _found(released, study, SERVICE, horizon, "risk", "programme", UNWEIGHTED)
    shown = with_interval(risk, language, scale=100) if risk is not None and is_reported(risk) else NOT_SHOWN
    none = t("further-not-apply", language)
    return [_timed(SERVICE, horizon, study, language), shown, none, none, t("kind-risk", language)]


def _contrast(
    name: str, horizon: float, row: pd.Series | None, released: ReleasedResults, study: Study, language: Language
) -> list[str]:
    first = _timed(name, horizon, study, language)
    if row is None or not is_reported(row):
        return [first, NOT_SHOWN, NOT_SHOWN, t("chart-effects-withheld", language), _kind(study, language)]
    risks = [_found(released, study, name, horizon, "risk", arm, primary_of(study)) for arm in ARMS]
    shown = [
        NOT_SHOWN if risk is None or not is_reported(risk) else per_hundred(risk["estimate"], language, 1)
        for risk in risks
    ]
    level = t(f"certainty-{certainty_of(row, released, study)}", language)
    kind = t("further-certainty", language, kind=_kind(study, language), level=level)
    return [first, *shown, with_interval(row, language, scale=100), kind]


def _name(name: str, study: Study, language: Language) -> str:
    return say(f"further-name-{_key(name)}", study, language)


def _timed(name: str, horizon: float, study: Study, language: Language) -> str:
    return at_time(_name(name, study, language), duration(horizon, study, language), language)


def _kind(study: Study, language: Language) -> str:
    return t(f"kind-effect-{study.evidence}", language)


def _counts(name: str, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say how many households, or siblings, there are in each group."""
    found = [_found(released, study, name, study.primary.horizon, "risk", arm, UNWEIGHTED) for arm in ARMS]
    shown = [NOT_SHOWN if row is None else counted(row["n"], language) for row in found]
    none = t("further-not-apply", language)
    return [t(f"further-count-{_key(name)}", language), *shown, none, t("kind-count", language)]


def certainty_of(row: pd.Series, released: ReleasedResults, study: Study) -> str:
    """Grade a further outcome by the rules of the answer; what the groups were not asked about alike is indirect."""
    asked = released.checks.frame
    unlike = asked["check"].astype(str).str.startswith("school_asked") & (asked["verdict"] != "pass")
    return grade(
        study.evidence,
        lowest_traced=float(pd.Series(traced(released, study.primary.horizon)).min(skipna=False)),
        includes_none=includes_none(row),
        is_indirect=study.indirectness is not None or (row["analysis"] == SCHOOL and bool(unlike.any())),
    ).level


def _school(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say the answer about school at the main horizon, and draw both groups over time; or why neither is there."""
    horizon, named = study.primary.horizon, primary_of(study)
    contrast = _found(released, study, SCHOOL, horizon, "risk_difference", "contrast", named)
    risks = {arm: _found(released, study, SCHOOL, horizon, "risk", arm, named) for arm in ARMS}
    if contrast is None or not is_reported(contrast) or any(row is None for row in risks.values()):
        why = "" if contrast is None else reason_in_words(contrast["reason"], study, language)
        return paragraphs([say("further-school-withheld", study, language), *([why] if why else [])])
    shown = {f"{arm}_risk": per_hundred(row["estimate"], language) for arm, row in risks.items() if row is not None}
    level = certainty_of(contrast, released, study)
    said = say(
        "further-school", study, language, **shown, duration=duration(horizon, study, language),
        difference=difference(contrast["estimate"], language),
        interval=interval(contrast["ci_lower"], contrast["ci_upper"], language),
        level=t(f"certainty-{level}", language), verb="unclear" if includes_none(contrast) else level,
    )  # fmt: skip
    curves = released.curves.select(analysis=SCHOOL, population="all", event=1, method=named[0], estimand=named[1])
    drawing = _figure(curves, said, study, language)
    return Fragment(f"<p>{escape(said)}</p>{drawing}", said)


def _figure(curves: pd.DataFrame, said: str, study: Study, language: Language) -> str:
    curves = curves[curves["time"] <= max(study.horizons)].dropna(subset=["estimate"])
    if set(curves["arm"]) != set(ARMS):
        return ""
    note = say("further-school-note", study, language, curve_step=number(study.disclosure.curve_step, language))
    title = say("further-school-title", study, language)
    return (
        f'<figure class="lines" id="chart-school"><figcaption><strong>{escape(title)}</strong> '
        f"<span>{escape(note)}</span></figcaption>{step_lines(curves, said, study, language)}</figure>"
    )


def _supported(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say which share of the siblings is in the programme itself, by group, where both may be told."""
    if SIBLINGS not in study.further_outcomes:
        return []
    values = released.checks.frame.set_index("check")["value"]
    shares = {arm: float(values.get(f"siblings_supported.{arm}", float("nan"))) for arm in ARMS}
    if any(pd.isna(value) for value in shares.values()):
        return [t("further-supported-hidden", language)]
    return [
        t("further-supported", language, **{f"{arm}_share": share(value, language) for arm, value in shares.items()})
    ]


def _found(
    released: ReleasedResults, study: Study, name: str, horizon: float, measure: str, arm: str, named: tuple[str, str]
) -> pd.Series | None:
    """Return one row of a further outcome, or nothing where the release has none."""
    rows = released.effects.select(
        analysis=name, population="all", event=1, measure=measure, arm=arm, horizon=horizon, method=named[0],
        estimand=named[1],
    )  # fmt: skip
    return rows.iloc[0] if len(rows) else None


def _key(name: str) -> str:
    return name.replace("_", "-")
