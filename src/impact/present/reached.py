"""What a report of people reached says: counts and bounds in words and tables, and what they cannot tell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.i18n import date, t, wording
from impact.present.page import Fragment, bullets, folded, paragraphs, terms, together
from impact.present.select import rows_of
from impact.present.tables import table
from impact.present.words import NOT_SHOWN, counted, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.kinds import Reach
    from impact.study.parts import Language

Row = dict[str, Any]


def reach_headline(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many different people each programme reached, and that this is a count."""
    notes = [t("reach-alone", language), t("reach-never-added", language)]
    several = len(asked_of(study).programmes) > 1
    return together(reach_card(released, study, language), paragraphs(notes if several else notes[:1]))


def reach_card(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say the answer of a study of reach and no more: a line a programme."""
    said = [
        t(
            "reach-statement",
            language,
            programme=programme_name(row["activity"], study, language),
            amount=amount(row, study, language),
        )
        for row in totals(released)
    ]
    statements = paragraphs(said).html.replace("<p>", '<p class="statement">')
    kind = t("reach-kind", language)
    html = f'<div class="answer">{statements}<p class="certainty">{escape(kind)}</p></div>'
    return Fragment(html, "\n".join([paragraphs(said).text, kind]))


def reach_limits(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what a count of people cannot tell, what weighs most first."""
    said = [say("limit-synthetic", study, language)] if study.synthetic else []
    said.append(t("reach-limit-effect", language))
    bases = {row["basis"] for row in totals(released)}
    said += [t("reach-limit-bounds", language)] if bases - {"distinct"} else []
    said += [t(f"reach-limit-{name}", language) for name in ("rate", "consent", "depth")]
    return bullets([*said, say("limit-places", study, language)])


def reach_definitions(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what being reached means here, and what each programme's numbers rest on."""
    asked = asked_of(study)
    entries = {
        t("reach-define", language): wording(asked.definition, language),
        t("reach-define-unit", language): t(f"reach-define-unit-{asked.unit}", language),
        t("reach-define-bounds", language): t("reach-define-bounds-text", language),
    }
    entries |= {
        programme_name(row["activity"], study, language): t(f"reach-basis-{row['basis'].replace('_', '-')}", language)
        for row in totals(released)
    }
    return terms(entries)


def reach_who(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many entries of the lists count, and why the others do not."""
    numbers = {row["reason"]: row["n"] for row in rows_of(released.flow.frame)}
    day = date(study.cut_off, language) if study.cut_off else ""
    if not numbers.get("all"):
        return paragraphs([t("reach-no-list", language)])
    rows = [
        [t(f"reach-flow-{reason.replace('_', '-')}", language), counted(n, language)]
        for reason, n in numbers.items()
        if n != 0
    ]
    columns = [t("reach-entries", language), t("reach-number", language)]
    note = paragraphs([t("reach-flow-note", language, day=day)])
    return together(note, table(t("table-reach-flow", language), columns, rows, language))


def reach_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Set out people reached by role and period, a table a programme; entries as counted stand beside the totals."""
    return together(*(_tables_of(row["activity"], released, study, language) for row in totals(released)))


def _tables_of(programme: str, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    rows = rows_of_programme(released, programme)
    roles, periods = (list(dict.fromkeys(row[name] for row in rows if row[name])) for name in ("role", "period"))
    found = {(row["role"], row["period"]): row for row in rows}
    name = programme_name(programme, study, language)
    by_period = [
        [
            period_name(period, language),
            short(found["", period], language),
            _entries(found["", period], language),
        ]
        for period in ["", *periods]
    ]
    columns = [t(f"reach-{key}", language) for key in ("period", "people", "counted")]
    first = table(t("table-reach", language, programme=name), columns, by_period, language)
    by_role = [
        [role_name(role, language), *(short(found[role, period], language) for period in ["", *periods])]
        for role in roles
    ]
    columns = [t("reach-role", language), *(period_name(period, language) for period in ["", *periods])]
    second = table(t("table-reach-roles", language, programme=name), columns, by_role, language)
    return together(first, folded(t("table-reach-roles", language, programme=name), second))


def totals(released: ReleasedResults) -> list[Row]:
    """Return each programme's row for all roles and all of the records."""
    rows = rows_of(released.reach.frame.fillna({"role": "", "period": ""}))
    return [row for row in rows if not row["role"] and not row["period"]]


def rows_of_programme(released: ReleasedResults, programme: str) -> list[Row]:
    """Return the rows of one programme; what is about all roles or periods has an empty name there."""
    rows = rows_of(released.reach.frame.fillna({"role": "", "period": ""}))
    return [row for row in rows if row["activity"] == programme]


def amount(row: Row, study: Study, language: Language) -> str:
    """Write how many people a row is of: a number, bounds, or that it is not shown."""
    units = t(f"reach-units-{asked_of(study).unit}", language)
    shown = {name: counted(row[name], language) for name in ("n", "at_least", "at_most")}
    if pd.isna(row["at_most"]):
        return t("reach-not-shown", language)
    if row["at_most"] == 0:
        return t("reach-nobody", language)
    if not pd.isna(row["n"]):
        return t("reach-distinct", language, n=shown["n"], units=units)
    if pd.isna(row["at_least"]):
        return t("reach-at-most", language, high=shown["at_most"], units=units)
    return t("reach-between", language, low=shown["at_least"], high=shown["at_most"], units=units)


def short(row: Row, language: Language) -> str:
    """Write a cell of a table: a number, or its bounds."""
    if pd.isna(row["at_most"]) or row["at_most"] == 0 or not pd.isna(row["n"]):
        return counted(row["at_most"] if pd.isna(row["n"]) else row["n"], language)
    high = counted(row["at_most"], language)
    if pd.isna(row["at_least"]):
        return t("reach-short-most", language, high=high)
    return t("reach-short", language, low=counted(row["at_least"], language), high=high)


def _entries(row: Row, language: Language) -> str:
    return NOT_SHOWN if pd.isna(row["counted"]) else counted(row["counted"], language)


def period_name(period: str, language: Language) -> str:
    """Name a year or a quarter, or all of the records."""
    if not period:
        return t("reach-all-periods", language)
    year, _, quarter = period.partition("-Q")
    return t("reach-quarter", language, year=year, quarter=quarter) if quarter else year


def role_name(role: str, language: Language) -> str:
    """Name a role in which somebody took part."""
    return t(f"role-{role.replace('_', '-')}", language)


def programme_name(programme: str, study: Study, language: Language) -> str:
    """Name a programme as the study's labels do, or else as the records write it."""
    label = wording(study.labels.characteristics.get(programme, {}), language, "")
    return label or programme.replace("_", " ").capitalize()


def asked_of(study: Study) -> Reach:
    """Return what a study of reach asks.

    Raises
    ------
    ValueError
        If the study is of another kind.
    """
    if study.reach is None:
        raise ValueError(f"{study.id} is of kind {study.kind}, and says nothing of reach")
    return study.reach
