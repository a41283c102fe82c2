"""Subgroups in a release: none that is too small, and none that everybody less the others would give away."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from impact.disclosure import reason_codes, release
from impact.results import FRAMES, Checks, CohortFlow, Effects, StudyResults
from impact.study import Study

ARMS = ("programme", "comparison")
MINIMUM, BELOW, STEP = 30, 11, 5


def study_of() -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [12],
            "primary": {"horizon": 12},
        }
    )


def results_of(levels: dict[str, tuple[int, int, int, int]], column: str = "sex") -> StudyResults:
    """Rows of a study whose one column has these levels: people and events, programme then comparison."""
    rows = []

    def add(population: str, measure: str, arm: str, n: int, events: int, method: str = "iptw") -> None:
        row = dict.fromkeys(Effects.COLUMNS, np.nan) | {
            "analysis": "main", "population": population, "measure": measure, "method": method, "estimand": "att",
            "arm": arm, "event": 1, "horizon": 12.0, "estimate": 0.2, "std_error": 0.05, "ci_lower": 0.1,
            "ci_upper": 0.3, "interval": "influence", "n": n, "events": events, "status": "reported", "reason": "",
            "p_value": 0.0421, "p_adjusted": 0.0842,
        }  # fmt: skip
        rows.append(row)

    totals = [sum(counts) for counts in zip(*levels.values(), strict=True)]
    for population, counts in {"all": totals, **{f"{column}={name}": own for name, own in levels.items()}}.items():
        add(population, "risk", "programme", counts[0], counts[1])
        add(population, "risk", "comparison", counts[2], counts[3])
        both = counts[0] + counts[2], counts[1] + counts[3]
        add(population, "risk_difference", "contrast", *both)
        if population != "all":
            add(population, "risk_difference", "contrast", *both, "iptw_shrunken")
    add(column, "interaction_test", "contrast", totals[0] + totals[2], totals[1] + totals[3])
    rows[-1] |= {"estimate": 4.1372, "ci_lower": np.nan, "ci_upper": np.nan}
    flow = [["analysed", "analysed", "programme", totals[0]], ["analysed", "analysed", "comparison", totals[2]]]
    frames = {name: kind.empty() for name, kind in FRAMES.items()}
    frames["effects"] = Effects(pd.DataFrame(rows))
    frames["flow"] = CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS)))
    return StudyResults.of(frames)


def shown(levels: dict[str, tuple[int, int, int, int]]) -> set[str]:
    """Levels of which anything at all is released."""
    frame = release(results_of(levels), study_of()).effects.frame
    told = frame[["estimate", "ci_lower", "ci_upper", "p_value", "p_adjusted", "n", "events"]].notna().any(axis=1)
    populations = frame.loc[told & frame["population"].str.contains("="), "population"]
    return {population.partition("=")[2] for population in populations}


def test_large_subgroups_are_released_and_rounded() -> None:
    levels = {"female": (211, 43, 611, 152), "male": (302, 61, 914, 247)}
    frame = release(results_of(levels), study_of()).effects
    row = frame.select(population="sex=female", arm="contrast", method="iptw").iloc[0]
    assert (row["n"], row["events"], row["p_value"], row["p_adjusted"]) == (820.0, 195.0, 0.04, 0.08)
    assert np.isnan(row["std_error"])
    test = frame.select(measure="interaction_test").iloc[0]
    assert (test["estimate"], test["status"]) == (4.1, "reported")
    assert len(frame.select(method="iptw_shrunken", status="reported")) == 2


def test_of_two_levels_neither_is_shown_when_one_is_small() -> None:
    for small in ((25, 12, 611, 152), (211, 4, 611, 152), (211, 205, 611, 152), (211, 43, 40, 3), (0, 0, 40, 12)):
        levels = {"female": small, "male": (302, 61, 914, 247)}
        assert shown(levels) == set()
        frame = release(results_of(levels), study_of()).effects
        assert reason_codes(frame.select(population="sex=male").iloc[0]["reason"]) == ("complement",)
        test = frame.select(measure="interaction_test").iloc[0]
        assert (test["status"], np.isnan(test["p_value"])) == ("withheld", True)
        assert frame.select(population="all", arm="contrast").iloc[0]["status"] == "reported"


def test_a_small_level_takes_the_next_smallest_along() -> None:
    levels = {"a": (12, 3, 50, 12), "b": (90, 20, 200, 50), "c": (150, 40, 300, 80), "d": (200, 50, 500, 100)}
    assert shown(levels) == {"c", "d"}


def test_two_small_levels_hide_each_other_only_where_together_they_are_not_small() -> None:
    together = {"a": (29, 12, 90, 20), "b": (29, 12, 90, 20), "c": (150, 40, 300, 80)}
    assert shown(together) == {"c"}
    apart = {"a": (14, 11, 90, 20), "b": (15, 11, 90, 20), "c": (150, 40, 300, 80)}
    assert shown(apart) == set()


@pytest.mark.parametrize("seed", range(40))
def test_no_reader_can_subtract_their_way_to_a_small_count(seed: int) -> None:
    random = np.random.default_rng(seed)
    levels = {}
    for name in "abcdef"[: random.integers(2, 7)]:
        people = random.integers(0, 260, 2)
        events = [int(random.binomial(n, 0.15)) for n in people]
        levels[name] = (int(people[0]), events[0], int(people[1]), events[1])
    told = shown(levels)
    hidden = [counts for name, counts in levels.items() if name not in told]
    for people, events in ((0, 1), (2, 3)):
        for name in told:
            assert levels[name][people] >= MINIMUM
            assert BELOW <= levels[name][events] <= levels[name][people] - BELOW
        if hidden and told:
            left = [counts[people] for counts in hidden]
            assert sum(left) >= MINIMUM
            assert np.count_nonzero(left) >= 2
            left = [counts[events] for counts in hidden]
            assert sum(left) >= BELOW
            rest = [counts[people] - counts[events] for counts in hidden]
            assert sum(rest) >= BELOW


def test_an_unadjusted_subgroup_is_not_gated_however_it_was_shrunken() -> None:
    results = results_of({"female": (211, 43, 611, 152), "male": (302, 61, 914, 247)})
    frame = results.effects.frame
    frame["method"] = frame["method"].str.replace("iptw", "unadjusted")
    failed = Checks(pd.DataFrame([["traced.programme", 0.3, 0.6, "fail", "x"]], columns=list(Checks.COLUMNS)))
    gated = dataclasses.replace(results, checks=failed)
    assert set(release(gated, study_of()).effects.frame["status"]) == {"reported"}


def test_entropy_is_gated_by_the_balance_of_its_own_weights() -> None:
    results = results_of({"female": (211, 43, 611, 152), "male": (302, 61, 914, 247)})
    for check, withheld in (("balance.att", "iptw"), ("balance.att.entropy", "entropy")):
        failed = Checks(pd.DataFrame([[check, 0.3, 0.1, "fail", "x"]], columns=list(Checks.COLUMNS)))
        for method in ("iptw", "entropy"):
            frame = results.effects.frame.assign(method=method)
            gated = dataclasses.replace(results, checks=failed, effects=Effects(frame))
            status = set(release(gated, study_of()).effects.frame["status"])
            assert status == ({"withheld"} if method == withheld else {"reported"})
