"""Effects in the subgroups that a study names: each its own, whether they differ, and what they say of each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError, StudyError
from impact.estimate.admission import admit, method_and_estimand
from impact.estimate.arms import compare_arms
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread, sums_by, units_of
from impact.estimate.headline import headline_measure, headline_of, models_for
from impact.estimate.intervals import MINIMUM_EVENTS
from impact.estimate.modelled.risk_models import RISK_METHODS, fit_risk_model, risk_model_arms
from impact.estimate.multiplicity import benjamini_hochberg, equality_test
from impact.estimate.reweigh import fit_weights, weights_of
from impact.estimate.rows import Number, Scale, effect_row
from impact.estimate.shrinkage import shrink
from impact.i18n import number, t
from impact.results import Effects
from impact.study import Study

MOST_LEVELS = 20
"""A number with more values than this is no set of subgroups."""

MOST_NAMES = 60
"""Nor is text: the departments of the three countries are 54."""

INTERACTION = "interaction_test"
SHRUNKEN = "_shrunken"
"""Added to the method of estimates that borrow from the other subgroups."""

Row = dict[str, Any]


def subgroup_effects(table: AnalysisTable, study: Study) -> Effects:
    """Effects within each level of the characteristics that `study.subgroups` names, at the primary horizon.

    Method and estimand are those of the headline comparison, and so is the measure, but for a hazard ratio, whose
    subgroups are compared by their risk differences. Weights are estimated anew within every subgroup.

    Parameters
    ----------
    table : AnalysisTable
    study : Study

    Returns
    -------
    Effects
        For every level, with population `column=value`: the arms' own rows and the contrast; the contrast again, with
        `_shrunken` after its method, drawn towards the others (`shrink`; interval `posterior`). For every column,
        with population `column`: measure `interaction_test`, whose estimate is Wald's chi-square statistic of all
        levels having one effect, on the scale of the measure (the logarithm of a ratio). `p_adjusted` controls the
        false discovery rate among the contrasts of all subgroups, and apart from them among the interaction tests.
        A level with fewer than the disclosure minimum in an arm, or whose follow-up ends before the horizon, is
        withheld, with the reason, and takes no part in the test or the shrinking.

    Raises
    ------
    StudyError
        If a column is no covariate of the table, or has too many values to be a set of subgroups.
    EstimationError
        As for `risk_difference`, of the whole table.

    Notes
    -----
    Interaction: Wald on the levels' estimates, whose correlation through clusters that several levels share is that of
    their influence functions. Benjamini & Hochberg (1995).
    """
    return effects_by(table, study, study.subgroups)


@one_thread
def effects_by(table: AnalysisTable, study: Study, columns: Iterable[str]) -> Effects:
    """Effects within each level of these columns of the table's covariates, as `subgroup_effects` has them."""
    admit(table)
    rows: list[Row] = []
    for column in columns:
        rows += _of_column(_Asked(table, study), column)
    frame = pd.DataFrame(rows, columns=list(Effects.COLUMNS))
    raw = (frame["arm"] == "contrast") & ~frame["method"].astype(str).str.endswith(SHRUNKEN)
    tests = frame["measure"] == INTERACTION
    for family in (raw & ~tests, tests):
        frame.loc[family, "p_adjusted"] = benjamini_hochberg(frame.loc[family, "p_value"].to_numpy(dtype=np.float64))
    return Effects(frame)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The table and what the study's headline asks of it."""

    table: AnalysisTable
    study: Study

    @property
    def measure(self) -> str:
        """Contrast that the subgroups are compared by."""
        return headline_measure(self.study)

    @property
    def method(self) -> str:
        """Method of the headline."""
        return self.study.headline_method

    @property
    def estimand(self) -> str:
        """Estimand of the headline, as the frames show it."""
        return method_and_estimand(self.method, self.study.primary.estimand)

    @property
    def horizon(self) -> float:
        """Primary horizon."""
        return self.study.primary.horizon

    @property
    def scale(self) -> Scale:
        """How the contrast gets its interval."""
        return "ratio" if self.measure.endswith("ratio") else "difference"

    def of(self, keep: Bools) -> Effects:
        """Estimate among the rows where `keep` is true."""
        return headline_of(self.table.rows(keep), self.study, [self.horizon])


