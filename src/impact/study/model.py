"""The shape of a study file: its keys together, and what does not fit together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from impact.cards import Card, Shown
from impact.i18n import refusal, speaks
from impact.limits import FOLLOW_UP_DAYS
from impact.study.bounds import Day
from impact.study.claims import OF_KIND, Claim
from impact.study.dose import Dose
from impact.study.gates import GATES, Gate, Reason
from impact.study.inputs import AnalysisTableInput, CaseRecordsInput, ExportInput
from impact.study.kinds import Kind, Pathway, Reach, misplaced
from impact.study.misfits import misfits
from impact.study.parts import (
    ADJUSTED,
    DAYS_PER_UNIT,
    FURTHER_OUTCOMES,
    METHODS,
    SENSITIVITIES,
    TRUNCATED,
    Bootstrap,
    Design,
    Disclosure,
    Eligibility,
    Imputation,
    Labels,
    Language,
    Missing,
    Models,
    Outcome,
    Part,
    Partners,
    Primary,
    Text,
    TimeUnit,
    offered,
)
from impact.study.purpose import CRITERIA, Theory

REPORTED = ("unadjusted", "iptw")
"""Methods that every run reports: the gates rest on them."""


class Study(Shown, Part):
    """One evaluation, read from a file under `studies/`.

    Attributes mirror the file's keys. `source` is the file's path; relative paths in the study resolve from it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    kind: Kind = "comparison"
    title: Text = Field(default_factory=dict)
    synthetic: bool = False
    evidence: Literal["experiment", "observational"] = "observational"
    input: Annotated[AnalysisTableInput | CaseRecordsInput | ExportInput, Field(discriminator="form")]
    time_unit: TimeUnit = "days"
    labels: Labels = Field(default_factory=Labels)
    covariates: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    methods: tuple[Annotated[str, offered("method", (*METHODS, ADJUSTED))], ...] = REPORTED
    sensitivities: tuple[Annotated[str, offered("sensitivity", SENSITIVITIES)], ...] = ()
    further_outcomes: tuple[Annotated[str, offered("further outcome", FURTHER_OUTCOMES)], ...] = ()
    horizons: Annotated[tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...], Field(min_length=1)] = ()
    primary: Primary = Primary(horizon=1.0)
    models: Models = Models()
    bootstrap: Bootstrap = Bootstrap()
    imputation: Imputation = Imputation()
    disclosure: Disclosure = Disclosure()
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "es")
    cut_off: Day | None = None
    eligibility: Eligibility = Eligibility()
    policy_periods: tuple[Day, ...] = ()
    design: Design = Design()
    outcome: Outcome = Outcome()
    follow_past_18: Literal[True] = True
    clusters: Literal["household"] = "household"
    partners: Partners = Partners()
    missing: Missing = Missing()
    dose: Dose | None = None
    gates: dict[str, Gate] = Field(default_factory=dict)
    indirectness: Reason | None = None
    pathway: Pathway | None = None
    reach: Reach | None = None
    claims: tuple[Claim, ...] = ()
    theory: Theory | None = None
    criteria: dict[Annotated[str, offered("criterion", CRITERIA)], Reason] = Field(default_factory=dict)
    source: Annotated[Path, Field(exclude=True, repr=False)] = Path("study.yaml")

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Self:
        for problem in misplaced(self):
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _keys_fit_the_form(self) -> Self:
        of_records = {"cut_off", "eligibility", "policy_periods", "design", "outcome", "clusters", "partners", "dose"}
        records_only = of_records & self.model_fields_set
        if not self.input.is_records and records_only:
            raise ValueError(f"{', '.join(sorted(records_only))}: only a study of case records has these keys")
        if self.input.is_records and self.cut_off is None:
            raise ValueError("a study of case records needs cut_off, the last day that the records speak of")
        if self.kind == "comparison" and self.primary.horizon not in self.horizons:
            raise ValueError(f"primary.horizon {self.primary.horizon:g} is not one of horizons")
        if self.days(max(self.horizons, default=0)) > FOLLOW_UP_DAYS:
            raise ValueError(f"horizons: one is longer than {FOLLOW_UP_DAYS} days, which is longer than a life")
        if len(set(self.horizons)) < len(self.horizons):
            raise ValueError("horizons: one of them stands twice")
        if self.dose and not set(self.dose.horizons) <= set(self.horizons):
            raise ValueError("dose.horizons: each must be one of horizons")
        unknown = sorted(set(self.gates) - set(GATES))
        if unknown:
            raise ValueError(f"gates: there is no gate {', '.join(unknown)}; there is: {', '.join(GATES)}")
        few, events = self.disclosure.suppress_below, self.gates.get("events")
        if events is not None and events.threshold < few:
            raise ValueError(
                f"gates.events.threshold: fewer than {few} events are never released, so it cannot be under {few}"
            )
        return self

    @model_validator(mode="after")
    def _design_can_be_asked_this(self) -> Self:
        for problem in misfits(self):
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _policy_periods_divide_the_window(self) -> Self:
        days = self.policy_periods
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("policy_periods: each day, on which a period begins, must be later than the one before")
        window = self.eligibility.return_window
        if days and window and not (window[0] < days[0] and days[-1] <= window[1]):
            raise ValueError(
                f"policy_periods: each day must lie after the first day of eligibility.return_window, {window[0]}, and "
                f"not after its last, {window[1]}"
            )
        return self

    @model_validator(mode="after")
    def _claims_can_be_asked(self) -> Self:
        names = [claim.id for claim in self.claims]
        if len(set(names)) < len(names):
            raise ValueError("claims: an id stands twice")
        for claim in self.claims:
            if claim.quantity not in OF_KIND[self.kind]:
                raise ValueError(
                    f"claims: {claim.id} is about {claim.quantity}, which a study of kind {self.kind} cannot tell; it "
                    f"can tell: {', '.join(OF_KIND[self.kind])}"
                )
            if self.pathway and claim.milestone:
                problem = self.pathway.refuses_claim(claim.milestone, claim.among, claim.unit)
                if problem:
                    raise ValueError(f"claims: {claim.id}: {problem}")
            if claim.quantity == "effect" and claim.horizon is not None and claim.horizon not in self.horizons:
                raise ValueError(f"claims: {claim.id} has the horizon {claim.horizon:g}, which is not one of horizons")
        return self

    @model_validator(mode="after")
    def _texts_speak_every_language(self) -> Self:
        for key, text in _texts(self.model_dump()):
            silent = [language for language in self.languages if not speaks(text, language)]
            if silent:
                raise ValueError(f"{key} has no text in {', '.join(silent)}, which is among the study's languages")
        return self

    def card(self) -> Card:
        """Return what the study asks, of which data, and how; everything else is in its file."""
        primary, unit = self.primary, self.time_unit
        asked = [
            ("evidence", self.evidence),
            ("design", self.design.kind.replace("_", " ")),
            ("answer", f"{primary.measure} by {primary.horizon:g} {unit}, {self.headline_method}, {primary.estimand}"),
            ("methods", ", ".join(self.every_method)),
            ("covariates", ", ".join(self.covariates) or "none"),
            ("subgroups", ", ".join(self.subgroups) or "none"),
        ]
        rows = [
            ("kind", self.kind),
            ("data", self.input.form.replace("_", " ")),
            ("synthetic", "yes: evidence of nothing" if self.synthetic else "no"),
            *(asked if self.kind == "comparison" else ()),
            ("horizons", f"{', '.join(f'{time:g}' for time in self.horizons)} {unit}" if self.horizons else "none"),
            ("languages", ", ".join(self.languages)),
            ("file", self.source.name),
        ]
        return Card("Study", next(iter(self.title.values()), self.id), self.id, columns=("key", "value"), rows=rows)

    @property
    def every_method(self) -> tuple[str, ...]:
        """Methods that a run reports: those of every run, those named, and that of the headline."""
        return tuple(dict.fromkeys([*REPORTED, *self.methods, self.primary.method]))

    @property
    def headline_method(self) -> str:
        """Method of the headline's risks: where the study asks for an adjusted hazard ratio, weights stand in for it.

        A hazard ratio has no horizon, and is told beside a risk difference; one given the baseline has no risks.
        """
        is_ratio_alone = self.primary.method == ADJUSTED and self.design.kind != "time_varying"
        return "iptw" if is_ratio_alone else self.primary.method

    @property
    def arms(self) -> tuple[str, ...]:
        """Arms that the study tells apart: a pathway without groups has its programme alone, a count of people none."""
        of_pathway = ("programme", "comparison") if self.pathway and self.pathway.arms else ("programme",)
        return {"comparison": ("programme", "comparison"), "pathway": of_pathway, "reach": ()}[self.kind]

    def truncation(self, method: str) -> float | None:
        """Return the bound of a method's propensities; none where it has no propensities to truncate."""
        return self.models.truncate if method in TRUNCATED else None

    @property
    def input_path(self) -> Path:
        """Where the input is, resolved from the study file's folder."""
        return self._beside(self.input.path)

    @property
    def mapping_path(self) -> Path | None:
        """Where the mapping of an export is, resolved from the study file's folder; None for any other input."""
        return self._beside(self.input.mapping) if self.input.form == "export" else None

    def _beside(self, path: str) -> Path:
        return Path(os.path.realpath(os.path.normpath(self.source.parent / path)))

    def days(self, time: float) -> float:
        """Convert a time in the study's unit into days."""
        return time * DAYS_PER_UNIT[self.time_unit]

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a study file.

        Raises
        ------
        StudyError
            If the file is missing, not YAML, repeats a key, or a key or value is wrong; the message gives each key with
            its value, and the nearest legal key where one is unknown.
        """
        from impact.study.reading import load

        return load(cls, Path(path))


def _texts(content: dict[Any, Any], place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Walk through a study's content and yield every text with the key that it stands under."""
    for key, value in content.items():
        here = f"{place}{key}"
        for index, part in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(part, dict):
                yield from _texts(part, f"{here}.{index}.")
        if isinstance(value, dict):
            if value and all(isinstance(tag, str) and not refusal(tag) for tag in value):
                yield here, value
            else:
                yield from _texts(value, f"{here}.")
