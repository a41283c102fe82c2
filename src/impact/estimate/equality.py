"""Tests that the arms do not differ over all of follow-up: log-rank for the hazard, Gray's for the risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit, admit_event
from impact.estimate.arrays import ARM_CODES, Floats, are_single, one_thread, padded, sums_by, units_of, variance
from impact.estimate.rows import Number, effect_row
from impact.results import Effects


@dataclass(frozen=True, slots=True)
class EqualityTest:
    """A test of no difference between the arms.

    Attributes
    ----------
    measure : str
        logrank_test or gray_test.
    statistic : float
        Chi-squared with `df` degrees of freedom when the arms do not differ; missing where its variance is zero.
    df : int
    p_value : float
    event : int
        Event type.
    n : int
        People.
    events : int
        Events of the type, in both arms.
    fewest : int
        Events of the type in the arm that has fewer.
    """

    measure: str
    statistic: float
    df: int
    p_value: float
    event: int
    n: int
    events: int
    fewest: int

    def effects(self) -> Effects:
        """Return the test as a row whose `estimate` is the statistic; withheld with under 10 events in an arm."""
        # In its own unit: what is shown beside a statistic is its p-value.
        number = Number(self.statistic, 1.0, "difference", followed=True, fewest=self.fewest)
        row = effect_row(
            number,
            measure=self.measure,
            method="unadjusted",
            estimand="none",
            arm="contrast",
            event=self.event,
            horizon=np.nan,
            interval="none",
            n=self.n,
            events=self.events,
        )
        # A statistic has no standard error and no interval.
        blank = dict.fromkeys(("std_error", "ci_lower", "ci_upper"), np.nan)
        row |= {**blank, "p_value": np.nan if number.withheld else self.p_value}
        return Effects(pd.DataFrame([row], columns=list(Effects.COLUMNS)))


@one_thread
def logrank_test(table: AnalysisTable, *, event: int = 1) -> EqualityTest:
    """Log-rank test that the cause-specific hazard of an event type is the same in both arms.

    Competing events are censorings; delayed entry is honoured. Where the table has clusters, or persons with several
    spells, the variance is that of the score summed within them, else the hypergeometric one.

    Raises
    ------
    EstimationError
        As for `cumulative_incidence`, or if the event type does not occur.

    Notes
    -----
    Mantel (1966). Matches R survival::survdiff; with clusters the robust score test of R survival::coxph (Breslow).
    """
    _admit(table, event)
    treated, happened = (table.arm == 1).astype(np.float64), table.event == event
    times, own = np.unique(table.time[happened], return_inverse=True)
    at_risk, treated_at_risk = _at_risk(table, times, np.ones(len(table))), _at_risk(table, times, treated)
    events = sums_by(own, np.ones(len(own)), len(times))
    share = treated_at_risk / at_risk
    score = float(treated[happened].sum() - (events * share).sum())
    units = units_of(table)
    if are_single(units):
        # The last one at risk varies in nothing.
        ties = np.divide(at_risk - events, at_risk - 1, out=np.zeros_like(events), where=at_risk > 1)
        spread = float((events * share * (1 - share) * ties).sum())
    else:
        spread = float(variance(_score_residuals(table, times, events / at_risk, share, event), units))
    return _tested(table, "logrank_test", score, spread, event)


@one_thread
def gray_test(table: AnalysisTable, *, event: int = 1) -> EqualityTest:
    """Gray's test that the cumulative incidence of an event type is the same in both arms.

    Raises
    ------
    EstimationError
        As for `cumulative_incidence`; or with delayed entry, clusters or several spells a person, for which its
        variance is not known.

    Notes
    -----
    Gray (1988), with ρ = 0: the score compares subdistribution hazards, with R = Y(1 − F)/S at risk in each arm, and
    its variance is that of his section 3, σ² = Σ ∫ (a + b₁)²/h dF⁰ + Σ ∫ b₂²/h² dN₂. Matches R cmprsk::cuminc.
    """
    _admit(table, event)
    if table.has_delayed_entry:
        raise EstimationError("Gray's test does not take delayed entry; the log-rank test does")
    if not are_single(units_of(table)):
        raise EstimationError("Gray's test does not take clusters or several spells a person; the log-rank test does")
    arms = _GrayArms.of(table, event)
    return _tested(table, "gray_test", arms.score(), arms.variance(), event)


@dataclass(frozen=True, slots=True)
class _GrayArms:
    """Both arms on the T distinct times of any event; arrays of shape (2, T), programme first.

    `at_risk`, `before` and `after` are Y, S(t−) and S(t) of all events, `risk` is F(t−), `own` and `other` count events
    of the type and of the other types.
    """

    at_risk: Floats
    before: Floats
    after: Floats
    risk: Floats
    own: Floats
    other: Floats

    @classmethod
    def of(cls, table: AnalysisTable, event: int) -> _GrayArms:
        times = np.unique(table.time[table.event > 0])
        arms = [(table.arm == code).astype(np.float64) for code in ARM_CODES]
        at_risk = np.stack([_at_risk(table, times, arm) for arm in arms])
        own, other = (
            np.stack([_count(table, times, arm * hit) for arm in arms])
            for hit in (table.event == event, (table.event > 0) & (table.event != event))
        )
        someone = np.maximum(at_risk, 1.0)
        after = np.cumprod((at_risk - own - other) / someone + (at_risk == 0), axis=1)
        before = np.column_stack([np.ones(2), after[:, :-1]])
        risk = np.cumsum(before * own / someone, axis=1)
        return cls(at_risk, before, after, np.column_stack([np.zeros(2), risk[:, :-1]]), own, other)

    def score(self) -> float:
        """Events of the programme arm, less those expected of it."""
        still = self._per_survival(self.at_risk * (1.0 - self.risk))
        every = still.sum(axis=0)
        share = np.divide(still[0], every, out=np.zeros_like(every), where=every > 0)
        return float((self.own[0] - self.own.sum(axis=0) * share)[self.at_risk[0] > 0].sum())

    def variance(self) -> float:
        """Variance of the score when the incidences are the same; F⁰ is their common value."""
        alive, events = self.at_risk > 0, self.own.sum(axis=0)
        expected = self._per_survival(self.at_risk)
        every = expected.sum(axis=0)
        rate = np.divide(events, every, out=np.zeros_like(every), where=every > 0)
        common = np.cumsum(rate)
        common_before = np.concatenate([[0.0], common[:-1]])
        share = np.divide(expected[0], every, out=np.zeros_like(every), where=every > 0)
        a = np.stack([expected[0] * (1.0 - share), -expected[1] * share])
        running = np.cumsum(np.where(alive, a * rate / (1.0 - common_before), 0.0), axis=1)
        ahead = running[:, -1:] - running
        odds = np.divide(1.0 - common, self.after, out=np.zeros_like(a), where=self.after > 0)
        first = a + (1.0 - odds) * ahead
        inverse = np.divide(1.0, expected, out=np.zeros_like(a), where=expected > 0)
        own = first**2 * rate * inverse * self._tied(events, every * self.before)
        other = (odds * ahead * inverse) ** 2 * self.other * self._tied(self.other, self.at_risk)
        return float(own.sum() + other.sum())

    def _per_survival(self, values: Floats) -> Floats:
        return np.divide(values, self.before, out=np.zeros_like(values), where=(self.at_risk > 0) & (self.before > 0))

    @staticmethod
    def _tied(events: Floats, among: Floats) -> Floats:
        """Hypergeometric correction of the variance for events tied at one time."""
        more = np.broadcast_to(events > 1, among.shape) & (among > 1)
        return 1.0 - np.divide(np.maximum(events - 1, 0.0) + 0 * among, among - 1, out=np.zeros_like(among), where=more)


def _admit(table: AnalysisTable, event: int) -> None:
    admit(table)
    admit_event(table, event)


def _at_risk(table: AnalysisTable, times: Floats, values: Floats) -> Floats:
    """Sum `values` over those at risk at each time."""
    exits = np.searchsorted(times, table.time, side="right")
    entries = np.where(table.entry > 0, np.searchsorted(times, table.entry, side="right"), 0)
    change = sums_by(entries, values, len(times) + 1) - sums_by(exits, values, len(times) + 1)
    return np.cumsum(change)[:-1]


def _count(table: AnalysisTable, times: Floats, values: Floats) -> Floats:
    happened = table.event > 0
    return sums_by(np.searchsorted(times, table.time[happened]), values[happened], len(times))


def _score_residuals(table: AnalysisTable, times: Floats, hazard: Floats, share: Floats, event: int) -> Floats:
    """Each person's part in the log-rank score, shape (n,)."""
    exits = np.searchsorted(times, table.time, side="right")
    entries = np.where(table.entry > 0, np.searchsorted(times, table.entry, side="right"), 0)
    rate, moved = padded(np.cumsum(hazard)), padded(np.cumsum(hazard * share))
    arm = table.arm.astype(np.float64)
    expected = arm * (rate[exits] - rate[entries]) - (moved[exits] - moved[entries])
    observed = np.where(table.event == event, arm - share[np.maximum(exits - 1, 0)], 0.0)
    return observed - expected


def _tested(table: AnalysisTable, measure: str, score: float, spread: float, event: int) -> EqualityTest:
    from scipy.special import chdtrc

    by_arm = [int(((table.arm == code) & (table.event == event)).sum()) for code in ARM_CODES]
    statistic = score**2 / spread if spread > 0 else np.nan
    p = float(chdtrc(1, statistic)) if np.isfinite(statistic) else np.nan
    return EqualityTest(measure, statistic, 1, p, event, len(table), sum(by_arm), min(by_arm))