def levels_of(table: AnalysisTable, column: str) -> dict[str, Bools]:
    """Return who is in each level of a covariate, by the level's name.

    Raises
    ------
    StudyError
        If there is no such covariate, or it has too many values.
    """
    if column not in table.covariates:
        there = ", ".join(map(str, table.covariates.columns))
        raise StudyError(f"subgroups: '{column}' is no covariate of this study. There are: {there}")
    values = table.covariates[column]
    numeric = pd.api.types.is_numeric_dtype(values)
    names = values.map(_number_in_full if numeric else str).to_numpy(dtype=str)
    levels, most = np.unique(names), MOST_LEVELS if numeric else MOST_NAMES
    if len(levels) > most:
        raise StudyError(
            f"subgroups: '{column}' has more than {most} values; name a characteristic with few levels, or "
            "group its values in the data"
        )
    return {str(level): names == level for level in levels}


def _number_in_full(value: float) -> str:
    """Write a number with every digit that tells it from others: a code of seven digits is not rounded."""
    return np.format_float_positional(value, trim="-")


def _of_column(asked: _Asked, column: str) -> list[Row]:
    """Rows of every level of a column, of what shrinking makes of them, and of their interaction test."""
    kept: dict[str, tuple[Bools, Row]] = {}
    rows: list[Row] = []
    for level, keep in levels_of(asked.table, column).items():
        own = _of_level(asked, keep)
        for row in own:
            row["population"] = f"{column}={level}"
        rows += own
        contrast = own[-1]
        if contrast["status"] == "reported":
            kept[level] = (keep, contrast)
    contrasts = [contrast for _, contrast in kept.values()]
    estimates, covariance = _compared(asked, [keep for keep, _ in kept.values()], contrasts)
    test = _interaction(asked, column, [keep for keep, _ in kept.values()], estimates, covariance)
    return [*rows, *_shrunken(asked, contrasts, estimates, covariance), test]


def _of_level(asked: _Asked, keep: Bools) -> list[Row]:
    reason = _too_small(asked, keep)
    if not reason:
        try:
            records = asked.of(keep).frame.to_dict(orient="records")
            return [{str(name): value for name, value in record.items()} for record in records]
        except EstimationError:
            reason = f"{t('withheld-not-estimable', 'en')} [not_estimable]"
    measure = "rmtl" if asked.measure.startswith("rmtl") else "risk"
    rows = [_row(asked, measure, name, people, reason) for name, people in _arms(asked, keep).items()]
    return [*rows, _row(asked, asked.measure, "contrast", keep, reason)]


def _arms(asked: _Asked, keep: Bools) -> dict[str, Bools]:
    return {ARMS[code]: keep & (asked.table.arm == code) for code in ARM_CODES}


def _too_small(asked: _Asked, keep: Bools) -> str:
    """Say why a level may not be estimated; empty when it may."""
    table, rules = asked.table, asked.study.disclosure
    arms = _arms(asked, keep).values()
    still = (table.time >= asked.horizon) & (table.entry < asked.horizon)
    people = next(iter(asked.study.labels.people.values()))
    people = asked.study.labels.people.get("en", people)
    if min(int(arm.sum()) for arm in arms) < rules.minimum_n:
        return f"{t('withheld-n', 'en', people=people, minimum=number(rules.minimum_n, 'en'))} [n]"
    if min(int((arm & still).sum()) for arm in arms) < rules.suppress_below:
        return f"{t('withheld-at-risk', 'en', people=people, minimum=number(rules.suppress_below, 'en'))} [at_risk]"
    return ""


def _row(asked: _Asked, measure: str, arm: str, keep: Bools, reason: str) -> Row:
    """Make a row about the people in `keep` with nothing estimated."""
    table = asked.table
    row = effect_row(
        Number(np.nan, np.nan, asked.scale, followed=True, fewest=MINIMUM_EVENTS),
        measure=measure,
        method=asked.method,
        estimand=asked.estimand,
        arm=arm,
        event=1,
        horizon=asked.horizon,
        interval="none",
        n=int(keep.sum()),
        events=int((keep & (table.event == 1) & (table.time <= asked.horizon)).sum()),
    )
    return {**row, "reason": reason} if reason else row


