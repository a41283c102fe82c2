"""The parts of a study file: what may stand under each key, its default, and what is refused."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from impact import i18n
from impact.limits import FOLLOW_UP_DAYS
from impact.study.bounds import Day
from impact.study.designs import MISALIGNED, refusal


def _spoken(value: str) -> str:
    problem = i18n.refusal(value)
    if problem:
        raise ValueError(problem)
    return value


Language = Annotated[str, AfterValidator(_spoken)]
"""A language that there is a catalogue of, alone or with a region: es, es-419."""
TimeUnit = Literal["days", "weeks", "months", "years"]

DAYS_PER_UNIT: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}


def offered(name: str, there: tuple[str, ...]) -> AfterValidator:
    """Admit one of `there`; refuse anything else by its name, and say what there is."""

    def check(value: str) -> str:
        if value in there:
            return value
        raise ValueError(f"there is no {name} '{value}'; there is: {', '.join(there)}")

    return AfterValidator(check)


MEASURES = ("risk_difference", "risk_ratio", "rmtl_difference", "hazard_ratio")
METHODS = ("unadjusted", "iptw", "entropy", "standardised", "aipw")
WEIGHTINGS = ("unadjusted", "iptw", "entropy")
"""Methods that weigh people, or count each once."""
ADJUSTED = "adjusted"
"""A hazard ratio given the baseline, and nothing but a hazard ratio: one among the alike, not of a population."""
HAZARD_METHODS = (*WEIGHTINGS, ADJUSTED)
ESTIMANDS = ("ate", "att", "ato")
FIXED_DESIGNS = ("referral", "landmark")
"""Designs whose arms are known when the clock starts."""
DESIGNS = (*FIXED_DESIGNS, "clone_censor", "time_varying")

SENSITIVITIES = ("direct_effect", "composite")
"""Other readings of the event: competing events as censoring, or every event as the event of interest."""

FURTHER_OUTCOMES = ("school_return", "first_service", "household", "siblings")
"""What else may be asked of case records: other events of the same children, or remigration of other units."""

CENSORINGS = ("cox", "km")
"""Models of being censored: Cox's with covariates, or Kaplan–Meier by arm."""

TRUNCATED = ("iptw", "aipw")
"""Methods that weigh by propensities, which can be truncated."""

MINIMUM_REPLICATES = 20
"""Fewer resamples say nothing of a spread."""

Unit = Literal["child", "person", "family", "case", "application", "attendance"]
"""What a count can be of. Two different ones are never divided: a family is no application."""

Text = dict[Language, str]
"""A phrase in each of the study's languages; `impact.i18n.wording` finds the one for a reader."""


