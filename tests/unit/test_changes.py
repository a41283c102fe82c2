"""What changed since the last accepted run: profiles, verdicts of planted changes, what is told of them and how."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.cohort import AnalysisTable
from impact.cohort.rates import event_rates
from impact.data.schema import TABLES
from impact.data.validate.changes import Earlier, changes_since_last, compared
from impact.data.validate.kept import keep
from impact.data.validate.profile import KEY, PROFILE, profile
from impact.data.validate.suites import load_suites
from impact.disclosure.changes import BLANK, release_changes
from impact.disclosure.rules import shown_counts, shown_shares, two_digits
from impact.provenance import project_root
from impact.results import Changes, Quality, StudyResults
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
    names = [column.name for column in TABLES["returns"].columns]
    texts = ["child_id", "department", "municipality_code", "sex"]
    missing = {c: pd.Series(pd.NA, index=frame.index, dtype="string") for c in names if c not in frame}
    return frame.astype(dict.fromkeys(texts, "string")).assign(**missing)


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


def since_last(folder: Path, now: pd.DataFrame) -> Changes:
    """Compare a profile with the releases in a folder."""
    return changes_since_last([now], sorted(folder.glob("*")), RULES.suppress_below)


def against(now: pd.DataFrame, earlier: Earlier) -> Changes:
    """Compare a profile with one earlier run."""
    return compared(now, [earlier], RULES.suppress_below)


def accepted(folder: Path, now: pd.DataFrame, run: str = RUN) -> Earlier:
    """Keep a profile as an accepted release keeps it, and read it back."""
    changes = since_last(folder, now)
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
    changes = since_last(tmp_path / "releases", numbers()).frame
    assert changes["now"].notna().all()
    assert changes[["before", "verdict", "since", "shift"]].isna().all(axis=None)


def test_the_same_data_say_the_same_again_and_other_data_are_compared_with_the_last(tmp_path):
    accepted(tmp_path, numbers(), "20261101T000000Z-a")
    accepted(tmp_path, numbers(), "20261102T000000Z-b")
    second = tmp_path / "20261102T000000Z-b" / "results" / "changes.csv"
    assert second.read_bytes() == (tmp_path / "20261101T000000Z-a" / "results" / "changes.csv").read_bytes()
    accepted(tmp_path, numbers(returns(500)), "20261103T000000Z-c")
    again = since_last(tmp_path, numbers(returns(500))).frame
    assert set(again["since"]) == {"20261102T000000Z-b"}
    assert set(since_last(tmp_path, numbers(returns(600))).frame["since"]) == {"20261103T000000Z-c"}
    (tmp_path / "20261105T000000Z-kept-by-older-code").mkdir()
    assert set(since_last(tmp_path, numbers(returns(600))).frame["since"]) == {"20261103T000000Z-c"}


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
    changes = against(now, accepted(tmp_path, numbers()))
    assert found(changes) == expected
    warned = changes.select(verdict="warn")
    assert warned[["reason_en", "reason_es"]].map(len).gt(40).all(axis=None)
    assert changes.frame["now"].notna().all()


def test_a_table_that_is_gone_has_lost_all_its_rows(tmp_path):
    services = pd.DataFrame([("rows", "services", "", "", 50.0, 50.0, np.nan)], columns=PROFILE)
    changes = against(numbers(), accepted(tmp_path, pd.concat([numbers(), services], ignore_index=True)))
    assert found(changes) == {("rows", "", "rows_do_not_fall")}
    (gone,) = changes.select(verdict="warn").to_dict("records")
    assert (gone["table"], gone["before"], gone["now"]) == ("services", 50, 0)


def standardised(before: np.ndarray, now: np.ndarray) -> float:
    """Austin's (2009) standardised difference, from the people themselves."""
    return float((now.mean() - before.mean()) / np.sqrt((now.var() + before.var()) / 2))


def test_drift_is_austin_s_standardised_difference_of_shares_and_of_means(tmp_path):
    records = returns(300)
    changes = against(numbers(records), accepted(tmp_path, numbers(RECORDS.iloc[:250]))).frame
    shift = changes[changes["n"].notna()].set_index(["column", "level"])["shift"]
    then, now = (part["age_at_return_years"].to_numpy(dtype=float) for part in (RECORDS.iloc[:250], records))
    assert shift["age_at_return_years", "mean"] == pytest.approx(standardised(then, now), rel=1e-12)
    girls = [(part["sex"] == "female").to_numpy(dtype=float) for part in (RECORDS.iloc[:250], records)]
    assert shift["sex", "female"] == pytest.approx(standardised(*girls), abs=1e-12)


