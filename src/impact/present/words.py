"""Words of the study in the reader's language: groups, durations, amounts, names of characteristics."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.data.validate.suites import reason_in
from impact.i18n import has, inside, number, percent, t, variant, wording

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

NOT_SHOWN = "–"
"""Stands for a number that is not shown; it says nothing about which numbers it could be."""

MINUS = "−"
COUNT_FROM, COUNT_AS, COUNT_TO = "\ue000", "\ue001", "\ue002"
"""Private-use characters around a count's digits and its words, until `page.marked` makes an element of them."""
_MISSING = "_missing"


def vocabulary(study: Study, language: Language) -> dict[str, str]:
    """Return the study's words as messages name them; `_title` variants begin as the study wrote them."""
    labels = study.labels
    words = {name: inside(wording(getattr(labels, name), language), language) for name in ("programme", "comparison")}
    words |= {f"{name}_title": wording(getattr(labels, name), language) for name in ("programme", "comparison")}
    words |= {name: wording(getattr(labels, name), language) for name in ("event", "no_event", "people", "start")}
    return words


def say(key: str, study: Study, language: Language, **variables: str | float) -> str:
    """Return a message that speaks of the study's subject; every message may use the whole vocabulary."""
    return t(key, language, **{**vocabulary(study, language), **variables})


def say_of_kind(key: str, study: Study, language: Language, **variables: str | float) -> str:
    """Return a message in what it says of this form of input or this design, where either needs words of its own."""
    key = variant(variant(key, study.input.kind), study.design.kind)
    return say(key, study, language, day=number(study.design.day or 0, language), **variables)


def competing_events(study: Study, language: Language) -> list[str]:
    """Return what an analysis table's competing events (codes from 2 up) are called, as they stand in a sentence."""
    if study.input.form != "analysis_table":
        return []
    labels = study.input.columns.event_labels
    return [inside(wording(labels[code], language), language) for code in sorted(labels) if code > 1]


def duration(time: float, study: Study, language: Language) -> str:
    """Write a time of the study's unit, e.g. 12 months."""
    return t(f"duration-{study.time_unit}", language, count=_whole(time))


def by_then(time: float, study: Study, language: Language) -> str:
    """Write a time of the study's unit as a moment in a sentence, e.g. by 12 months."""
    return t(f"by-{study.time_unit}", language, count=_whole(time))


def moment(time: float, study: Study, language: Language) -> str:
    """Write a moment after time zero in two words, e.g. Month 12."""
    return t(f"since-short-{study.time_unit}", language, count=_whole(round(time, 1)))


def group(arm: str, language: Language) -> str:
    """Name an arm."""
    return t(f"group-{arm}", language)


def label(arm: str, study: Study, language: Language) -> str:
    """Name an arm as the study does."""
    return wording(getattr(study.labels, arm), language)


def method_name(estimand: str, language: Language, method: str = "iptw") -> str:
    """Name a comparison by whom it aims at, and by its method where that is not propensity weights.

    `none` is the comparison without weights.
    """
    key = f"method-{estimand}" if method in ("unadjusted", "iptw") else f"method-{method}-{estimand}"
    return t(key, language)


def count(value: float, language: Language) -> str:
    """Write a released count, or a dash where it is suppressed."""
    return NOT_SHOWN if pd.isna(value) else number(float(value), language)


def counted(value: float, language: Language) -> str:
    """Write a released count for text that becomes HTML: `page.marked` marks it as one for whoever audits the page."""
    if pd.isna(value):
        return NOT_SHOWN
    return f"{COUNT_FROM}{float(value):.10g}{COUNT_AS}{count(value, language)}{COUNT_TO}"


def share(value: float, language: Language) -> str:
    """Write a share in 0–1 as a percentage, or a dash where it is suppressed."""
    return NOT_SHOWN if pd.isna(value) else percent(float(value), language)


def number_of(value: float, language: Language, decimals: int) -> str:
    """Write a released number, or a dash where it is suppressed."""
    return NOT_SHOWN if pd.isna(value) else number(float(value), language, decimals)


def per_hundred(risk: float, language: Language, decimals: int | None = None) -> str:
    """Write a risk in 0–1, or the size of a difference, per 100 people: whole, but for what is under 1 and not 0."""
    if pd.isna(risk):
        return NOT_SHOWN
    value = 100 * abs(float(risk))
    places = decimals if decimals is not None else int(0.05 <= value < 0.95)
    return number(value, language, places)