def _compared(asked: _Asked, levels: list[Bools], contrasts: list[Row]) -> tuple[Floats, Floats]:
    """Estimates of the levels (K,) and their covariance (K, K) on the scale on which they are compared."""
    values = np.array([(row["estimate"], row["std_error"]) for row in contrasts], dtype=np.float64).reshape(-1, 2).T
    estimates, errors = (np.log(values[0]), values[1] / values[0]) if asked.scale == "ratio" else values
    return estimates, errors[:, None] * errors * _correlation(asked, levels)


def _shrunken(asked: _Asked, contrasts: list[Row], estimates: Floats, covariance: Floats) -> list[Row]:
    """Rows of the contrasts after shrinking; none where there is nothing to borrow from."""
    if len(contrasts) < 2:
        return []
    rows, found, is_ratio = [], shrink(estimates, covariance), asked.scale == "ratio"
    for level, row in enumerate(contrasts):
        value, lower, upper = (
            float(np.exp(part[level]) if is_ratio else part[level])
            for part in (found.estimate, found.lower, found.upper)
        )
        shrunk = effect_row(
            Number(value, float(found.std_error[level]), asked.scale, followed=True, fewest=MINIMUM_EVENTS),
            measure=asked.measure,
            method=asked.method + SHRUNKEN,
            estimand=asked.estimand,
            arm="contrast",
            event=1,
            horizon=asked.horizon,
            interval="posterior",
            n=row["n"],
            events=row["events"],
        )
        limits = {"ci_lower": lower, "ci_upper": upper, "p_value": np.nan}
        rows.append({**shrunk, **limits, "population": row["population"]})
    return rows


def _interaction(asked: _Asked, column: str, levels: list[Bools], estimates: Floats, covariance: Floats) -> Row:
    """Test whether the levels that could be estimated have one effect."""
    statistic, p = equality_test(estimates, covariance)
    together = np.any(levels, axis=0) if levels else np.zeros(len(asked.table), dtype=bool)
    row = {**_row(asked, INTERACTION, "contrast", together, ""), "population": column}
    if np.isfinite(p):
        row |= {"estimate": statistic, "p_value": p, "status": "reported", "reason": ""}
    return row


def _correlation(asked: _Asked, levels: list[Bools]) -> Floats:
    """Correlation of the levels' contrasts through the clusters that they share, shape (K, K)."""
    units = units_of(asked.table)
    if not asked.table.has_clusters or len(levels) < 2:
        return np.eye(len(levels))
    totals = np.column_stack([sums_by(units[keep], _derivative(asked, keep), int(units.max()) + 1) for keep in levels])
    products = totals.T @ totals
    return np.asarray(products / np.sqrt(np.outer(np.diag(products), np.diag(products))))


def _derivative(asked: _Asked, keep: Bools) -> Floats:
    """Return the derivative of a level's contrast, on its scale, in its people's case weights."""
    table = asked.table.rows(keep)
    horizons = np.array([asked.horizon])
    if asked.method in RISK_METHODS:
        seed, options = asked.study.bootstrap.seed, models_for(asked.study, asked.method)
        risks = fit_risk_model(table, asked.method, [asked.estimand], seed=seed, **options)
        (arms,) = risk_model_arms(table, risks, [asked.estimand], horizons)
    else:
        model = fit_weights(table, asked.method, [asked.estimand], truncate=asked.study.truncation(asked.method))
        arms = compare_arms(table, weights_of(table, model, asked.estimand), horizons)
    outcome = arms.time_lost if asked.measure.startswith("rmtl") else arms.risk
    scale = outcome.level[:, 0] if asked.scale == "ratio" else np.ones(2)
    return np.asarray(outcome.influence[0, :, 0] / scale[0] - outcome.influence[1, :, 0] / scale[1])
