"""Does the answer depend on our choices: what would have to be true for it to change, in words, beside the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import CONTROLS, LOSS_BOUNDS
from impact.i18n import number, t, variant
from impact.present.beside import analysis_name, main_row, nobody_lost, rows_of_analysis, value_of
from impact.present.certainty import includes_none
from impact.present.checks import check_sentence
from impact.present.evalues import e_value_chart, e_values, name_of, of_estimate
from impact.present.forest import choices_chart
from impact.present.page import Chart, Fragment, bullets, paragraphs, together
from impact.present.select import has_interval, is_reported
from impact.present.tipping import LOWER, TIPPING_POINT, UNCLEAR, as_found, grid_of, times, tipping_chart
from impact.present.turnbull import turnbull_chart
from impact.present.words import difference, duration, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

IMMORTAL, ENROLMENT_CLOCK = "immortal_time", "naive_enrolment_clock"


def choices(released: ReleasedResults, study: Study, language: Language) -> tuple[Chart | Fragment, ...]:
    """Return the pieces of the section on choices, in reading order; what was not asked is not there."""
    page = released, study, language
    pieces = (
        choices_chart(*page),
        _clock(*page),
        _loss(*page),
        tipping_chart(*page),
        _confounding(*page),
        e_value_chart(*page),
        turnbull_chart(*page),
    )
    nothing = (t("choices-nothing", language), t("further-none", language))
    shown = tuple(piece for piece in pieces if piece is not None and str(piece) not in nothing)
    return shown or (paragraphs([t("further-none", language)]),)


def choices_notes(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what would have to be true for the answer to change: of the clock, of those lost, of what nobody recorded."""
    page = released, study, language
    notes = [note for note in (_clock(*page), _loss(*page), _confounding(*page)) if note is not None]
    return together(*notes) if notes else paragraphs([t("choices-nothing", language)])


def bound_sentence(released: ReleasedResults, study: Study, language: Language) -> str:
    """Say what the difference would be if everybody lost had had the event in one group and nobody in the other.

    Empty where the bounds were not asked or may not be shown, and where they meet, as nobody was lost.
    """
    worst, best = (_reported(released, name, study) for name in LOSS_BOUNDS)
    if worst is None or best is None or worst["measure"] != "risk_difference":
        return ""
    if nobody_lost(released, study):
        return ""
    shown = {name: difference(row["estimate"], language) for name, row in (("worst", worst), ("best", best))}
    return say("choices-bounds", study, language, duration=duration(study.primary.horizon, study, language), **shown)


def _loss(released: ReleasedResults, study: Study, language: Language) -> Fragment | None:
    """Say how far loss alone could move the answer, what of it weights repair, and what would overturn the answer."""
    if nobody_lost(released, study):
        return None
    bounds, tipping = bound_sentence(released, study, language), _tipping_sentences(released, study, language)
    weighted = _reported(released, "censoring_weights", study)
    if not (bounds or tipping or weighted is not None):
        return None
    said = [bounds] if bounds else []
    if weighted is not None:
        said.append(say("choices-weighted", study, language, value=value_of(weighted, study, language)))
    return bullets([*said, say("choices-loss-limit", study, language), *tipping])


def _confounding(released: ReleasedResults, study: Study, language: Language) -> Fragment | None:
    """Say how strong an unrecorded factor would have to be, and what the controls found that should find nothing."""
    said = [*_confounding_sentences(released, study, language), *_control_sentences(released, study, language)]
    return bullets(said) if said else None


def _clock(released: ReleasedResults, study: Study, language: Language) -> Fragment | None:
    """Lay the naive answer beside the aligned one, and count the days on which nobody could have had the event."""
    said = []
    naive, main = _reported(released, ENROLMENT_CLOCK, study), main_row(released, study)
    if naive is not None:
        aligned = value_of(main, study, language) if main is not None else ""
        key = "choices-clock" if main is not None and is_reported(main) else "choices-clock-alone"
        said.append(say(key, study, language, naive=value_of(naive, study, language), aligned=aligned))
    immortal = released.checks.select(check=IMMORTAL).dropna(subset=["value"])
    said += [check_sentence(row, study, language) for _, row in immortal.iterrows()]
    return paragraphs(said) if said else None


def _reported(released: ReleasedResults, analysis: str, study: Study) -> pd.Series | None:
    rows = [
        row for row in rows_of_analysis(released, analysis, study) if is_reported(row) and row["population"] == "all"
    ]
    return rows[0] if rows else None


def _tipping_sentences(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say from which odds on the conclusion changes, by group; the other group's lost are as their records suggest."""
    grid = grid_of(released, study, TIPPING_POINT)
    centre = as_found(grid)
    if centre is None:
        return []
    if centre["conclusion"] == UNCLEAR:
        return [say("choices-tipping-unclear", study, language)]
    rising = "programme" if centre["conclusion"] == LOWER else "comparison"
    return [_tipping_sentence(grid, arm, study, language, up=arm == rising) for arm in ("programme", "comparison")]


def _tipping_sentence(grid: pd.DataFrame, arm: str, study: Study, language: Language, *, up: bool) -> str:
    other = "comparison" if arm == "programme" else "programme"
    line = grid[(grid[other] == 1) & ((grid[arm] >= 1) if up else (grid[arm] <= 1))]
    line = line.sort_values(arm, ascending=up, kind="stable")
    changed = line[line["conclusion"] != line["conclusion"].iloc[0]]
    key, at = ("found", changed[arm].iloc[0]) if len(changed) else ("none", line[arm].iloc[-1])
    way = "up" if up else "down"
    # Odds under 1 are said as a division, which people read more easily than a fraction.
    odds = times(float(at) if up else 1 / float(at), language)
    return say(f"choices-tipping-{key}-{way}", study, language, arm=arm, odds=odds)


def _confounding_sentences(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    estimate, limit = (of_estimate(released, study, what) for what in ("estimate", "limit"))
    if pd.isna(estimate):
        return []
    written = {"estimate": number(estimate, language, 1), "limit": "" if pd.isna(limit) else number(limit, language, 1)}
    key = "choices-e-value" if limit > 1 else "choices-e-value-null"
    said = [say(key, study, language, **written)]
    covariates = e_values(released, study)
    covariates = covariates[(covariates["what"] == "covariate") & covariates["e_value"].notna()]
    if len(covariates):
        first = covariates.iloc[0]
        value = number(float(first["e_value"]), language, 1)
        said.append(
            say("choices-e-value-covariate", study, language, name=name_of(first, study, language), value=value)
        )
    return said


def _control_sentences(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    said = []
    for control in CONTROLS:
        row = _reported(released, control, study)
        if row is None or not has_interval(row):
            continue
        key = f"choices-control-{'none' if includes_none(row) else 'found'}"
        name = analysis_name(row, study, language)
        said.append(t(variant(key, control), language, name=name, value=value_of(row, study, language)))
    return [say("choices-controls-lead", study, language), *said] if said else []
