"""The gates: what has to hold before an adjusted estimate may be released, each with its value, limit and verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.arms import Arms
from impact.estimate.arrays import ARM_CODES
from impact.estimate.intervals import MINIMUM_AT_RISK
from impact.estimate.modelled.nuisance import spread_columns
from impact.estimate.modelled.outcome_types import outcome_types
from impact.estimate.propensity import PropensityModel, PropensityWeights
from impact.i18n import number, percent, t, variant
from impact.results import Balance, Checks, FollowUp
from impact.study import Study
from impact.study.counts import few
from impact.study.gates import CEILINGS, default_limit

BALANCE_WARNING = 0.05
PROPORTIONAL_HAZARDS_P = 0.05
_SHARES = frozenset(
    {
        "equipoise", "traced", "traced_gap", "censored_by_design", "largest_weight", "dose_positivity",
        "dose_largest_weight",
    }
)  # fmt: skip
_COUNTS = frozenset({"effective_sample_size", "events", "few_at_risk", "truncated", "dose_effective_size"})


@dataclass(frozen=True, slots=True)
class Gates:
    """Writes checks against a study's limits."""

    study: Study

    def threshold(self, family: str) -> float:
        """Limit of a family: the study's, or the default."""
        override = self.study.gates.get(family)
        return override.threshold if override else default_limit(family, self.study.disclosure)

    def row(self, family: str, detail: str, value: float, verdict: str = "") -> dict[str, object]:
        """One check of a gate; a value that is missing fails."""
        limit = self.threshold(family)
        passed = value <= limit if family in CEILINGS else value >= limit
        return self.judged(family, detail, value, limit, verdict or ("pass" if passed else "fail"))

    def judged(self, family: str, detail: str, value: float, limit: float, verdict: str) -> dict[str, object]:
        """One check whose verdict is known."""
        rules = self.study.disclosure
        text = t(
            variant(f"check-{family.replace('_', '-')}", self.study.input.kind),
            "en",
            arm=self._detail(detail),
            value=few(rules) if family in _COUNTS and 1 <= value < rules.suppress_below else _written(family, value),
            threshold=_written(family, limit),
        )
        name = f"{family}.{detail}" if detail else family
        return {"check": name, "value": value, "threshold": limit, "verdict": verdict, "text": text}

    def _detail(self, detail: str) -> str:
        if detail in ARMS.values():
            labels = self.study.labels.programme if detail == "programme" else self.study.labels.comparison
            return labels.get("en", next(iter(labels.values())))
        return t(f"method-{detail.partition('.')[0]}", "en") if detail else ""


def balance_checks(gates: Gates, frame: Balance) -> Iterator[dict[str, object]]:
    """Largest weighted standardised difference of each estimand; chance differences do not gate an experiment.

    Where the study's answer is the comparison without weights, also the largest as they came.
    """
    for (method, estimand), part in frame.frame.groupby(["method", "estimand"], sort=False):
        detail = f"{estimand}.{method}" if method == "entropy" else str(estimand)
        yield _balance_check(gates, detail, part["smd_after"])
    if gates.study.headline_method == "unadjusted" and len(frame.frame):
        yield _balance_check(gates, "none", frame.frame["smd_before"])


def _balance_check(gates: Gates, detail: str, differences: pd.Series) -> dict[str, object]:
    value = float(differences.abs().max())
    if gates.study.evidence == "experiment":
        verdict = "pass"
    elif not value <= gates.threshold("balance"):
        verdict = "fail"
    else:
        verdict = "warn" if value > BALANCE_WARNING else "pass"
    return gates.row("balance", detail, value, verdict)


def overlap_checks(
    gates: Gates, model: PropensityModel, equipoise: Mapping[str, float], effective_n: Mapping[str, float]
) -> Iterator[dict[str, object]]:
    """Equipoise, effective sample size of the headline's weights, by arm, and convergence of the propensity model."""
    for arm, share in equipoise.items():
        yield gates.row("equipoise", arm, share)
    for arm, people in effective_n.items():
        yield gates.row("effective_sample_size", arm, people)
    value = float(model.converged)
    passed = value >= gates.threshold("convergence")
    # A comparison person who could not have been in the programme weighs nothing for att and ato, but is worth a look.
    yield gates.row("convergence", "", value, "warn" if passed and model.certain.any() else "")


