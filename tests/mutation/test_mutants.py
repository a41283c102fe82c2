"""Valid inputs, changed at random: each ends in a listed exit code with a message, or in results that make sense.

`make mutants` draws 2,000 with a seed of its own; the tests draw the same 100 every time. MUTANTS says how many.
"""

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bases import BASES
from edits import Mutant
from hypothesis import HealthCheck, Phase, given, settings
from properties import check, run_in_process
from strategies import mutants

MANY = int(os.environ.get("MUTANTS", "100"))
SHARES = {
    ("people", "study"): 0.34,
    ("people", "table"): 0.32,
    ("people", "file"): 0.28,
    ("records", "study"): 0.02,
    ("records", "table"): 0.02,
    ("records", "file"): 0.02,
}
"""Of all mutants; case records take long, as each of their rules is asked apart."""


@pytest.fixture(autouse=True)
def without_notebooks(monkeypatch):
    monkeypatch.setattr("impact.runner.runs._execute", lambda *arguments: None)


def ended(mutant: Mutant) -> str:
    with TemporaryDirectory(prefix="mutant-") as folder:
        return check(mutant, Path(folder))


@pytest.mark.parametrize("base", BASES)
def test_what_is_mutated_is_valid(base, tmp_path):
    assert (run_in_process(BASES[base]().write(tmp_path), tmp_path / "out") / "released").is_dir()


FOUND = {
    "a person in many rows at once": (Mutant("people", (("put", "people.csv", "person", "x", 13, 1),)), "12"),
    "spells of a person, and competing events": (
        Mutant(
            "people",
            (
                ("put", "people.csv", "person", "x", 0, 180),
                ("add", "people.csv", "start", "0"),
                ("put", "people.csv", "start", "60", 180, 10_000),
                ("put", "people.csv", "week", "61", 180, 10_000),
                ("put", "people.csv", "week", "20", 0, 10_000),
                ("put", "people.csv", "arm", "1", 0, 180),
                ("set_key", ("input", "columns", "entry"), "start"),
            ),
        ),
        "complete",
    ),
    "a header that ends in a bare carriage return": (
        Mutant(
            "people",
            (
                ("swap_bytes", "people.csv", b"\n", b"\r\n", -1),
                ("header_alone", "people.csv"),
                ("insert", "people.csv", b"\x1a", 0.99999),
            ),
        ),
        "12",
    ),
    "old ends of lines": (Mutant("people", (("swap_bytes", "people.csv", b"\n", b"\r", -1),)), "complete"),
    "as many services as a page's table has rows": (
        Mutant("records", (("keep", "tables/services.csv", "enrolment_id", 15),)),
        "complete",
    ),
}
"""Mutants that once ended otherwise, with what each must end in."""


@pytest.mark.parametrize("case", FOUND)
def test_mutants_that_once_ended_badly(case):
    mutant, end = FOUND[case]
    assert ended(mutant) == end


@pytest.mark.parametrize(("base", "of"), SHARES, ids=["-".join(pair) for pair in SHARES])
def test_mutants(base, of):
    failures: dict[str, Mutant] = {}
    ends: Counter[str] = Counter()

    @settings(
        max_examples=max(1, round(MANY * SHARES[base, of])), derandomize="MUTANTS" not in os.environ, database=None,
        deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(mutants(base, of))
    def draw(mutant):
        try:
            ends[ended(mutant)] += 1
        except Exception as error:  # every failing mutant is told, not the first alone
            failures.setdefault(f"{type(error).__name__}: {str(error)[:300]}", mutant)

    draw()
    print(base, of, dict(ends))  # noqa: T201
    assert not failures, "\n".join(f"{mutant}\n    {said}" for said, mutant in failures.items())
