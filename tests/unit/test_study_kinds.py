"""Studies of the kinds pathway and reach: what they ask, and what is refused with the reason."""

import textwrap

import pytest

from impact.cohort import build_cohort
from impact.errors import StudyError
from impact.present.controls import Explorer
from impact.study import Study

PATHWAY = """
id: cam
kind: pathway
title: {en: "From screening to a decision", es: "De la evaluación a la resolución"}
input: {form: case_records, path: ../data/raw/cam}
time_unit: months
cut_off: 2025-12-31
horizons: [3, 6]
pathway:
  unit: family
  milestones:
    - {id: screened, label: {en: "families screened", es: "familias evaluadas"}}
    - {id: eligible, label: {en: "families found eligible", es: "familias elegibles"}}
    - {id: application, unit: application, label: {en: "applications filed", es: "solicitudes presentadas"}}
    - {id: decision, unit: application, label: {en: "decisions", es: "resoluciones"}}
"""
REACH = """
id: gbv
kind: reach
title: {en: "People reached", es: "Personas alcanzadas"}
input: {form: case_records, path: ../data/raw/gbv}
cut_off: 2025-12-31
reach:
  programmes: [gender_initiative]
  definition: {en: "Took part at least once.", es: "Participó al menos una vez."}
"""


@pytest.fixture
def load(tmp_path):
    """Load a study from its text, with lines added at its end."""

    def read(text: str, more: str = "") -> Study:
        path = tmp_path / "study.yaml"
        path.write_text(text + textwrap.dedent(more), encoding="utf-8")
        return Study.load(path)

    return read


def test_a_pathway_says_what_its_milestones_are_of(load):
    study = load(PATHWAY)
    assert study.arms == ("programme",)
    assert study.pathway.steps == ("screened", "eligible", "application", "decision")
    assert [study.pathway.unit_of(step) for step in study.pathway.steps] == ["family", "family", *["application"] * 2]
    ends = study.pathway.ends_of
    assert ends("from_start.application") == (("screened", "family"), ("application", "family"))
    assert ends("from_previous.application") == (("eligible", "family"), ("application", "family"))
    assert ends("main") == ends("from_start.screened") == ends("from.screened.decision") == ()
    assert "pathway" in study.card().rows[0]


def test_arms_of_a_pathway_are_optional(load):
    arms = "  arms: {column: group, programme: [represented], comparison: [alone]}\n"
    assert load(PATHWAY + arms).arms == ("programme", "comparison")
    with pytest.raises(StudyError, match="alone stands in both arms"):
        load(PATHWAY + arms.replace("[represented]", "[represented, alone]"))


def test_a_reach_study_has_no_arms_and_no_horizons(load):
    study = load(REACH)
    assert study.arms == ()
    assert study.horizons == ()
    with pytest.raises(StudyError, match="horizons: a study of kind reach has no such key"):
        load(REACH, "horizons: [6]\n")


