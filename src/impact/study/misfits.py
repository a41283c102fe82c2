"""What a study asks that its design, its partners or its models cannot give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact.study.designs import ALWAYS_NAMED, CLONE_METHODS, TIME_VARYING_METHODS
from impact.study.parts import FIXED_DESIGNS, MEASURES, TRUNCATED, WEIGHTINGS

if TYPE_CHECKING:
    from impact.study.model import Study


def misfits(study: Study) -> Iterator[str]:
    """Say what the study's design, or its partners and models, cannot give of what the study asks."""
    yield from _partners(study)
    yield from _models(study)
    kind, primary = study.design.kind, study.primary
    if kind == "clone_censor":
        yield from _not_offered(study, CLONE_METHODS)
        if primary.measure == "hazard_ratio":
            yield (
                "primary.measure = 'hazard_ratio': the design clone_censor compares risks; ask for risk_difference, "
                "risk_ratio or rmtl_difference, or use the design time_varying"
            )
        if study.outcome.date == "imputed":
            yield "outcome.date = 'imputed': the design clone_censor takes lower, midpoint or upper"
    elif kind == "time_varying":
        yield from _not_offered(study, TIME_VARYING_METHODS)
        if primary.measure != "hazard_ratio":
            yield (
                f"primary.measure = '{primary.measure}': the design time_varying gives a hazard ratio only: children "
                "pass from not enrolled to enrolled while time runs and neither group has a risk by a date. Set "
                "primary.measure to hazard_ratio, or use the design clone_censor for risks"
            )
        if study.sensitivities:
            yield "sensitivities: the design time_varying offers none"
    elif primary.method == "adjusted" and primary.measure != "hazard_ratio":
        yield (
            f"primary.method = 'adjusted': it gives a hazard ratio and no {primary.measure}; set primary.measure to "
            "hazard_ratio, or use iptw, standardised or aipw"
        )
    elif "adjusted" in (primary.method, *study.methods) and study.outcome.date == "imputed":
        yield "outcome.date = 'imputed': the method adjusted takes lower, midpoint or upper; or use iptw"
    yield from _no_further_outcomes(study)


def _not_offered(study: Study, methods: tuple[str, ...]) -> Iterator[str]:
    kind, there = study.design.kind, ", ".join(methods)
    if study.primary.method not in methods:
        yield f"primary.method = '{study.primary.method}': the design {kind} has no such method; there is: {there}"
    extra = [method for method in study.methods if method not in (*methods, *ALWAYS_NAMED)]
    if extra:
        yield f"methods: the design {kind} has no {', '.join(extra)}; there is: {there}"
    for key in ("subgroups", "policy_periods"):
        if getattr(study, key):
            yield f"{key}: the design {kind} offers none; use the design referral or landmark"
    if study.models != type(study.models)():
        yield f"models: the design {kind} has models of its own; use the design referral or landmark"


def _partners(study: Study) -> Iterator[str]:
    if study.partners.inference != "partners_like_these":
        return
    measures = tuple(name for name in MEASURES if name != "hazard_ratio")
    for key, value, there in (
        ("primary.method", study.primary.method, WEIGHTINGS),
        ("primary.measure", study.primary.measure, measures),
        ("design.kind", study.design.kind, FIXED_DESIGNS),
    ):
        if value not in there:
            yield f"partners_like_these does not go with {key} {value}; it does with: {', '.join(there)}"


def _models(study: Study) -> Iterator[str]:
    models, method = study.models, study.primary.method
    for key, asked in (("censoring", models.censoring != "cox"), ("folds", models.folds > 0)):
        if asked and "aipw" not in study.every_method:
            yield f"models.{key} belongs to the method aipw, which this study does not use; add it to methods"
    if models.truncate is not None and method not in ("unadjusted", *TRUNCATED):
        yield (
            f"models.truncate: the headline's method {method} does not weigh by propensities, which could be "
            f"truncated; these do: {', '.join(TRUNCATED)}"
        )


def _no_further_outcomes(study: Study) -> Iterator[str]:
    """Say why the further outcomes that a study asks for cannot be had; nothing where they can."""
    asked = study.further_outcomes
    if asked and not study.input.is_records:
        yield (
            "further_outcomes: an analysis table holds one event and nothing of schools, services or households; they "
            "are derived from case records"
        )
    elif asked and study.design.kind not in FIXED_DESIGNS:
        yield (
            f"further_outcomes: the design {study.design.kind} lets children change groups while time runs, and each "
            f"of these outcomes compares groups that are known at the start; use {' or '.join(FIXED_DESIGNS)}"
        )
    if len(set(asked)) < len(asked):
        yield "further_outcomes: one of them stands twice"