def released_pairs(what: str, *pairs: tuple[tuple[float, float], tuple[float, float]]) -> list[pd.DataFrame]:
    """Return how `count` among `n`, then and now, is released, of each pair by itself; everything is warned of."""
    then, now = (_profile_of(what, [pair[when] for pair in pairs]) for when in (0, 1))
    old = Changes(keep(then, (), RULES.suppress_below).reindex(columns=[*Changes.COLUMNS]))
    shown = release_changes(old, RULES).frame.fillna({"level": ""})
    frame = keep(now, [old.frame], RULES.suppress_below)
    frame = frame.merge(shown[[*KEY, "now"]].rename(columns={"now": "shown_before"}), on=KEY, how="left")
    frame = frame.assign(verdict="warn", rule="planted", reason_en="…", reason_es="…", since=RUN)
    frame = release_changes(Changes(frame.reindex(columns=[*Changes.COLUMNS])), RULES).frame
    return [frame[frame["table"] == f"t{i}"] for i in range(len(pairs))]


def _profile_of(what: str, counts: list[tuple[float, float]]) -> pd.DataFrame:
    """Return a profile in which each count among `n` stands in a table of its own."""
    levels = {"codes": ("a", "b"), "completeness": ("given",), "event_rate": ("programme",), "rows": ("",)}[what]
    rows = [
        (what, f"t{i}", "sex", level, part * {"rows": 1, "event_rate": 100 / n}.get(what, 1 / n), part, n)
        for i, (count, n) in enumerate(counts)
        for level, part in zip(levels, (count, n - count), strict=False)
    ]
    return pd.DataFrame(rows, columns=PROFILE).astype(dict.fromkeys(["now", "count", "n"], float))


def shown_rate(events: float, years: float) -> float:
    return float(two_digits(100 * shown_counts(events, RULES) / years))


@pytest.mark.parametrize("what", ["rows", "completeness", "codes", "event_rate"])
@pytest.mark.parametrize("grown", [0, 3, -8], ids=["as many rows", "three more", "eight fewer"])
def test_a_change_of_few_is_never_shown_nor_warned_of(what, grown):
    counts = [*range(12), 17, 18, 22, 23, 60, 82, 83, 89, 93, 97, 100]
    pairs = [((count, 100), (count + by, 100 + grown)) for count in counts for by in (-10, -4, -1, 1, 2, 5, 9, 10)]
    pairs = [(then, now) for then, now in pairs if 0 <= now[0] <= now[1]]
    told = 0
    for (then, now), frame in zip(pairs, released_pairs(what, *pairs), strict=True):
        shown = frame[frame["now"].notna() & frame["before"].notna() & (frame["level"] != "b")]
        # Of rows there are no others, and below a rate stand years.
        others = 0 if what == "rows" else grown if what == "event_rate" else (now[1] - now[0]) - (then[1] - then[0])
        if others and (what == "event_rate" or abs(others) >= RULES.suppress_below):
            # What is shown is that of the others alone: the count stands as it stood.
            whole = now[1] if what == "event_rate" else then[0] + now[1] - now[0]
            expected = shown_rate(then[0], whole) if what == "event_rate" else shown_shares(then[0], whole, RULES)
            assert (shown["now"] == expected).all(), (then, now)
        else:
            assert (shown["now"] == shown["before"]).all(), (then, now)
            assert not (shown["verdict"] == "warn").any(), (then, now)
        told += len(shown)
    assert told > 50


def test_a_rate_is_of_shown_events_and_a_few_more_events_do_not_move_it():
    pairs = [((40, 100), (49, 100)), ((40, 100), (63, 100)), ((9, 100), (8, 100)), ((20, 29), (12, 29))]
    few, many, small, few_people = released_pairs("event_rate", *pairs)
    (same,) = few.to_dict("records")
    assert (same["before"], same["now"], same["verdict"]) == (40, 40, "pass")
    (more,) = many.to_dict("records")
    assert (more["before"], more["now"], more["verdict"]) == (40, 65, "warn")
    assert small.empty
    assert few_people.empty


