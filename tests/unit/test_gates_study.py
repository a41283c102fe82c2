"""What a study may write about its gates, and how checks of few people keep their counts to themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_estimate_plan import RECORDS, TABLE, make_followup, make_study, make_table

from impact.cohort.table import AnalysisTable
from impact.errors import StudyError
from impact.estimate import checks, study_checks
from impact.results import FollowUp
from impact.study import Study
from impact.study.counts import few
from impact.study.gates import GATES, LIMITS, is_loosened

ROOT = Path(__file__).parents[2]
ROSSI = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")


def load(folder: Path, text: str) -> Study:
    path = folder / "study.yaml"
    path.write_text(f"{ROSSI}\n{text}\n", encoding="utf-8")
    return Study.load(path)


WRITTEN_OUT, SPOKEN = ["gates.traced.reason", "written out"], ["gates.traced.reason", "es"]
REFUSED = {
    "a gate without a reason": ("gates: {traced: {threshold: 0.5}}", ["gates.traced.reason"]),
    "a reason without words": ("gates: {traced: {threshold: 0.5, reason: {}}}", WRITTEN_OUT),
    "an empty reason": ('gates: {traced: {threshold: 0.5, reason: {en: "", es: ""}}}', WRITTEN_OUT),
    "a blank reason in one language": (
        'gates: {traced: {threshold: 0.5, reason: {en: "Few roads.", es: "  "}}}', WRITTEN_OUT,
    ),
    "a reason in one language": ("gates: {traced: {threshold: 0.5, reason: {en: Few roads.}}}", SPOKEN),
    "a threshold that is no number": (
        "gates: {traced: {threshold: .nan, reason: {en: x, es: x}}}", ["gates.traced.threshold", "finite"],
    ),
    "a threshold without end": (
        "gates: {balance: {threshold: .inf, reason: {en: x, es: x}}}", ["gates.balance.threshold", "finite"],
    ),
    "fewer events than are released": (
        "gates: {events: {threshold: 10, reason: {en: x, es: x}}}", ["gates.events.threshold", "under 11"],
    ),
    "an empty indirectness": ("indirectness: {}", ["indirectness", "written out"]),
    "a blank indirectness": ('indirectness: {en: " ", es: x}', ["indirectness", "written out"]),
    "an indirectness in one language": ("indirectness: {en: Other children.}", ["indirectness", "es"]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_departure_from_the_rules_without_its_reason_is_refused(case: str, tmp_path: Path) -> None:
    text, named = REFUSED[case]
    with pytest.raises(StudyError) as raised:
        load(tmp_path, text)
    assert not [words for words in named if words not in str(raised.value)]


def test_a_departure_with_its_reason_is_taken(tmp_path: Path) -> None:
    study = load(tmp_path, "gates: {events: {threshold: 11, reason: {en: a, es: b}}}\nindirectness: {en: c, es: d}")
    assert study.gates["events"].threshold == 11
    assert study.indirectness == {"en": "c", "es": "d"}


@pytest.mark.parametrize("family", GATES)
def test_a_limit_is_looser_on_the_side_that_lets_more_through(family: str) -> None:
    way = 1 if family in ("balance", "traced_gap") else -1
    assert is_loosened(family, LIMITS[family] + way * 0.01)
    assert not is_loosened(family, LIMITS[family])
    assert not is_loosened(family, LIMITS[family] - way * 0.01)


def with_events(table: AnalysisTable, count: int) -> AnalysisTable:
    """Leave the programme arm so many events of interest, and turn the others into ends of follow-up."""
    had = (table.arm == 1) & (table.event == 1)
    event = np.where(had & (np.cumsum(had) > count), 0, table.event)
    return AnalysisTable(**{name: getattr(table, name) for name in table.__slots__} | {"event": event})


@pytest.mark.parametrize(
    ("count", "below", "verdict"), [(10, 11, "fail"), (11, 11, "pass"), (19, 20, "fail"), (20, 20, "pass")]
)
def test_the_gate_of_events_fails_wherever_their_count_is_hidden(count: int, below: int, verdict: str) -> None:
    study = make_study(horizons=[6, 24], primary={"horizon": 24}, disclosure={"suppress_below": below})
    found = study_checks(with_events(make_table(), count), study, FollowUp.empty())
    row = found.select(check="events.programme").iloc[0]
    assert row["value"] == count
    assert row["threshold"] == below
    assert row["verdict"] == verdict
    assert (few(study.disclosure) in row["text"]) == (verdict == "fail")


def test_people_at_risk_pass_only_where_their_count_is_shown() -> None:
    study = make_study()
    gates = checks.Gates(study)
    for at_risk, verdict in ((10, "warn"), (11, "pass")):
        arm, late = np.repeat([1, 0], [at_risk, 40]), np.r_[np.zeros(at_risk), np.ones(40)]
        frame = pd.DataFrame({"arm": arm, "time": 5.0, "event": 1, "entry": late})
        table = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=[], entry="entry")
        rows = {str(row["check"]): row for row in checks.at_risk_checks(gates, table, 12.0)}
        assert rows["few_at_risk.programme"]["verdict"] == verdict


def test_too_little_information_after_weighting_fails() -> None:
    study = make_study(primary={"horizon": 12, "estimand": "att"})
    table = make_table(n=70, strength=1.5)
    found = study_checks(table, study, make_followup(0.8, 0.75)).frame.set_index("check")
    assert found.loc["effective_sample_size.comparison", "value"] < 30
    assert found.loc["effective_sample_size.comparison", "verdict"] == "fail"


def test_a_share_traced_that_nobody_knows_fails() -> None:
    found = study_checks(TABLE, make_study(**RECORDS), make_followup(np.nan, 0.8)).frame.set_index("check")["verdict"]
    assert found["traced.programme"] == "fail"
    assert found["traced_gap"] == "fail"


def test_the_study_as_observed_asks_the_demonstrations_question_of_other_records() -> None:
    demo, observed = (Study.load(ROOT / "studies" / f"cmrrp-{name}.yaml") for name in ("demo", "as-observed"))
    apart = {"id", "title", "input", "source", "methods", "bootstrap", "imputation"}
    assert demo.model_dump(exclude=apart) == observed.model_dump(exclude=apart)
    assert not observed.gates
    assert observed.input_path.name == "cmrrp-as-observed"