def truncation_check(gates: Gates, weights: PropensityWeights) -> Iterator[dict[str, object]]:
    """Say how many people's chances were truncated, where the study asks for that; never gates."""
    if gates.study.models.truncate is not None:
        verdict = "warn" if weights.truncated else "pass"
        yield gates.judged("truncated", "", float(weights.truncated), 0.0, verdict)


def event_checks(gates: Gates, arms: Arms, index: int) -> Iterator[dict[str, object]]:
    """Events of interest in each arm by the horizon of that index."""
    for which, code in enumerate(ARM_CODES):
        yield gates.row("events", ARMS[code], float(arms.events[which, index]))


def traced_checks(gates: Gates, followup: FollowUp) -> Iterator[dict[str, object]]:
    """Share traced to the primary horizon by arm, and the gap; nothing where the input says nothing of tracing.

    The gate is about loss. An analysis table does not say when its records end, so whoever is censored early may have
    been lost or have come late; there, too small a share or too wide a gap is a warning and withholds nothing.
    """
    frame = followup.frame
    frame = frame[np.isclose(pd.to_numeric(frame["horizon"]).astype(np.float64), gates.study.primary.horizon)]
    shares = {str(arm): float(share) for arm, share in zip(frame["arm"], frame["share"], strict=True)}
    shares = {arm: shares[arm] for arm in ARMS.values() if arm in shares}
    for arm, share in shares.items():
        yield _at_most_warned(gates, gates.row("traced", arm, share))
    if len(shares) == len(ARMS):
        first, second = shares.values()
        # Shares of whole counts: a gap of exactly the limit must not fail by its last bit.
        yield _at_most_warned(gates, gates.row("traced_gap", "", round(abs(first - second), 12)))


def _at_most_warned(gates: Gates, row: dict[str, object]) -> dict[str, object]:
    is_table = not gates.study.input.is_records
    return {**row, "verdict": "warn"} if is_table and row["verdict"] == "fail" else row


def hazards_check(gates: Gates, p: float) -> Iterator[dict[str, object]]:
    """Whether one hazard ratio can stand for all of follow-up; never gates."""
    if np.isfinite(p):
        verdict = "warn" if p < PROPORTIONAL_HAZARDS_P else "pass"
        yield gates.judged("proportional_hazards", "", p, PROPORTIONAL_HAZARDS_P, verdict)


def at_risk_checks(gates: Gates, table: AnalysisTable, until: float) -> Iterator[dict[str, object]]:
    """With delayed entry, the fewest at risk at an event until the last horizon; never gates."""
    if not table.has_delayed_entry:
        return
    for code in ARM_CODES:
        rows = table.arm == code
        time, entry = np.sort(table.time[rows]), np.sort(table.entry[rows])
        when = np.unique(table.time[rows & (table.event > 0) & (table.time <= until)])
        if len(when):
            present = np.searchsorted(entry, when, side="left") - np.searchsorted(time, when, side="left")
            present += np.where(when == 0, (entry == 0).sum(), 0)
            fewest = float(present.min())
            # Not under what may be released: a verdict beside a hidden count would tell of it.
            limit = max(MINIMUM_AT_RISK, gates.study.disclosure.suppress_below)
            verdict = "warn" if fewest < limit else "pass"
            yield gates.judged("few_at_risk", ARMS[code], fewest, float(limit), verdict)


def model_checks(gates: Gates, table: AnalysisTable) -> Iterator[dict[str, object]]:
    """Warn of what is too rare for the models of standardised and aipw: types pooled, and models without covariates."""
    covariates = spread_columns(table).shape[1]
    types = outcome_types(table, 1, covariates)
    thin = len(types.without_covariates) + (not types.censoring_adjusted) if covariates else 0
    for family, count in (("pooled_events", len(types.pooled)), ("thin_models", thin)):
        if count:
            yield gates.judged(family, "", float(count), 0.0, "warn")


def _written(family: str, value: float) -> str:
    if not np.isfinite(value):
        return "–"
    if family in _COUNTS:
        return number(value, "en")
    return percent(value, "en") if family in _SHARES else number(value, "en", 2)


def checks_of(rows: list[dict[str, object]]) -> Checks:
    """Return rows as a result frame."""
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))
