"""The kinds of study: a comparison of two arms, a pathway of milestones, or a count of who was reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from impact.study.parts import Part, Text, Unit, offered

if TYPE_CHECKING:
    from impact.study.model import Study

Kind = Literal["comparison", "pathway", "reach"]

COMPETING_EXITS: Final = (
    "ineligible", "refused", "withdrew", "aged_out", "died", "lawful_migration", "resolved_otherwise", "other",
)  # fmt: skip
"""Ways out of a pathway after which no further milestone can be reached."""
CENSORING_EXITS: Final = ("lost", "transferred", "consent_withdrawn", "closed")
"""Ways out after which nobody knows: the case was no longer followed, and may have gone on."""
EXITS: Final = (*COMPETING_EXITS, *CENSORING_EXITS)

ROLES: Final = (
    "child", "student", "caregiver", "teacher", "community_leader", "official", "agency_staff", "ngo_staff", "other",
)  # fmt: skip
"""In which role somebody took part in an activity."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""A code of the records: of a milestone, a programme or a group."""


class Milestone(Part):
    """One step of a pathway, in the order in which they are reached.

    `unit` is what the step is recorded of, where that is not the pathway's own unit: an application that is linked to a
    family. The family has reached the step when the first case that is linked to it has. `label` names the step
    in a word or two, and not whom it is of: "screening", "evaluación".
    """

    id: Name
    label: Text
    unit: Unit | None = None


class Groups(Part):
    """Two groups of cases by a column that is known at the start; they are described side by side, never compared."""

    column: Annotated[str, offered("column", ("group", "sex", "country", "department"))]
    programme: Annotated[tuple[str, ...], Field(min_length=1)]
    comparison: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _apart(self) -> Self:
        both = sorted(set(self.programme) & set(self.comparison))
        if both:
            raise ValueError(f"arms: {', '.join(both)} stands in both arms; a case is in one")
        return self


class Share(Part):
    """A share to be shown: of the cases of one unit that reached one milestone, those that reached a later one."""

    of: Name
    among: Name
    unit: Unit | None = None