def test_small_levels_go_with_what_would_give_them_away():
    few = numbers(returns(sex=["other"] * 5 + ["female"] * 195 + ["male"] * 200))
    shown = release_changes(compared(few, [], RULES.suppress_below), RULES).frame
    sexes = shown[shown["column"] == "sex"].set_index(["what", "level"])["now"].to_dict()
    assert sexes == {("completeness", "given"): 0.96, ("codes", "male"): 0.5}
    places = numbers(returns(department=["Quiché"] * 360 + ["Petén"] * 28 + ["Izabal"] * 12))
    shown = release_changes(compared(places, [], RULES.suppress_below), RULES).frame
    assert shown.loc[shown["column"] == "department", "level"].tolist() == ["Quiché"]


def test_nothing_but_before_and_now_is_left_and_nothing_of_restricted_columns_or_spreads(tmp_path):
    now = numbers(returns(480))
    now.loc[len(now)] = ["codes", "enrolments", "partner_id", "P-1", 1.0, 100.0, 100.0]
    changes = against(now, accepted(tmp_path, numbers()))
    frame = release_changes(changes, RULES).frame
    assert frame[BLANK].isna().all(axis=None)
    assert not (frame["column"] == "partner_id").any()
    assert not (frame["level"] == "sd").any()
    shares = frame.loc[frame["what"].isin(["codes", "completeness"]), ["before", "now"]].to_numpy()
    np.testing.assert_array_equal(np.round(shares, 2), shares)
    assert frame.loc[frame["what"] == "rows", ["before", "now"]].to_numpy().tolist() == [[400, 480]]


def test_a_warning_of_what_is_hidden_is_not_passed_on(tmp_path):
    earlier = accepted(tmp_path, numbers())
    few = against(numbers(returns(sex=["other"] * 6 + RECORDS["sex"].tolist()[6:])), earlier)
    assert found(few) == {("codes", "sex", "code_known")}
    assert found(release_changes(few, RULES)) == set()
    lost = against(numbers(RECORDS.iloc[:395]), earlier)
    assert ("rows", "", "rows_do_not_fall") in found(lost)
    assert found(Changes(release_changes(lost, RULES).frame.fillna({"column": ""}))) == set()
    many = against(PLANTED["a new code"][0], earlier)
    assert found(release_changes(many, RULES)) == {("codes", "sex", "code_known")}


def test_what_is_small_then_and_larger_by_few_stays_hidden():
    few, many = released_pairs("codes", ((8, 100), (14, 200)), ((8, 100), (30, 200)))
    assert "a" not in few["level"].tolist()
    assert many.loc[many["level"] == "a", "now"].tolist() == [0.15]


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """A small study of an analysis table, whose run folders stand beside a ledger; made with any data."""
    from impact.runner.analysis import Analysis

    place = tmp_path_factory.mktemp("changes")
    (place / "study.yaml").write_text(
        "id: small\ninput: {form: analysis_table, path: small.csv, columns: {arm: arm, time: week, event: event}}\n"
        "time_unit: weeks\ncovariates: [age, place]\nhorizons: [26]\n"
        "primary: {measure: risk_difference, horizon: 26, method: iptw, estimand: ate}\n"
        "labels: {programme: {en: Support, es: Apoyo}, comparison: {en: No support, es: Sin apoyo}, "
        "event: {en: departure, es: partida}}\n",
        encoding="utf-8",
    )

    def make(run: str, people: int, **columns: object) -> Analysis:
        frame = pd.DataFrame(
            {
                "arm": [i % 2 for i in range(people)],
                "week": [10 + i % 40 for i in range(people)],
                "event": [int(i % 5 == 0) for i in range(people)],
                "age": [12 + i % 6 for i in range(people)],
                "place": [("north", "south", "west")[i % 3] for i in range(people)],
            }
        ).assign(**columns)
        frame.to_csv(place / "small.csv", index=False)
        return Analysis(Study.load(place / "study.yaml"), place / "runs" / "small" / run)

    return make


def accept(analysis) -> None:
    """Enter what a run has so far into the ledger."""
    from impact.runner.ledger import Ledger

    ledger, held = Ledger.beside(analysis.folder), analysis.held("changes")
    ledger.accept(analysis.folder.name, analysis.folder / "results", held, analysis.compared_with)


