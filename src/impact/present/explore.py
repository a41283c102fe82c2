"""The same numbers at every horizon, adjusted and as observed: a reader moves them all together."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t
from impact.present.icons import icon_array
from impact.present.page import Fragment
from impact.present.select import effect, is_reported, primary_of
from impact.present.sentences import traced_sentence
from impact.present.withheld import is_answered, withheld_reasons
from impact.present.words import by_then, difference, duration, interval, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

ADJUSTED, OBSERVED = "adjusted", "observed"


def explore(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Offer the risks, their difference and the share traced at each horizon, adjusted and as observed.

    Every combination is a panel of the page, of which a script shows one at a time; without the script the panel of the
    answer is seen and the controls are not. Nothing where the answer is withheld: what was observed does not take its
    place.
    """
    if not is_answered(released, study):
        return Fragment("", "")
    views = (ADJUSTED, OBSERVED) if study.headline_method != "unadjusted" else (ADJUSTED,)
    panels = [_panel(time, view, released, study, language) for time in study.horizons for view in views]
    title = t("explore-title", language)
    html = (
        f'<div class="explore"><h3>{escape(title)}</h3>{_controls(views, study, language)}'
        f'<div class="panels" aria-live="polite">{"".join(panel.html for panel in panels)}</div>'
        f'<p class="footnote">{escape(say("icons-note", study, language))}</p></div>'
    )
    return Fragment(html, "\n".join([title, *(panel.text for panel in panels)]))


def _controls(views: tuple[str, ...], study: Study, language: Language) -> str:
    place = study.horizons.index(study.primary.horizon)
    now = escape(duration(study.primary.horizon, study, language))
    # The slider says its value itself: what stands beside it is for the eye.
    slider = (
        f'<div class="slider"><label for="explore-time">{escape(t("explore-time", language))}</label> '
        f'<output for="explore-time" aria-hidden="true">{now}</output><input type="range" id="explore-time" min="0" '
        f'max="{len(study.horizons) - 1}" step="1" value="{place}" aria-valuetext="{now}"></div>'
    )
    choices = "".join(
        f'<label><input type="radio" name="explore-view" value="{view}"{" checked" if view == ADJUSTED else ""}> '
        f"{escape(t(f'explore-{view}', language))}</label>"
        for view in views
    )
    switch = f"<fieldset><legend>{escape(t('explore-view', language))}</legend>{choices}</fieldset>"
    shown = (slider if len(study.horizons) > 1 else "") + (switch if len(views) > 1 else "")
    return f'<div class="controls" hidden>{shown}</div>'


def _panel(time: float, view: str, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    method, estimand = primary_of(study) if view == ADJUSTED else ("unadjusted", "none")
    same = {"measure": "risk_difference", "method": method, "estimand": estimand, "arm": "contrast", "horizon": time}
    row = effect(released, **same)
    inside = _numbers(row, time, view, released, study, language)
    is_first = (time, view) == (study.primary.horizon, ADJUSTED)
    when = escape(duration(time, study, language))
    html = (
        f'<div class="panel" data-time="{study.horizons.index(time)}" data-view="{view}" data-when="{when}"'
        f"{'' if is_first else ' hidden'}>{inside.html}</div>"
    )
    return Fragment(html, inside.text)


def _numbers(
    row: pd.Series | None, time: float, view: str, released: ReleasedResults, study: Study, language: Language
) -> Fragment:
    by = by_then(time, study, language)
    if row is None or not is_reported(row):
        why = [] if row is None else withheld_reasons(row, released, study, language)
        said = " ".join([say("explore-none", study, language, by=by), *why])
        return Fragment(f"<p>{escape(said)}</p>", said)
    icons = icon_array(row, released, study, language)
    size = say("headline-difference", study, language, difference=difference(row["estimate"], language))
    limits = t("headline-interval", language, interval=interval(row["ci_lower"], row["ci_upper"], language))
    notes = [traced_sentence(released, study, language, time)]
    notes += [say("explore-observed-note", study, language)] if view == OBSERVED else []
    html = f'{icons.html}<p class="difference"><b>{escape(size)}</b> <span>{escape(limits)}</span></p>' + "".join(
        f"<p>{escape(note)}</p>" for note in notes
    )
    return Fragment(html, "\n".join([icons.text, f"{size} {limits}", *notes]))