REFUSED = {
    "a screening-to-application ratio": (
        "  shares: [{of: application, among: screened, unit: application}]\n",
        ["screened is counted in family", "application is counted in application", "never divided", "share of family"],
    ),
    "a share backwards": ("  shares: [{of: screened, among: application}]\n", ["does not come after application"]),
    "a share of no milestone": ("  shares: [{of: hearing, among: screened}]\n", ["no milestone hearing", "decision"]),
    "an exit that is none": ("  competing: [expelled]\n", ["no exit 'expelled'", "ineligible"]),
    "a key of comparisons": ("covariates: [sex]\n", ["covariates", "kind comparison", "kind pathway"]),
    "a key of reach": ("reach: {programmes: [a], definition: {en: a, es: b}}\n", ["reach", "kind reach"]),
    "evidence": ("evidence: experiment\n", ["evidence", "kind pathway has no such key"]),
    "a claim of an effect": (
        "claims: [{id: a, statement: {en: a, es: a}, source: {en: a, es: a}, quantity: effect, horizon: 3, "
        "threshold: 0}]\n",
        ["effect", "kind pathway cannot tell", "milestone_share"],
    ),
    "a claim across units": (
        "claims: [{id: a, statement: {en: a, es: a}, source: {en: a, es: a}, quantity: milestone_share, "
        "milestone: application, among: screened, unit: application, horizon: 3, threshold: 0.4}]\n",
        ["claims: a", "never divided"],
    ),
    "a count in a unit that nobody counts": (
        "claims: [{id: a, statement: {en: a, es: a}, source: {en: a, es: a}, quantity: milestone_count, "
        "milestone: application, unit: child, threshold: 40}]\n",
        ["application is counted in application, or in family", "not in child"],
    ),
    "a share without a horizon": (
        "claims: [{id: a, statement: {en: a, es: a}, source: {en: a, es: a}, quantity: milestone_share, "
        "milestone: application, among: screened, threshold: 0.4}]\n",
        ["milestone_share needs horizon"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_pathway_cannot_be_asked_is_refused_with_the_reason(load, name):
    more, words = REFUSED[name]
    with pytest.raises(StudyError) as refused:
        load(PATHWAY + more)
    assert all(word in str(refused.value) for word in words), refused.value


def test_applications_that_reached_a_later_step_are_a_share_of_applications(load):
    study = load(PATHWAY + "  shares: [{of: decision, among: application, unit: application}]\n")
    assert study.pathway.shares[0].unit == "application"
    # What is shown of them is held against applications in the funnel, and not against families.
    ends = study.pathway.ends_of("from.application.decision")
    assert ends == (("application", "application"), ("decision", "application"))


CHANGED = {
    "no pathway": (PATHWAY[: PATHWAY.index("pathway:\n")], ["'pathway' is missing"]),
    "no horizons": (PATHWAY.replace("horizons: [3, 6]\n", ""), ["'horizons' is missing"]),
    "one milestone twice": (PATHWAY.replace("id: decision", "id: eligible"), ["stands twice"]),
    "a first milestone of another unit": (
        PATHWAY.replace("{id: screened,", "{id: screened, unit: application,"),
        ["starts the clock of each family"],
    ),
    "three units": (PATHWAY.replace("{id: decision, unit: application", "{id: decision, unit: case"), ["3 units"]),
    "a label in one language": (PATHWAY.replace(', es: "resoluciones"', ""), ["milestones", "no text in es"]),
    "a flat table": (PATHWAY.replace("case_records, path: ../data/raw/cam", "analysis_table, path: a.csv, columns: "
                                     "{arm: a, time: t, event: e}").replace("cut_off: 2025-12-31\n", ""),
                     ["input.form = 'analysis_table'", "case_records"]),
    "a kind that is none": (PATHWAY.replace("kind: pathway", "kind: cohort"), ["kind", "comparison"]),
    "no definition": (REACH[: REACH.index("  definition")], ["reach.definition", "missing"]),
    "no word on what is reached": (REACH[: REACH.index("reach:\n")], ["'reach' is missing"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_what_a_kind_needs_is_named(load, name):
    text, words = CHANGED[name]
    with pytest.raises(StudyError) as refused:
        load(text)
    assert all(word in str(refused.value) for word in words), refused.value


def test_nobody_is_compared_in_a_pathway(load):
    with pytest.raises(StudyError, match="kind pathway, which compares nobody"):
        build_cohort({}, load(PATHWAY))


def test_controls_of_a_comparison_are_refused_to_a_pathway(load):
    with pytest.raises(StudyError, match="nobody is compared there"):
        Explorer(None, load(PATHWAY), "en")


def test_a_comparison_has_no_pathway(load):
    rossi = "id: a\ninput: {form: analysis_table, path: a.csv, columns: {arm: a, time: t, event: e}}\nhorizons: [1]\n"
    assert load(rossi).kind == "comparison"
    with pytest.raises(StudyError, match="only a study of kind reach"):
        load(rossi + "reach: {programmes: [a], definition: {en: a, es: b}}\n")
