"""A pathway's cohort: each rule on a case or two, and what the records lack."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pathway_rows import a_case, a_study, an_application, tables

from impact.cohort.pathway import PathwayCohort, build_pathway
from impact.errors import EstimationError, StudyError
from impact.study import Study

GROUPS = {"column": "group", "programme": ["detained"], "comparison": ["released"]}


def built(*rows: dict, study: Study | None = None) -> PathwayCohort:
    return build_pathway(tables(*rows), study or a_study())


def left_out(cohort: PathwayCohort, arm: str = "programme") -> dict[str, int]:
    frame = cohort.flow.frame
    frame = frame[(frame["arm"] == arm) & (frame["n"] > 0)]
    return dict(zip(frame["reason"], frame["n"], strict=True))


def check(cohort: PathwayCohort, name: str) -> tuple[float, str]:
    row = cohort.checks.frame.set_index("check").loc[name]
    return float(row["value"]), str(row["verdict"])


def test_a_case_starts_at_its_first_milestone_and_is_followed_to_its_way_out_or_the_cut_off() -> None:
    cohort = built(
        a_case("a", ("2025-01-11", "withdrew"), screened="2025-01-01", eligible="2025-01-04"),
        a_case("b", screened="2025-12-01"),
    )
    first, second = (cohort.cases.iloc[row] for row in (0, 1))
    assert (first["reached_screened"], first["reached_eligible"]) == (0, 3)
    assert (first["exit"], first["exit_time"], first["followed"]) == ("withdrew", 10, 10)
    assert (second["exit"], second["followed"]) == ("", 30)
    assert np.isnan([second["reached_eligible"], second["exit_time"]]).all()
    assert first["start"] == pd.Timestamp("2025-01-01")


def test_times_are_in_the_study_s_unit() -> None:
    cohort = built(a_case("a", screened="2025-01-01", eligible="2025-02-01"), study=a_study(time_unit="months"))
    assert cohort.cases["reached_eligible"].iloc[0] == pytest.approx(31 / 30.4375)


def test_a_family_has_reached_what_the_first_of_its_applications_has() -> None:
    cohort = built(
        a_case("a", screened="2025-01-01", eligible="2025-01-02"),
        an_application("x", "a", application="2025-03-01"),
        an_application("y", "a", application="2025-02-01"),
        an_application("z", "a"),
    )
    assert len(cohort.cases) == 1
    assert cohort.cases["reached_application"].iloc[0] == 31
    assert cohort.linked["case"].tolist() == [0, 0, 0]
    assert cohort.linked["reached_application"].notna().sum() == 2
    assert "reached_eligible" not in cohort.linked


def test_an_application_on_the_family_s_own_row_counts_for_nobody() -> None:
    cohort = built(a_case("a", screened="2025-01-01", application="2025-02-01"))
    assert cohort.cases["reached_application"].isna().all()


def test_a_milestone_that_was_skipped_is_passed_on_the_day_of_the_next() -> None:
    rows = [a_case(f"a{i}", screened="2025-01-01", eligible="2025-01-03", decision="2025-01-09") for i in range(9)]
    cohort = built(*rows, a_case("b", screened="2025-01-01", decision="2025-02-01"))
    last = cohort.cases.iloc[-1]
    assert last[["reached_eligible", "reached_application", "reached_decision"]].tolist() == [31, 31, 31]
    assert check(cohort, "pathway_skipped.eligible") == (pytest.approx(0.1), "warn")
    assert check(cohort, "pathway_skipped.application") == (1.0, "warn")
    assert check(cohort, "pathway_skipped.decision") == (0.0, "pass")
    text = cohort.checks.frame.set_index("check")["text"]
    assert "eligible: 10% have no date of this step" in text["pathway_skipped.eligible"]


def test_each_case_is_left_out_for_the_first_reason_that_holds() -> None:
    study = a_study(pathway={"programme": "cam"})
    cohort = built(
        a_case("kept", screened="2025-01-01"),
        a_case("elsewhere", screened="2025-01-01", programme="help_desk", has_reporting_consent=False),
        a_case("a child", screened="2025-01-01", unit="child", has_reporting_consent=False),
        a_case("silent", screened="2025-01-01", has_reporting_consent=False),
        a_case("never asked", screened="2025-01-01", has_reporting_consent=None),
        a_case("idle"),
        a_case("later", screened="2026-01-01"),
        a_case("undated", eligible="2025-01-01"),
        an_application("x", "kept", application="2025-02-01"),
        study=study,
    )
    assert left_out(cohort) == {
        "all": 8, "other_programme": 1, "other_unit": 1, "no_consent": 2, "not_started": 1,
        "started_after_cut_off": 1, "no_start_date": 1, "analysed": 1,
    }  # fmt: skip


def test_nothing_is_known_of_the_days_after_the_cut_off() -> None:
    cohort = built(a_case("a", ("2026-02-01", "died"), screened="2025-12-30", eligible="2026-01-15"))
    row = cohort.cases.iloc[0]
    assert np.isnan(row["reached_eligible"])
    assert (row["exit"], row["followed"]) == ("", 1)


def test_a_way_out_for_no_known_reason_is_a_loss() -> None:
    case = a_case("a", screened="2025-01-01") | {"exit_date": "2025-01-05"}
    cohort = built(
        case, a_case("b", ("2025-01-03", "closed"), screened="2025-01-01"), a_case("c", screened="2025-01-01")
    )
    assert cohort.cases["exit"].tolist() == ["unknown", "closed", ""]
    assert check(cohort, "pathway_lost.screened") == (pytest.approx(2 / 3), "warn")


def test_a_linked_case_goes_with_its_parent() -> None:
    cohort = built(
        a_case("a", ("2025-03-01", "aged_out"), screened="2025-01-01", household_id="h"),
        a_case("silent", screened="2025-01-01", has_reporting_consent=False),
        an_application("x", "a", application="2025-02-01", has_reporting_consent=False),
        an_application("y", "a", ("2025-02-10", "withdrew"), application="2025-02-01"),
        an_application("s", "silent", application="2025-02-01"),
        an_application("nobody's", None, application="2025-02-01"),
    )
    assert cohort.linked["exit"].tolist() == ["aged_out", "withdrew"]
    assert cohort.linked["exit_time"].tolist() == [59, 40]
    assert cohort.linked["followed"].tolist() == [59, 40]
    assert set(cohort.linked["cluster"]) == set(cohort.cases["cluster"])
    assert check(cohort, "pathway_unlinked") == (0.25, "warn")


def test_cases_of_a_household_are_one_cluster_and_others_their_own() -> None:
    homes = ["h", "h", None, None, "k"]
    cohort = built(*(a_case(str(i), screened="2025-01-01", household_id=home) for i, home in enumerate(homes)))
    codes = cohort.cases["cluster"].tolist()
    assert codes[0] == codes[1]
    assert len(set(codes)) == 4


def test_groups_are_arms_and_who_is_in_neither_is_left_out() -> None:
    groups = ["detained", "released", "released", "unknown", None]
    rows = [a_case(str(i), screened="2025-01-01", group=group) for i, group in enumerate(groups)]
    cohort = built(*rows, study=a_study(arms=GROUPS))
    assert cohort.cases["arm"].tolist() == [1, 0, 0]
    assert left_out(cohort) == {"all": 1, "analysed": 1}
    assert left_out(cohort, "comparison") == {"all": 4, "no_group": 2, "analysed": 2}


def test_nobody_left_is_an_error_that_says_what_to_look_at() -> None:
    with pytest.raises(EstimationError, match=r"no case of the pathway is left\. Check"):
        built(a_case("a"))
    with pytest.raises(EstimationError, match="left in the comparison arm"):
        built(a_case("a", screened="2025-01-01", group="detained"), study=a_study(arms=GROUPS))


def test_a_study_of_another_kind_has_no_pathway() -> None:
    study = Study.model_validate(
        {
            "id": "b", "kind": "reach", "input": {"form": "case_records", "path": "."}, "cut_off": "2025-01-01",
            "reach": {"programmes": ["x"], "definition": {"en": "a", "es": "b"}},
        }
    )  # fmt: skip
    with pytest.raises(StudyError, match="kind reach"):
        build_pathway(tables(a_case("a", screened="2025-01-01")), study)


def test_no_row_is_in_what_a_notebook_shows() -> None:
    cohort = built(a_case("a-secret-id", screened="2025-01-01", household_id="h-secret"))
    shown = repr(cohort) + cohort._repr_html_()
    assert "secret" not in shown
    assert "2025" not in shown
    assert len(cohort) == 1
