"""The interval-censored model: its derivatives, what it reduces to, and what is drawn from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.estimate.imputed.imputer import chance_by, draw_within
from impact.estimate.imputed.interval_data import TYPE_UNKNOWN, IntervalData, is_dated
from impact.estimate.imputed.interval_model import (
    IntervalModel,
    fit_intervals,
    log_likelihood,
    score_and_information,
)
from impact.estimate.imputed.interval_moments import expected_within

STEP = 1e-5
"""Of central differences, in the logarithm of a hazard."""
POINTS = 4000
"""Of the midpoint rule."""
INTEGRAL = 2e-3
"""What it leaves, as the hazard jumps from piece to piece."""
DERIVATIVE = 1e-6
"""Relative error that a central difference leaves at most."""


def drawn(n: int, *, seed: int = 1, effect: float = -0.5, late: bool = True) -> tuple[AnalysisTable, np.ndarray]:
    """Exponential events found at visits, some exactly dated, some of unknown type; with the model's columns."""
    random = np.random.default_rng(seed)
    arm, x = random.integers(0, 2, n), random.normal(size=n)
    moved = random.exponential(1 / (0.08 * np.exp(effect * arm + 0.4 * x)))
    left = random.exponential(1 / 0.02, n)
    end, gap = random.uniform(6, 24, n), random.uniform(0.5, 6, n)
    event = np.where(np.minimum(moved, left) <= end, np.where(moved < left, 1, 2), 0)
    when = np.minimum(np.minimum(moved, left), end)
    lower = np.where(event > 0, np.floor(when / gap) * gap, end)
    upper = np.where(event > 0, lower + gap, np.inf)
    exact = (random.random(n) < 0.2) & (event > 0)
    lower, upper = np.where(exact, when, lower), np.where(exact, when, upper)
    entry = np.where(random.random(n) < 0.3, random.uniform(0, 0.4, n), 0.0) if late else np.zeros(n)
    keep = when > entry
    time = np.where(event > 0, np.maximum((lower + np.minimum(upper, 99)) / 2, np.minimum(entry + 1e-3, when)), end)
    frame = pd.DataFrame(
        {
            "arm": arm,
            "time": time,
            "event": event,
            "entry": entry,
            "lower": np.minimum(lower, time),
            "upper": upper,
            "x": x,
        }
    )[keep]
    table = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", entry="entry", lower="lower", upper="upper", covariates=["x"]
    )
    unknown = (table.event > 0) & (random.random(len(table)) < 0.1)
    return replace(table, context=pd.DataFrame({TYPE_UNKNOWN: unknown})), np.column_stack([arm, x])[keep].astype(float)


def moved_model(model: IntervalModel, kind: int, by: np.ndarray) -> IntervalModel:
    levels, coefficients = model.levels.copy(), model.coefficients.copy()
    pieces = levels.shape[1]
    levels[kind] += by[:pieces]
    coefficients[kind] += by[pieces:]
    return replace(model, levels=levels, coefficients=coefficients)


@pytest.mark.parametrize("kind", [0, 1])
def test_score_and_information_are_the_numerical_derivatives(kind: int) -> None:
    table, columns = drawn(400)
    data = IntervalData.of(table)
    random = np.random.default_rng(2)
    weights = random.integers(0, 4, len(table)).astype(float)
    model = fit_intervals(data, columns, np.ones(len(table)))
    assert model.adjusted.all()
    # Away from the answer, where nothing cancels.
    model = replace(model, levels=model.levels + 0.3 * random.normal(size=model.levels.shape))
    score, information = score_and_information(data, columns, weights, model, kind)
    steps = STEP * np.eye(len(score))
    up, down = ([moved_model(model, kind, sign * step) for step in steps] for sign in (1, -1))
    values = [[log_likelihood(data, columns, weights, one) for one in models] for models in (up, down)]
    np.testing.assert_allclose((np.subtract(*values)) / (2 * STEP), score, atol=DERIVATIVE * np.abs(score).max())
    scores = [[score_and_information(data, columns, weights, one, kind)[0] for one in models] for models in (up, down)]
    bend = -(np.array(scores[0]) - np.array(scores[1])) / (2 * STEP)
    np.testing.assert_allclose(bend, information, atol=DERIVATIVE * np.abs(information).max())


def test_the_fit_solves_its_score_equations_and_resamples_solve_theirs() -> None:
    table, columns = drawn(600)
    data, ones = IntervalData.of(table), np.ones(len(table))
    first = fit_intervals(data, columns, ones)
    weights = np.random.default_rng(3).multinomial(len(table), ones / len(table)).astype(float)
    for cases, start in ((ones, None), (weights, first)):
        model = fit_intervals(data, columns, cases, start)
        assert model.converged
        for kind in range(2):
            score, information = score_and_information(data, columns, cases, model, kind)
            off = np.linalg.solve(information, score) * np.sqrt(np.diag(information))
            # A hundredth of a standard deviation of a coefficient: no imputation can tell.
            assert np.abs(off).max() < 0.01


