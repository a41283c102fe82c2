"""What the report says around its pictures: limits, who, definitions, certainty, privacy, versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import date, inside, number, percent, t, wording
from impact.present.certainty import ENOUGH_TRACED, certainty
from impact.present.departures import changed_gates
from impact.present.page import Fragment, bullets, paragraphs, terms
from impact.present.select import is_reported, later_enrolled, primary_difference, primary_of, traced
from impact.present.words import competing_events, counted, duration, in_brackets, method_name, say, say_of_kind, share
from impact.study.parts import ADJUSTED

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def limits(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what the study cannot tell."""
    return bullets(limit_sentences(released, study, language))


def limit_sentences(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say what the study cannot tell, what weighs most first."""
    shares = traced(released, study.primary.horizon)
    keys = ["limit-synthetic"] if study.synthetic else []
    keys.append(f"limit-{study.evidence}")
    keys += ["limit-landmark"] if study.design.kind == "landmark" else []
    sentences = [say_of_kind(key, study, language) for key in keys]
    if study.indirectness is not None:
        sentences.append(say("limit-indirectness", study, language, reason=wording(study.indirectness, language)))
    if all(value < 1 for value in shares.values()):
        sentences.append(
            say_of_kind(
                "limit-followup",
                study,
                language,
                duration=duration(study.primary.horizon, study, language),
                **{f"{arm}_share": share(value, language) for arm, value in shares.items()},
            )
        )
    return [*sentences, *(say(f"limit-{key}", study, language) for key in ("unknown", "places", "outcome"))]


def who(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many are compared, out of how many records, how many were traced, and how many enrolled too late."""
    sentences = [*_compared(released, study, language), traced_sentence(released, study, language)]
    if study.design.kind == "landmark":
        sentences.append(_later_enrolled(released, study, language))
    return paragraphs(sentences)


def who_in_brief(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say in two sentences how many are compared and how many of them were traced."""
    return paragraphs([_compared(released, study, language)[0], traced_sentence(released, study, language)])


def _later_enrolled(released: ReleasedResults, study: Study, language: Language) -> str:
    value, day = later_enrolled(released), number(study.design.day or 0, language)
    if pd.isna(value):
        return say("who-later-enrolled-hidden", study, language, day=day)
    return say("who-later-enrolled", study, language, day=day, share=share(value, language))


def _compared(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    shown = {arm: _people(released, "analysed", arm) for arm in ("programme", "comparison")}
    total = sum(shown.values())
    if pd.isna(total):
        return [say("who-suppressed", study, language)]
    numbers = {f"{arm}_n": counted(value, language) for arm, value in shown.items()}
    sentences = [say("who-analysed", study, language, total=counted(total, language), **numbers)]
    everybody = _people(released, "all", "programme") + _people(released, "all", "comparison")
    if everybody > total:
        sentences.append(say("who-from", study, language, all=counted(everybody, language)))
    return sentences


def _people(released: ReleasedResults, step: str, arm: str) -> float:
    rows = released.flow.select(step=step, arm=arm)["n"]
    return float(rows.iloc[0]) if len(rows) else float("nan")


def traced_sentence(released: ReleasedResults, study: Study, language: Language, horizon: float | None = None) -> str:
    """Say which share of each group was traced to a horizon, by default the primary one."""
    time = study.primary.horizon if horizon is None else horizon
    shares = {f"{arm}_share": share(value, language) for arm, value in traced(released, time).items()}
    return say("traced-sentence", study, language, duration=duration(time, study, language), **shares)


def definitions(study: Study, language: Language) -> Fragment:
    """Say what the report's words mean in this study."""
    names = ["programme", "comparison", "start", "event", "no-event"]
    others = competing_events(study, language)
    names += ["competing"] if others or study.input.is_records else []
    names += ["risk", "interval", "weighted", "traced"]
    return terms(
        {
            t(f"define-{name}", language): say_of_kind(f"define-{name}-text", study, language, events=", ".join(others))
            for name in names
        }
    )


def certainty_note(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say which rules led to the certainty of the answer; one that is withheld has none."""
    if not is_reported(primary_difference(released, study)):
        return paragraphs([t("certainty-withheld", language)])
    verdict = certainty(released, study)
    variables = {
        "share": percent(ENOUGH_TRACED, language),
        "duration": duration(study.primary.horizon, study, language),
    }
    if study.indirectness is not None:
        variables["reason"] = wording(study.indirectness, language)
    level = t(f"certainty-{verdict.level}", language)
    steps = [say(f"certainty-{rule}", study, language, **variables) for rule in verdict.rules]
    if len(steps) == 1:
        steps.append(t("certainty-step-none", language))
    design = 5 if study.evidence == "experiment" else 1 if primary_of(study)[0] == "unadjusted" else 2
    return bullets(
        [
            *steps,
            *changed_gates(study, language),
            t("certainty-result", language, level=inside(level, language)),
            t("certainty-scale", language, level=str(design)),
            t("certainty-verbs", language),
        ]
    )


def privacy(study: Study, language: Language) -> Fragment:
    """Say how what is shown was kept from telling about single people."""
    rules = study.disclosure
    return bullets(
        [
            t(
                "privacy-counts",
                language,
                highest=number(rules.suppress_below - 1, language),
                step=number(rules.round_to, language),
            ),
            t(
                "privacy-curves",
                language,
                curve_step=number(rules.curve_step, language),
                suppress_below=number(rules.suppress_below, language),
            ),
            t("privacy-estimates", language, minimum=number(rules.minimum_n, language)),
            t("privacy-earlier", language),
            t("privacy-places", language),
        ]
    )


def versions_note(facts: Mapping[str, str], released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say which data, code and methods made the report.

    Parameters
    ----------
    facts : mapping
        data_version and code_version, as `impact.provenance.versions` gives them.
    released, study, language
        As everywhere.
    """
    entries = {t("version-study", language): study.id}
    entries[t("version-design", language)] = _design(study, language)
    if study.cut_off is not None:
        entries[t("version-cut-off", language)] = date(study.cut_off, language)
    entries |= {t(f"version-{name}", language): facts[f"{name}_version"] for name in ("data", "code")}
    entries[t("version-method", language)] = method_line(released, study, language)
    if study.kind == "comparison":
        entries[t("version-seed", language)] = str(study.bootstrap.seed)
    changed = " ".join(changed_gates(study, language))
    return terms(entries | ({t("version-gate", language): changed} if changed else {}))


def _design(study: Study, language: Language) -> str:
    if study.kind != "comparison":
        return t(f"version-design-{study.kind}", language)
    evidence = t(f"version-evidence-{study.evidence}", language)
    if not study.input.is_records:
        return evidence
    days = {name: number(getattr(study.design, name) or 0, language) for name in ("day", "grace")}
    kind = study.design.kind.replace("_", "-")
    return f"{evidence}; {say(f'version-design-{kind}', study, language, **days)}"


INTERVALS = ("bootstrap", "imputation", "partners")
"""Kinds of interval that a page names; any other comes from influence functions."""


def method_line(released: ReleasedResults, study: Study, language: Language) -> str:
    """Name the method of the study's answer and the kind of its interval."""
    if study.kind != "comparison":
        return t(f"version-method-{study.kind}", language)
    method, estimand = primary_of(study)
    row = primary_difference(released, study)
    kind = row["interval"] if row is not None and row["interval"] in INTERVALS else "influence"
    drawn = study.imputation.bootstraps if kind == "imputation" else study.bootstrap.replicates
    how = t(f"version-interval-{kind}", language, replicates=number(drawn, language))
    if method == ADJUSTED:
        return t("version-method-adjusted", language, interval=how)
    weights = t(f"version-method-{method}", language)
    if method != "unadjusted":
        weights = in_brackets(weights, inside(method_name(estimand, language), language), language)
    return t("version-method-text", language, method=weights, interval=how)