def test_from_data_to_page_in_both_languages(analysed):
    from impact.present import changes_table

    first = analysed("20261120T101500Z-aaaa", 300)
    assert "no earlier data" in changes_table(first.released("changes"), first.study, "en").text
    assert "no hay datos anteriores" in changes_table(first.released("changes"), first.study, "es").text
    accept(first)
    older = [16 + i % 6 for i in range(360)]
    second = analysed("20261220T101500Z-bbbb.partial", 360, age=older, place="<b>north</b>")
    released = second.released("changes")
    pages = {language: changes_table(released, second.study, language) for language in ("en", "es")}
    assert "Compared with the accepted run of November 20, 2026" in pages["en"].text
    assert "En comparación con la ejecución aceptada del 20 de noviembre de 2026" in pages["es"].text
    for language, page in pages.items():
        warned, _, every = page.html.partition("<details>")
        assert "<b>" not in page.html
        assert {"en": "Age: mean (analysis)", "es": "Edad: media (analysis)"}[language] in warned
        assert {"en": "Rows of analysis", "es": "Filas de analysis"}[language] not in warned
        assert {"en": "Support: departure per 100 years", "es": "Apoyo: partida por cada 100 años"}[language] in every
        assert "nan" not in page.text.lower()
    rows = [line.split("\t") for line in pages["en"].text.splitlines()]
    assert ["Rows of analysis", "300", "360"] in rows
    assert ["Age: mean (analysis)", "14.5", "18.5"] in rows
    assert sum(line[0].startswith("place: ") and line[-1].startswith("This code") for line in rows) == 1


def test_a_study_without_anybody_to_compare_still_says_what_changed(analysed):
    nobody = analysed("20261221T101500Z-cccc", 300, arm=1)
    frame = nobody.changes().frame
    assert set(frame["what"]) == {"rows", "completeness", "codes", "covariate"}


def test_small_moves_add_up_until_they_may_be_told(tmp_path):
    told = []
    for run, rows in enumerate([400, 406, 412, 418]):
        accepted(tmp_path, numbers(returns(rows)), f"2026112{run}T000000Z-x")
        shown = pd.read_csv(tmp_path / f"2026112{run}T000000Z-x" / "released" / "changes.csv")
        told.append(shown.loc[shown["what"] == "rows", ["before", "now"]].to_numpy()[0].tolist())
    np.testing.assert_array_equal(told, [[np.nan, 400], [400, 400], [400, 410], [410, 410]])


def test_a_change_is_not_told_beside_a_release_before_the_last(tmp_path):
    for run, rows in enumerate([400, 430]):
        accepted(tmp_path, numbers(returns(rows)), f"2026112{run}T000000Z-x")
    frame = release_changes(since_last(tmp_path, numbers(returns(403))), RULES).frame
    assert frame.loc[frame["what"] == "rows", ["before", "now"]].to_numpy().tolist() == [[430, 400]]


def test_results_are_saved_and_read_with_every_frame(tmp_path):
    changes = against(numbers(returns(480)), accepted(tmp_path, numbers()))
    StudyResults.of({"changes": changes}).save(tmp_path / "all")
    back = StudyResults.load(tmp_path / "all").changes
    assert found(back) == set()
    shutil.rmtree(tmp_path / RUN / "released")
    assert Earlier.load(tmp_path / RUN) is None


def test_every_expectation_of_a_change_says_why_in_both_languages_and_stops_nothing():
    suite = load_suites(["changes"])["changes"]["expectations"]
    rules = [one["meta"]["rule"] for one in suite]
    assert len(set(rules)) == len(rules)
    for one in suite:
        assert one["meta"]["severity"] == "warning"
        assert set(one["meta"]["reason"]) == {"en", "es"}
        assert one["meta"]["reason"]["en"] != one["meta"]["reason"]["es"]
    found_by = {rule for _, expected in PLANTED.values() for _, _, rule in expected}
    assert found_by == set(rules)


def test_a_run_tells_what_its_release_warns_of(tmp_path):
    from impact.runner.runs import Run

    changes = against(PLANTED["a code gone"][0], accepted(tmp_path, numbers()))
    (tmp_path / "run" / "released").mkdir(parents=True)
    StudyResults.of({"changes": release_changes(changes, RULES)}).save(tmp_path / "run" / "released")
    assert Run(tmp_path / "run").unexpected == (
        f"returns.sex: codes_alike (since the run {RUN})",
        f"returns.sex: code_still_used (since the run {RUN})",
    )
    assert Run(tmp_path).unexpected == ()
