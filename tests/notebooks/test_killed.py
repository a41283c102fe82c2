"""Runs killed at five random moments: `latest` as it was, no half report, no kernel left; then a run, done twice."""

import json
from pathlib import Path

import pytest
from killing import GOOD, SEED, finish, kill, moments, prepare

from impact.provenance import hash_tree
from impact.runner import rerun as rerun_module
from impact.runner.rerun import rerun

KILLS = 5
NOTEBOOKS = ("01", "05")
"""Of the runs that are killed: the first, which is executed alone, and the report. `make kill-runs` has all of them."""


@pytest.fixture(scope="session")
def killed(once) -> Path:
    """A study whose runs were killed, and what was found after each kill; then a run that nobody disturbed."""

    def make(folder: Path) -> None:
        study = prepare(folder)
        found = [(str(moment), kill(study, moment, NOTEBOOKS)) for moment in moments(KILLS, SEED, NOTEBOOKS)]
        (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")
        finish(study)

    return once("killed", make)


def test_moments_spread_over_a_run():
    for seed in range(20):
        lines = [moment.lines for moment in moments(KILLS, seed)]
        assert lines == sorted(lines)
        # Of 14 lines before the last.
        assert lines[0] < 3
        assert lines[-1] > 10


def test_a_run_killed_at_any_moment_leaves_latest_and_nothing_half_done(killed):
    found = json.loads((killed / "found.json").read_text(encoding="utf-8"))
    assert len(found) == KILLS
    for moment, faults in found:
        assert faults == [], f"{moment}, seed {SEED}"


def test_the_next_run_is_complete_and_sets_the_killed_aside(killed):
    studies = killed / "processed" / "killed"
    assert (studies / "latest").resolve().name != GOOD
    failed = list(studies.glob("*.failed"))
    # The first kill may have come before the run had a folder, the last when it was complete.
    assert len(failed) >= KILLS - 2
    for folder in failed:
        assert "ended from outside" in (folder / "reason.txt").read_text(encoding="utf-8")


def test_two_runs_are_alike_byte_for_byte(killed, monkeypatch):
    """By what `impact rerun` says of what is released, and in what is not, too; the bootstrap is in both."""
    studies = killed / "processed" / "killed"
    latest = studies / "latest"
    compare, seen = rerun_module._unlike, {}

    def look(first: Path, again: Path):
        seen.update({folder: hash_tree(folder.parent / "results") for folder in (first, again)})
        return compare(first, again)

    monkeypatch.setattr(rerun_module, "_unlike", look)
    before = {path.name for path in studies.iterdir()}
    assert rerun(latest, killed / "study.yaml") == ()
    first, again = seen.values()
    assert first == again
    assert "bootstrap" in (latest / "results" / "estimates.csv").read_text(encoding="utf-8")
    assert {path.name for path in studies.iterdir()} == before
