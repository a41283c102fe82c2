"""Operating characteristics of a study's own design: what its method and the naive ones do when the truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError, StudyError, UsageError
from impact.estimate.admission import admit
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.headline import ModelOptions, headline_measure, models_for
from impact.estimate.modelled.risk_models import RISK_METHODS, fit_risk_model
from impact.estimate.reweigh import fit_weights
from impact.jobs import Progress, run_jobs, silent
from impact.results import Effects, OperatingCharacteristics
from impact.simulate.plasmode import Plasmode, plasmode
from impact.study import Study
from impact.study.parts import FIXED_DESIGNS

Floats = NDArray[np.float64]

STUDIES = 1000
HAZARD_RATIO = 0.6
LEVEL = 0.05
CHUNK = 20
"""Studies done and kept together; how they are split changes nothing, as each has a seed of its own."""

LOST_AS_EVENT_FREE = "lost_as_event_free"
"""The naive comparison that counts everybody lost as free of the event."""
SCENARIOS = ("effect", "null")
_NUMBERS = ("estimate", "std_error", "ci_lower", "ci_upper", "p_value")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every simulated study: a measure at horizons, by methods with their estimands.

    `target` is the population whose truth everybody is held against, the naive methods too: they are taken for an
    answer to the same question. `models` are the study's own, for its own method.
    """

    measure: str
    horizons: tuple[float, ...]
    methods: tuple[tuple[str, str], ...]
    target: str
    models: ModelOptions = field(default_factory=ModelOptions)

    @classmethod
    def of(cls, study: Study) -> Question:
        """Take the study's primary comparison, and the naive ones beside it."""
        primary = study.primary
        own = (
            ("unadjusted", "none")
            if study.headline_method == "unadjusted"
            else (study.headline_method, primary.estimand)
        )
        methods = dict.fromkeys([own, ("unadjusted", "none"), (LOST_AS_EVENT_FREE, "none")])
        return cls(headline_measure(study), study.horizons, tuple(methods), primary.estimand, models_for(study, own[0]))

    @property
    def is_ratio(self) -> bool:
        """Whether estimates, errors and truth are logarithms."""
        return self.measure == "risk_ratio"


def operating_characteristics(
    table: AnalysisTable,
    study: Study,
    *,
    studies: int = STUDIES,
    hazard_ratio: float = HAZARD_RATIO,
    seed: int | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: Progress = silent,
    keep: Path | None = None,
) -> OperatingCharacteristics:
    """Simulate studies like the one in hand, with an effect and with none, and see what its method makes of them.

    Parameters
    ----------
    table : AnalysisTable
        The study's own people; see `plasmode` for what is taken from them.
    study : Study
        Its primary comparison is what is judged, at every horizon, with intervals from influence functions.
    studies : int
        Simulated studies of each scenario.
    hazard_ratio : float
        By which the programme multiplies everybody's hazard of the event where it has an effect. Competing events and
        loss are as without it.
    seed : int, optional
        The study's by default. Each simulated study has a seed of its own: the answer does not depend on the workers.
    scheduler, workers, progress, keep
        As for `run_jobs`.

    Returns
    -------
    OperatingCharacteristics
        One row a scenario (effect or null), method and horizon; `lost_as_event_free` is the comparison that counts
        everybody lost as free of the event. `studies` is how many reported a number, `sd` the spread of their
        estimates, `error_ratio` the mean standard error over it, `rejected` the share of all studies drawn that
        reported a p-value under 0.05.

    Raises
    ------
    UsageError
        If a number is out of its range, and as for `run_jobs`.
    StudyError
        If the study's design is not simulated.
    EstimationError
        As for `plasmode`.

    Notes
    -----
    METHODS.md, "What proves it". A study in which a method cannot be used counts as one that reported nothing.
    """
    if studies < 2:
        raise UsageError("--studies must be a number from 2 up")
    if study.design.kind not in FIXED_DESIGNS:
        raise StudyError(
            f"design.kind = '{study.design.kind}' is not simulated: its arms are not known when the clock starts. "
            f"What is simulated: {', '.join(FIXED_DESIGNS)}"
        )
    if not 0 < hazard_ratio < np.inf or hazard_ratio == 1:
        raise UsageError("--hazard-ratio must be above 0, and not 1, e.g. 0.6; none is simulated beside it")
    world, question = plasmode(table), Question.of(study)
    start = np.random.SeedSequence(study.bootstrap.seed if seed is None else seed)
    ratios = dict(zip(SCENARIOS, (hazard_ratio, 1.0), strict=True))
    items = [
        (ratios[scenario], child)
        for scenario, own in zip(SCENARIOS, start.spawn(len(SCENARIOS)), strict=True)
        for child in own.spawn(studies)
    ]
    found = run_jobs(
        partial(one_study, world, question),
        items,
        scheduler=scheduler,
        workers=workers,
        chunk=CHUNK,
        progress=progress,
        keep=keep,
    )
    rows = [
        row
        for place, scenario in enumerate(SCENARIOS)
        for row in _summary(scenario, np.stack(found[place * studies : (place + 1) * studies]), world, ratios, question)
    ]
    return OperatingCharacteristics(pd.DataFrame(rows))