def signed(value: float, language: Language, decimals: int = 1) -> str:
    """Write a number with a true minus sign."""
    if pd.isna(value):
        return NOT_SHOWN
    text = number(abs(float(value)), language, decimals)
    return f"{MINUS}{text}" if value < 0 and re.search(r"[1-9]", text) else text


def wrapped(text: str, width: int = 26) -> str:
    """Break a label into lines that a telephone's screen holds."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def direction(difference: float) -> str:
    """Tell whether a difference means fewer, more, or none at the precision that is shown."""
    if abs(100 * difference) < 0.05:
        return "none"
    return "fewer" if difference < 0 else "more"


def difference(value: float, language: Language) -> str:
    """Write a risk difference, e.g. 8 fewer."""
    return t("difference", language, direction=direction(value), size=per_hundred(value, language))


def interval_parts(low: float, high: float, language: Language) -> dict[str, str]:
    """Return the shape of a difference's interval and its limits in the order in which they are said.

    Like the released limits, the digits that are said are rounded outward: no interval reads narrower than it is.
    """
    if low < 0 < high:
        shape, ends = "both", (-risk_limit(-low, up=True), risk_limit(high, up=True))
    elif high <= 0:
        shape, ends = "fewer", (risk_limit(-high, up=False), risk_limit(-low, up=True))
    else:
        shape, ends = "more", (risk_limit(low, up=False), risk_limit(high, up=True))
    return {"shape": shape, "from": per_hundred(ends[0], language), "to": per_hundred(ends[1], language)}


def risk_limit(size: float, *, up: bool) -> float:
    """Round the size of a limit in 0–1 to what `per_hundred` shows: whole per 100, or one decimal under 1."""
    return outward(100 * size, int(100 * size < 1), up=up) / 100


def outward(value: float, decimals: int, *, up: bool) -> float:
    """Round a limit up or down, so that its interval does not become narrower; float noise moves nothing."""
    scale = 10.0**decimals
    scaled = round(float(value) * scale, 6)
    return (math.ceil(scaled) if up else math.floor(scaled)) / scale


def interval(low: float, high: float, language: Language) -> str:
    """Write the interval of a risk difference, e.g. 3 to 13 fewer."""
    if pd.isna(low) or pd.isna(high):
        return NOT_SHOWN
    return t("interval", language, **interval_parts(low, high, language))


def labelled(name: str, value: str, language: Language) -> str:
    """Write what something is called and what it is, e.g. Sex: female."""
    return t("labelled", language, name=name, value=value)


def at_time(what: str, when: str, language: Language) -> str:
    """Write something and its time, e.g. Programme group, month 12."""
    return t("at-time", language, what=what, when=when)


def in_brackets(value: str, more: str, language: Language) -> str:
    """Write a value and, in brackets, what belongs to it, e.g. 120 (24%)."""
    return t("in-brackets", language, value=value, more=more)


def covariate_name(code: str, study: Study, language: Language) -> str:
    """Put a covariate into words: a column's name, or `name=level`, e.g. `sex=female` becomes Sex: female.

    The study's own label goes first, then the catalogue's; what neither knows is shown as the data write it.
    """
    name, _, level = code.partition("=")
    column = name.removesuffix(_MISSING)
    title = wording(study.labels.characteristics.get(column, {}), language, "") or _known("covariate", column, language)
    if column != name:
        title = t("covariate-missing", language, name=title)
    return labelled(title, level_name(level, language), language) if level else title


def reason_of(row: Mapping[str, Any], language: Language) -> str:
    """Return why a rule of the expectations is there, for a row that names it."""
    reason = {language: str(row[f"reason_{language}"]) for language in ("en", "es")}
    return reason_in(str(row["rule"]), str(row["column"]), reason, language)


def level_name(level: object, language: Language) -> str:
    """Put the code of a categorical value into words."""
    return _known("level", str(level), language)


def _known(kind: str, code: str, language: Language) -> str:
    key = f"{kind}-{re.sub('[_ ]', '-', code.lower())}"
    if re.fullmatch(r"[a-z][a-z0-9-]*", key) and has(key, language):
        return t(key, language)
    return code.replace("_", " ")


def _whole(time: float) -> float | int:
    return int(time) if float(time).is_integer() else float(time)
