"""What changed since the last accepted run: profiles, verdicts of planted changes, what is told of them and how."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.cohort import AnalysisTable
from impact.cohort.rates import event_rates
from impact.data.validate.changes import Earlier, changes_since_last, compared
from impact.data.validate.profile import PROFILE, profile
from impact.disclosure.changes import release_changes
from impact.provenance import project_root
from impact.results import Changes, Quality
from impact.study import Disclosure, Study

RULES = Disclosure()
ROOT = project_root()
DEMO = Study.load(ROOT / "studies" / "cmrrp-demo.yaml")
ROSSI = Study.load(ROOT / "studies" / "rossi.yaml")
RUN = "20261120T101500Z-abcd1234"


def quality(*rows: tuple[str, str, str, float, float], severity: str = "warning") -> Quality:
    """Return rules with how many rows break them, of how many."""
    frame = pd.DataFrame(rows, columns=["table", "rule", "column", "count", "rows"])
    return Quality(frame.assign(severity=severity, reason_en="…", reason_es="…", verdict="pass"))


def returns(n: int = 400, **columns: object) -> pd.DataFrame:
    """Return records of returns: half of them of girls, ages from 10 to 17 in turn."""
    frame = pd.DataFrame(
        {
            "child_id": [f"C-{i}" for i in range(n)],
            "department": "Quiché",
            "municipality_code": "1401",
            "sex": [("female", "male")[i % 2] for i in range(n)],
            "has_reporting_consent": pd.array([True] * n, dtype="boolean"),
            "age_at_return_years": pd.array([10 + i % 8 for i in range(n)], dtype="Int64"),
        }
    ).assign(**columns)
    texts = ["child_id", "department", "municipality_code", "sex"]
    missing = {c: pd.Series(pd.NA, index=frame.index, dtype="string") for c in _columns("returns") if c not in frame}
    return frame.astype(dict.fromkeys(texts, "string")).assign(**missing)


def _columns(table: str) -> list[str]:
    from impact.data.schema import TABLES

    return [column.name for column in TABLES[table].columns]


def rates(programme: float = 20, comparison: float = 60, people: int = 300, years: float = 2.0) -> pd.DataFrame:
    """Return rates of so many events among people who are all followed for as long."""
    table = AnalysisTable.from_frame(
        pd.DataFrame(
            {
                "arm": [1] * people + [0] * people,
                "time": 12.0 * years,
                "event": [int(i < n) for n in (programme, comparison) for i in range(people)],
            }
        ),
        arm="arm", time="time", event="event", time_unit="months",
    )  # fmt: skip
    return event_rates(table)


def numbers(records: pd.DataFrame | None = None, given: float = 4, **events: float) -> pd.DataFrame:
    """Return a whole profile: returns, their completeness and the rates."""
    records = returns() if records is None else records
    asked = quality(("returns", "sex_mostly_given", "sex", given, len(records)))
    return pd.concat([profile({"returns": records}, asked, DEMO), rates(**events)], ignore_index=True)


def accepted(folder: Path, now: pd.DataFrame, run: str = RUN) -> Earlier:
    """Keep a profile as an accepted release keeps it, and read it back."""
    changes = changes_since_last([now], folder)
    for part, frame in (("results", changes), ("released", release_changes(changes, RULES))):
        (folder / run / part).mkdir(parents=True)
        frame.save(folder / run / part)
    earlier = Earlier.load(folder / run)
    assert earlier is not None
    return earlier


def found(changes: Changes) -> set[tuple[str, str, str]]:
    """Return the warnings: what is about which column, and the rule."""
    return {(row.what, str(row.column), row.rule) for row in changes.select(verdict="warn").itertuples()}


def test_a_profile_holds_exact_numbers_and_nothing_that_is_restricted():
    records = returns(8, sex=["female", "male", None, "female", "unknown", "male", "female", None])
    asked = quality(
        ("returns", "sex_mostly_given", "sex", 2, 8),
        ("returns", "sex_mostly_known", "sex", 1, 6),
        ("returns", "household_id_mostly_given", "household_id", 1, 8),
        ("returns", "return_date_not_heaped", "return_date", 1, 8),
    )
    frame = profile({"returns": records}, asked, DEMO)
    assert list(frame.columns) == PROFILE
    told = {tuple(row[:4]): tuple(row[4:]) for row in frame.fillna(-1).itertuples(index=False)}
    assert told == {
        ("rows", "returns", "", ""): (8, 8, -1),
        ("completeness", "returns", "sex", "given"): (6 / 8, 6, 8),
        ("completeness", "returns", "sex", "known"): (5 / 6, 5, 6),
        ("codes", "returns", "department", "Quiché"): (1, 8, 8),
        ("codes", "returns", "sex", "female"): (3 / 6, 3, 6),
        ("codes", "returns", "sex", "male"): (2 / 6, 2, 6),
        ("codes", "returns", "sex", "unknown"): (1 / 6, 1, 6),
        ("codes", "returns", "has_reporting_consent", "yes"): (1, 8, 8),
        ("covariate", "returns", "age_at_return_years", "mean"): (13.5, -1, 8),
        ("covariate", "returns", "age_at_return_years", "sd"): (5.25**0.5, -1, 8),
    }


def test_an_analysis_table_tells_of_its_covariates_alone():
    table = pd.DataFrame({name: [1.0, 2.0] for name in ("fin", "week", "arrest", *ROSSI.covariates)})
    table["race"] = pd.Series(["a", "b"], dtype="string")
    frame = profile({"analysis": table}, quality(("analysis", "covariate_age_given", "age", 0, 2)), ROSSI)
    assert set(frame.loc[frame["column"] != "", "column"]) == set(ROSSI.covariates)
    assert set(frame.loc[frame["column"] == "race", "level"]) == {"a", "b"}


def test_rates_are_events_per_hundred_years_of_follow_up():
    frame = rates(programme=20, comparison=60, people=300, years=2.0)
    # 24 months of 30.4375 days are 730.5 days, which are two years to the digit.
    assert frame["now"].tolist() == pytest.approx([100 * 20 / 600, 100 * 60 / 600], rel=1e-12)
    assert frame[["count", "n"]].to_numpy().tolist() == [[20, 300], [60, 300]]


def test_the_first_run_compares_nothing_and_keeps_its_numbers(tmp_path):
    changes = changes_since_last([numbers()], tmp_path / "releases").frame
    assert changes["now"].notna().all()
    assert changes[["before", "verdict", "since", "shift"]].isna().all(axis=None)


def test_the_same_data_say_the_same_again_and_other_data_are_compared_with_the_last(tmp_path):
    accepted(tmp_path, numbers(), "20261101T000000Z-a")
    accepted(tmp_path, numbers(), "20261102T000000Z-b")
    second = tmp_path / "20261102T000000Z-b" / "results" / "changes.csv"
    assert second.read_bytes() == (tmp_path / "20261101T000000Z-a" / "results" / "changes.csv").read_bytes()
    accepted(tmp_path, numbers(returns(500)), "20261103T000000Z-c")
    again = changes_since_last([numbers(returns(500))], tmp_path).frame
    assert set(again["since"]) == {"20261102T000000Z-b"}
    assert set(changes_since_last([numbers(returns(600))], tmp_path).frame["since"]) == {"20261103T000000Z-c"}
    (tmp_path / "20261104T000000Z-d.partial").mkdir()
    (tmp_path / "20261105T000000Z-kept-by-older-code").mkdir()
    assert set(changes_since_last([numbers(returns(600))], tmp_path).frame["since"]) == {"20261103T000000Z-c"}


RECORDS = returns()
PLANTED = {
    "nothing": (numbers(), set()),
    "rows lost": (numbers(RECORDS.iloc[:360]), {("rows", "", "rows_do_not_fall")}),
    "rows won": (numbers(returns(600)), set()),
    "a column emptied": (
        numbers(RECORDS, given=380).query("not (what == 'codes' and column == 'sex')"),
        {("completeness", "sex", "completeness_kept")},
    ),
    "a little emptier": (numbers(RECORDS, given=20), set()),
    "a new code": (
        numbers(returns(sex=["other"] * 20 + RECORDS["sex"].tolist()[20:])),
        {("codes", "sex", "code_known")},
    ),
    "a code gone": (
        numbers(returns(sex=["female"] * 400)),
        {("codes", "sex", "code_still_used"), ("codes", "sex", "codes_alike")},
    ),
    "twice the events": (numbers(programme=40), {("event_rate", "event", "event_rate_kept")}),
    "a few more events": (numbers(programme=24), set()),
    "older children": (
        numbers(returns(age_at_return_years=pd.array([11 + i % 7 for i in range(400)], dtype="Int64"))),
        {("covariate", "age_at_return_years", "covariates_alike")},
    ),
    "ages in months": (
        numbers(returns(age_at_return_years=RECORDS["age_at_return_years"] * 12)),
        {("covariate", "age_at_return_years", "covariates_alike")},
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(planted, tmp_path):
    now, expected = PLANTED[planted]
    changes = compared(now, accepted(tmp_path, numbers()))
    assert found(changes) == expected
    warned = changes.select(verdict="warn")
    assert warned[["reason_en", "reason_es"]].map(len).gt(40).all(axis=None)
    assert changes.frame["now"].notna().all()


def test_a_table_that_is_gone_has_lost_all_its_rows(tmp_path):
    services = pd.DataFrame([("rows", "services", "", "", 50.0, 50.0, np.nan)], columns=PROFILE)
    changes = compared(numbers(), accepted(tmp_path, pd.concat([numbers(), services], ignore_index=True)))
    assert found(changes) == {("rows", "", "rows_do_not_fall")}
    (gone,) = changes.select(verdict="warn").to_dict("records")
    assert (gone["table"], gone["before"], gone["now"]) == ("services", 50, 0)


def standardised(before: np.ndarray, now: np.ndarray) -> float:
    """Austin's (2009) standardised difference, from the people themselves."""
    return float((now.mean() - before.mean()) / np.sqrt((now.var() + before.var()) / 2))


def test_drift_is_austin_s_standardised_difference_of_shares_and_of_means(tmp_path):
    records = returns(300)
    changes = compared(numbers(records), accepted(tmp_path, numbers(RECORDS.iloc[:250]))).frame
    shift = changes[changes["n"].notna()].set_index(["column", "level"])["shift"]
    then, now = (part["age_at_return_years"].to_numpy(dtype=float) for part in (RECORDS.iloc[:250], records))
    assert shift["age_at_return_years", "mean"] == pytest.approx(standardised(then, now), rel=1e-12)
    girls = [(part["sex"] == "female").to_numpy(dtype=float) for part in (RECORDS.iloc[:250], records)]
    assert shift["sex", "female"] == pytest.approx(standardised(*girls), abs=1e-12)