def one_study(world: Plasmode, question: Question, item: tuple[float, np.random.SeedSequence]) -> Floats:
    """Draw one study and answer the question by every method.

    Returns
    -------
    ndarray of shape (M, H, 5)
        Methods, horizons; estimate, standard error, limits and p-value, missing where the row is withheld.
    """
    table = world.draw(*item)
    return np.stack([_answers(table, question, method, estimand) for method, estimand in question.methods])


def _answers(table: AnalysisTable, question: Question, method: str, estimand: str) -> Floats:
    """One method's numbers at every horizon, (H, 5)."""
    empty = np.full((len(question.horizons), len(_NUMBERS)), np.nan)
    try:
        admit(table)
        rows = _contrast(table, question, method, estimand).select(arm="contrast", measure=question.measure)
    except EstimationError:
        return empty
    values = rows[list(_NUMBERS)].to_numpy(dtype=np.float64)
    if question.is_ratio:
        values[:, 1] /= values[:, 0]
        values[:, [0, 2, 3]] = np.log(values[:, [0, 2, 3]])
    return np.where((rows["status"] == "reported").to_numpy()[:, None], values, empty)


def _contrast(table: AnalysisTable, question: Question, method: str, estimand: str) -> Effects:
    request = Request(np.asarray(question.horizons, dtype=np.float64), (question.measure,))
    if method in RISK_METHODS:
        return contrast_all(table, fit_risk_model(table, method, [estimand], **question.models), [estimand], request)
    if method == LOST_AS_EVENT_FREE:
        free = np.where(table.event == 0, np.maximum(table.time, max(question.horizons)), table.time)
        table, method = replace(table, time=free), "unadjusted"
    truncate = None if method == "unadjusted" else question.models.get("truncate")
    return contrast_all(table, fit_weights(table, method, [estimand], truncate=truncate), [estimand], request)


def _summary(
    scenario: str, found: Floats, world: Plasmode, ratios: dict[str, float], question: Question
) -> Iterator[dict[str, object]]:
    """One row a method and horizon, from answers of shape (S, M, H, 5)."""
    horizons = np.asarray(question.horizons, dtype=np.float64)
    truth = _truth(world.truth(ratios[scenario], question.target, horizons), question)
    for place, (method, estimand) in enumerate(question.methods):
        for index, horizon in enumerate(question.horizons):
            told = found[:, place, index]
            told = told[np.isfinite(told).all(axis=1)]
            yield {
                "scenario": scenario,
                "method": method,
                "estimand": estimand,
                "measure": question.measure,
                "horizon": horizon,
                "studies": len(told),
                "truth": truth[index],
                **_characteristics(told, float(truth[index]), len(found)),
            }


def _characteristics(told: Floats, truth: float, drawn: int) -> dict[str, float]:
    """Bias, spread, errors as said over the spread and coverage of the studies that reported; rejections of all drawn.

    A study that reports nothing has found nothing: left out, it would make the others look more powerful.
    """
    names = ("bias", "sd", "error_ratio", "coverage", "rejected")
    if len(told) < 2:
        return dict.fromkeys(names, np.nan)
    estimate, std_error, lower, upper, p_value = told.T
    spread = float(estimate.std(ddof=1))
    values = (
        float(estimate.mean()) - truth,
        spread,
        float(std_error.mean()) / spread,
        float(((lower <= truth) & (truth <= upper)).mean()),
        float((p_value < LEVEL).sum()) / drawn,
    )
    return dict(zip(names, values, strict=True))


def _truth(arms: dict[str, Floats], question: Question) -> Floats:
    """Return the measure's true value at every horizon, (H,); the logarithm of a ratio."""
    programme, comparison = arms["rmtl" if question.measure == "rmtl_difference" else "risk"]
    return np.asarray(np.log(programme / comparison) if question.is_ratio else programme - comparison)