class Pathway(Part):
    """Who reaches which milestone, and when.

    `competing` are the ways out that end a case's chance of the next milestone; whatever else ends it, censors it.
    `arms` are optional. `programme` narrows the cases to one programme's.
    """

    unit: Unit
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=2, max_length=8)]
    competing: tuple[Annotated[str, offered("exit", EXITS)], ...] = COMPETING_EXITS
    arms: Groups | None = None
    shares: tuple[Share, ...] = ()
    programme: Name | None = None

    def unit_of(self, milestone: str) -> str:
        """Return the unit that a milestone is recorded of."""
        return next(step.unit or self.unit for step in self.milestones if step.id == milestone)

    def label_of(self, milestone: str) -> Text:
        """Return what the study calls a milestone, in its languages."""
        return next(step.label for step in self.milestones if step.id == milestone)

    def ends_of(self, analysis: str) -> tuple[tuple[str, str], ...]:
        """Return the milestones, each with the unit counted, at which an analysis starts its clock and ends.

        None of an analysis that is not of this pathway.
        """
        kind, _, names = analysis.partition(".")
        unit = self.unit
        if kind == "from":
            asked = next((one for one in self.shares if f"{one.among}.{one.of}" == names), None)
            if asked is None:
                return ()
            start, end, unit = asked.among, asked.of, asked.unit or unit
        elif kind in ("from_start", "from_previous") and names in self.steps[1:]:
            start, end = self.steps[0 if kind == "from_start" else self.steps.index(names) - 1], names
        else:
            return ()
        return (start, unit), (end, unit)

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the milestones, in their order."""
        return tuple(step.id for step in self.milestones)

    @model_validator(mode="after")
    def _milestones_in_order(self) -> Self:
        if len(set(self.steps)) < len(self.steps):
            raise ValueError("milestones: one of them stands twice")
        if self.milestones[0].unit not in (None, self.unit):
            raise ValueError(
                f"milestones: the first, {self.steps[0]}, starts the clock of each {self.unit}, and cannot be recorded "
                f"of {self.milestones[0].unit}"
            )
        others = {step.unit for step in self.milestones} - {None, self.unit}
        if len(others) > 1:
            raise ValueError(f"milestones: they are of {len(others) + 1} units; a pathway links one unit to its own")
        return self

    @model_validator(mode="after")
    def _shares_are_of_one_unit(self) -> Self:
        for share in self.shares:
            problem = self.refuses_share(share.of, share.among, share.unit)
            if problem:
                raise ValueError(f"shares: {problem}")
        return self

    def refuses_share(self, of: str, among: str, unit: str | None = None) -> str:
        """Say why one milestone cannot be divided by another, or nothing.

        Without a unit both are counted in the pathway's own, which every milestone can be: a family has reached
        `application` when one of its applications was filed. In another unit only its own milestones can be counted.
        """
        unknown = [name for name in (of, among) if name not in self.steps]
        if unknown:
            return f"there is no milestone {', '.join(unknown)}; there is: {', '.join(self.steps)}"
        if self.steps.index(of) <= self.steps.index(among):
            return f"{of} does not come after {among}, so it is no part of it"
        units = {name: self.unit_of(name) for name in (of, among)}
        if unit not in (None, self.unit) and any(own != unit for own in units.values()):
            named = " and ".join(f"{name} is counted in {own}" for name, own in units.items())
            return (
                f"{named}: different units are never divided, as one {self.unit} can have several or none. Ask for the "
                f"share of {self.unit} instead (leave `unit` out): of those with {among}, how many have {of}"
            )
        return ""

    def refuses_claim(self, milestone: str, among: str | None, unit: str | None) -> str:
        """Say why a claim cannot be asked: a share across units, or a count of a milestone in a unit it is not of."""
        if among is not None:
            return self.refuses_share(milestone, among, unit)
        if milestone not in self.steps:
            return f"there is no milestone {milestone}; there is: {', '.join(self.steps)}"
        own = self.unit_of(milestone)
        if unit not in (None, self.unit, own):
            return f"{milestone} is counted in {own}, or in {self.unit} that have one, and not in {unit}"
        return ""


class Reach(Part):
    """How many a programme reached, by period and role: a count, and never an effect.

    `definition` says what being reached means, as a count without one says nothing. `one_role_each` says that nobody
    is counted in two roles, which narrows the bounds.
    """

    programmes: Annotated[tuple[Name, ...], Field(min_length=1)]
    definition: Text
    unit: Literal["child", "person"] = "person"
    period: Literal["quarter", "year"] = "year"
    one_role_each: bool = False


KEYS: Final[dict[str, frozenset[str]]] = {
    "comparison": frozenset(
        {
            "covariates", "subgroups", "methods", "sensitivities", "primary", "models", "imputation", "eligibility",
            "policy_periods", "design", "outcome", "follow_past_18", "clusters", "partners", "missing", "gates",
            "indirectness", "bootstrap", "dose", "further_outcomes",
        }
    ),
    "pathway": frozenset({"pathway"}),
    "reach": frozenset({"reach"}),
}  # fmt: skip
"""Keys that belong to one kind of study alone."""

_ALSO: Final = {
    "evidence": ("comparison",),
    "horizons": ("comparison", "pathway"),
    "time_unit": ("comparison", "pathway"),
}


def misplaced(study: Study) -> Iterator[str]:
    """Say which keys do not belong to the study's kind, and which it lacks."""
    fields = type(study).model_fields
    # A key that is written out with its default says nothing.
    given = {
        name
        for name in study.model_fields_set
        if getattr(study, name) != fields[name].get_default(call_default_factory=True)
    }
    for kind, keys in KEYS.items():
        wrong = sorted(keys & given) if kind != study.kind else []
        if wrong:
            yield f"{', '.join(wrong)}: only a study of kind {kind} has these keys; this one is of kind {study.kind}"
    for key, kinds in _ALSO.items():
        if key in given and study.kind not in kinds:
            yield f"{key}: a study of kind {study.kind} has no such key"
    if study.kind in ("pathway", "reach"):
        if study.kind not in given:
            yield f"the key '{study.kind}' is missing, which a study of kind {study.kind} is about"
        if not study.input.is_records:
            yield f"input.form = '{study.input.form}': a study of kind {study.kind} reads case_records or an export"
    if study.kind != "reach" and not study.horizons:
        yield "the key 'horizons' is missing"