class Part(BaseModel):
    """Base of everything in a study: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())


def _in_every_language(label: str) -> dict[str, str]:
    """Return what the catalogues call something that a study has no label for."""
    return {language: i18n.t(f"label-{label}", language) for language in i18n.catalogues()}


class Labels(Part):
    """The vocabulary of the study: everything that a page says about its subject.

    Labels stand inside sentences, where a language needs it with their article ("the return", "el retorno").
    `characteristics` names columns that the data dictionary does not know.
    """

    programme: Text = Field(default_factory=lambda: _in_every_language("programme"))
    comparison: Text = Field(default_factory=lambda: _in_every_language("comparison"))
    event: Text = Field(default_factory=lambda: _in_every_language("event"))
    no_event: Text = Field(default_factory=lambda: _in_every_language("no-event"))
    people: Text = Field(default_factory=lambda: _in_every_language("people"))
    start: Text = Field(default_factory=lambda: _in_every_language("start"))
    characteristics: dict[str, Text] = {}


class Eligibility(Part):
    """Who may enter, the same in both arms."""

    countries: tuple[Literal["GTM", "HND", "SLV"], ...] = ("GTM", "HND", "SLV")
    age_at_return_years: tuple[int, int] = (0, 17)
    return_window: tuple[Day, Day] | None = None
    overlap: tuple[Literal["returned_from", "department", "return_quarter"], ...] = (
        "returned_from",
        "department",
        "return_quarter",
    )


def _aligned(value: str) -> str:
    if value in MISALIGNED:
        raise ValueError(refusal(value))
    return value


class Design(Part):
    """How the arms are told apart at time zero; `day` belongs to the landmark design, `grace` to clone_censor.

    Time zero is the return in both arms.
    """

    kind: Annotated[str, AfterValidator(_aligned), offered("design", DESIGNS)] = "referral"
    time_zero: Annotated[str, AfterValidator(_aligned), offered("time zero", ("return",))] = "return"
    day: Annotated[int, Field(ge=1, le=FOLLOW_UP_DAYS)] | None = None
    grace: Annotated[int, Field(ge=1, le=FOLLOW_UP_DAYS)] | None = None
    programme: str | None = None

    @model_validator(mode="after")
    def _days_belong_to_their_design(self) -> Self:
        if (self.kind == "landmark") != (self.day is not None):
            raise ValueError("the landmark design needs a day (for example `day: 30`), and no other design has one")
        if (self.kind == "clone_censor") != (self.grace is not None):
            raise ValueError(
                "the clone_censor design needs a grace period in days (for example `grace: 120`), and no other has one"
            )
        return self


class Outcome(Part):
    """The event of interest (code 1) and the competing ones (codes from 2, in this order).

    `date` says where in its interval an event is put.
    """

    event: Literal["remigration"] = "remigration"
    competing: tuple[Literal["death", "lawful_migration"], ...] = ("death", "lawful_migration")
    date: Annotated[str, offered("event date", ("lower", "midpoint", "upper", "imputed"))] = "midpoint"


class Primary(Part):
    """The one comparison that the headline speaks of."""

    measure: Annotated[str, offered("measure", MEASURES)] = "risk_difference"
    horizon: Annotated[float, Field(gt=0)]
    method: Annotated[str, offered("method", (*METHODS, ADJUSTED))] = "iptw"
    estimand: Annotated[str, offered("estimand", ESTIMANDS)] = "att"

    @model_validator(mode="after")
    def _method_defines_the_estimand(self) -> Self:
        if self.method == "entropy" and self.estimand == "ato":
            raise ValueError("the method entropy defines the estimands att and ate; for ato use iptw")
        if self.measure == "hazard_ratio" and self.method not in HAZARD_METHODS:
            raise ValueError(f"a hazard_ratio is not estimated by {self.method}; there is: {', '.join(HAZARD_METHODS)}")
        return self


class Models(Part):
    """How the models behind weights and modelled risks are made, for the methods that have such a model.

    `censoring` and `folds` (of cross-fitting; 0 for none) are aipw's. `truncate` moves propensities below it, or above
    one minus it, to that bound, for iptw and aipw. `balance_interactions` adds products of each two covariates, and
    squares, to the balance in `results/`; none of them is released.
    """

    censoring: Annotated[str, offered("censoring model", CENSORINGS)] = "cox"
    folds: Annotated[int, Field(ge=0)] = 0
    truncate: Annotated[float, Field(gt=0, lt=0.5)] | None = None
    balance_interactions: bool = False

    @model_validator(mode="after")
    def _folds_leave_one_out(self) -> Self:
        if self.folds == 1:
            raise ValueError("folds: one fold leaves nobody to learn from; give 0 for none, or 2 and more")
        return self


class Bootstrap(Part):
    """Replicates of 0 ask for influence-function intervals."""

    replicates: Annotated[int, Field(ge=0, le=100_000)] = 1000
    seed: Annotated[int, Field(ge=0)] = 20261122

    @model_validator(mode="after")
    def _enough_or_none(self) -> Self:
        if 0 < self.replicates < MINIMUM_REPLICATES:
            raise ValueError(
                f"replicates: {self.replicates} say nothing of a spread; give {MINIMUM_REPLICATES} or more, or 0 for "
                "influence-function intervals"
            )
        return self


class Imputation(Part):
    """Where dates are imputed (`outcome.date: imputed`): resamples, and imputations in each, of which two will do."""

    bootstraps: Annotated[int, Field(ge=MINIMUM_REPLICATES, le=10_000)] = 200
    per_bootstrap: Annotated[int, Field(ge=2, le=100)] = 2


class Disclosure(Part):
    """The rules that released numbers obey; a study may tighten them, never loosen them."""

    suppress_below: Annotated[int, Field(ge=11)] = 11
    round_to: Annotated[int, Field(ge=5)] = 5
    minimum_n: Annotated[int, Field(ge=30)] = 30
    curve_step: Annotated[int, Field(ge=11)] = 11


class Partners(Part):
    """What an interval is about: the partners that there are, or partners like them."""

    inference: Annotated[str, offered("partner inference", ("these_partners", "partners_like_these"))] = (
        "these_partners"
    )


class Missing(Part):
    """Baselines that were not asked: how many completed data sets multiple imputation makes; 0 asks for none."""

    imputations: Annotated[int, Field(ge=0, le=1000)] = 20

    @model_validator(mode="after")
    def _several_or_none(self) -> Self:
        if self.imputations == 1:
            raise ValueError("one imputed data set tells nothing of what imputing adds; ask for several, or for 0")
        return self