def test_intervals_tell_what_exact_dates_do() -> None:
    table, columns = drawn(6000, late=False)
    data, ones = IntervalData.of(table), np.ones(len(table))
    model = fit_intervals(data, columns, ones)
    _, information = score_and_information(data, columns, ones, model, 0)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))[data.exposure.shape[1] :]
    # Three standard errors; the effects are larger than six.
    assert (np.abs(model.coefficients[0] - [-0.5, 0.4]) < 3 * errors).all()
    assert (np.abs([-0.5, 0.4]) > 6 * errors).all()
    np.testing.assert_allclose(np.exp(model.levels[0]), 0.08, rtol=0.2)


def test_the_likelihood_is_the_integral_that_it_stands_for() -> None:
    table, columns = drawn(60)
    data, unknown = IntervalData.of(table), table.context[TYPE_UNKNOWN].to_numpy()
    model = fit_intervals(data, columns, np.ones(len(table)))

    def hazards(row: int, times: np.ndarray) -> np.ndarray:
        levels = model.levels[:, np.searchsorted(data.edges, times, side="left") - 1]
        return np.exp(levels + (model.coefficients @ columns[row])[:, None])

    def cumulated(row: int, start: float, stop: float) -> float:
        return float(hazards(row, middles(start, stop)).sum() * (stop - start) / POINTS)

    def middles(start: float, stop: float) -> np.ndarray:
        return start + (np.arange(POINTS) + 0.5) / POINTS * (stop - start)

    for row in range(len(table)):
        kinds = [0, 1] if unknown[row] else [int(table.event[row]) - 1]
        first, last = max(table.lower[row], table.entry[row]), table.upper[row]
        free = cumulated(row, table.entry[row], table.time[row] if table.event[row] == 0 else first)
        expected = -free
        if table.event[row] and last > first:
            times = middles(first, last)
            every = hazards(row, times)
            before = np.cumsum(every.sum(axis=0)) - every.sum(axis=0) / 2
            width = (last - first) / POINTS
            expected += np.log((every[kinds] * np.exp(-before * width)).sum() * width)
        elif table.event[row] and not unknown[row]:
            expected += np.log(hazards(row, np.array([last]))[kinds[0], 0])
        elif table.event[row]:
            continue  # An exact date of unknown type: a density of both, on a scale of its own.
        alone = (np.arange(len(table)) == row).astype(float)
        priors = log_likelihood(data, columns, np.zeros(len(table)), model)
        assert log_likelihood(data, columns, alone, model) - priors == pytest.approx(expected, abs=INTEGRAL)


def test_a_type_without_an_event_in_a_resample_keeps_a_finite_hazard() -> None:
    table, columns = drawn(300)
    rare = np.where((table.event == 2) & (np.cumsum(table.event == 2) > 2), 0, table.event).astype(np.int16)
    table = replace(table, event=rare, upper=np.where(rare > 0, table.upper, np.inf), context=pd.DataFrame())
    data = IntervalData.of(table)
    first = fit_intervals(data, columns, np.ones(len(table)))
    assert list(first.adjusted) == [True, False]
    model = fit_intervals(data, columns, (table.event != 2).astype(float), first)
    assert model.converged
    assert np.isfinite(model.levels).all()


def test_draws_follow_the_model_within_the_interval() -> None:
    table, columns = drawn(400)
    data = IntervalData.of(table)
    model = fit_intervals(data, columns, np.ones(len(table)))
    within = expected_within(data, model.hazards(data, columns))
    number = 4000
    time, event = draw_within(data, within, number, np.random.default_rng(4))
    begin = np.maximum(table.lower, table.entry)[data.rows]
    assert (time > begin - 1e-6).all()
    assert (time <= table.upper[data.rows] + 1e-9).all()
    known = ~table.context[TYPE_UNKNOWN].to_numpy()[data.rows]
    assert (event[:, known] == table.event[data.rows][known]).all()
    assert len(np.unique(event[:, ~known])) == 2
    times = np.quantile(table.upper[data.rows], [0.25, 0.5, 0.75])
    expected = chance_by(data, within, times)
    for kind, code in enumerate(data.types):
        share = ((time[:, :, None] <= times) & (event == code)[:, :, None]).mean(axis=0)
        spread = np.sqrt(np.maximum(expected[kind] * (1 - expected[kind]), 0.0) / number)
        # Five Monte-Carlo errors: some 400 people by three times by two types are held against it.
        assert (np.abs(share - expected[kind]) <= 5 * spread + 1e-9).all()


def test_whether_there_is_anything_to_impute() -> None:
    table, _ = drawn(100)
    exact = replace(table, lower=table.time, upper=np.where(table.event > 0, table.time, np.inf))
    assert not is_dated(table)
    assert not is_dated(exact)  # Types are unknown.
    assert is_dated(replace(exact, context=pd.DataFrame()))
