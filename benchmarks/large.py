"""A million contacts: read, validated and turned into a cohort, from Parquet and from CSV, in processes of their own.

`python benchmarks/large.py` makes the records once, under build/benchmarks/large, then measures each form and prints a
table: seconds by stage, the process's peak of memory, and pandas.read_csv of the contacts alone in the same process.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

FOLDER = Path(__file__).parents[1] / "build" / "benchmarks" / "large"
CHILDREN, CONTACTS = 31_500, 1_000_000
"""Eligible children; with those who are not, about 40,000 returns."""
MOST_SECONDS, MOST_MEMORY = 60.0, 4096
"""What reading, validating and the cohort may take together; MiB."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
STUDY = {
    "id": "large",
    "synthetic": True,
    "cut_off": "2025-12-31",
    "time_unit": "months",
    "horizons": [6, 12, 24],
    "eligibility": {"countries": ["GTM", "HND"], "return_window": ["2019-01-01", "2025-06-30"]},
    "outcome": {"event": "remigration", "competing": ["death", "lawful_migration"], "date": "imputed"},
    "covariates": [
        "age_at_return_years",
        "sex",
        "country",
        "department",
        "returned_from",
        "prior_attempts",
        "debt_usd",
    ],
}


def make(folder: Path, children: int, contacts: int) -> None:
    """Write synthetic records as Parquet and as CSV, with as many contacts as asked for, and a study of each."""
    from impact.data.synthetic import generate

    tables, _ = generate(children=children)
    tables["contacts"] = _denser(tables["contacts"], tables["returns"], contacts)
    for form in ("parquet", "csv"):
        (folder / form).mkdir(parents=True, exist_ok=True)
        study = {**STUDY, "input": {"form": "case_records", "path": form}}
        (folder / f"{form}.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
        for name, table in tables.items():
            path = folder / form / f"{name}.{form}"
            table.to_parquet(path, index=False) if form == "parquet" else _as_text(table).to_csv(path, index=False)


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    booleans = table.select_dtypes("boolean")
    return table.assign(**{name: booleans[name].map({True: "true", False: "false"}) for name in booleans})


def _denser(contacts: pd.DataFrame, returns: pd.DataFrame, size: int) -> pd.DataFrame:
    """Add contacts that found the child at home, each between the return and one that did too."""
    random = np.random.default_rng(7)
    home = contacts[contacts["location_status"] == "at_home"]
    more = home.iloc[random.integers(0, len(home), size - len(contacts))].reset_index(drop=True)
    start = returns.set_index("return_id")["return_date"].reindex(more["return_id"]).to_numpy()
    days = (more["contact_date"].to_numpy() - start) * random.uniform(size=len(more))
    more["contact_date"] = (start + days).astype("datetime64[D]").astype("datetime64[ns]")
    more["contact_id"] = pd.array([f"KX{number:07d}" for number in range(len(more))], dtype="string")
    both = pd.concat([contacts, more], ignore_index=True)
    return both.iloc[random.permutation(len(both))].reset_index(drop=True)


def measure(study: Path) -> dict[str, float]:
    """Read, validate and build the cohort; return seconds by stage, the peak in MiB, and what was come to."""
    from impact.cohort import build_cohort
    from impact.data.read import read_input
    from impact.data.validate import validate
    from impact.study import Study

    loaded, clock = Study.load(study), time.perf_counter
    began, worked = clock(), time.process_time()
    tables = read_input(loaded)
    read = clock()
    validated = validate(tables, loaded)
    checked = clock()
    cohort = build_cohort(validated.tables, loaded)
    done, worked = clock(), time.process_time() - worked
    # Not getrusage: what it says of a child begins with the peak of the process that started it.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    plain = _plain(loaded.input_path / "contacts.csv") if study.stem == "csv" else float("nan")
    return {
        "read": read - began,
        "validate": checked - read,
        "cohort": done - checked,
        "busy": (done - began) / worked,
        "peak": int(peak[1]) / 1024 if peak else float("nan"),
        "plain": plain,
        "returns": len(tables["returns"]),
        "contacts": len(tables["contacts"]),
        "people": len(cohort.table),
        "events": int((cohort.table.event == 1).sum()),
    }


def _plain(path: Path) -> float:
    began = time.perf_counter()
    pd.read_csv(path)
    return time.perf_counter() - began


def measured(study: Path) -> dict[str, float]:
    """Measure in a process that has done nothing else."""
    command = [sys.executable, __file__, "--study", str(study)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def large_text(found: dict[str, dict[str, float]]) -> str:
    """Write the table of the page."""
    head = (
        "| from | read | validate | cohort | together | peak of memory | times pandas.read_csv of the contacts alone |"
    )
    rows = [head, "| --- | --- | --- | --- | --- | --- | --- |"]
    plain = found["csv"]["plain"]
    for form, one in found.items():
        whole = one["read"] + one["validate"] + one["cohort"]
        less = "" if whole < MOST_SECONDS and one["peak"] < MOST_MEMORY else " (**more than wanted**)"
        stages = " | ".join(f"{one[stage]:.1f} s" for stage in ("read", "validate", "cohort"))
        rows.append(f"| {form} | {stages} | {whole:.1f} s{less} | {one['peak']:,.0f} MiB | {whole / plain:.1f} |")
    busy = 100 * (1 - 1 / max(one["busy"] for one in found.values()))
    returns, contacts = (f"{found['csv'][what]:,.0f}" for what in ("returns", "contacts"))
    return "\n".join(
        [
            f"{returns} returns with {contacts} contacts, each form in a process of its own, including what loading "
            f"the libraries takes. Wanted: under {MOST_SECONDS:.0f} s and {MOST_MEMORY:,} MiB. Ours waited for the "
            f"processor for up to {max(busy, 0):.0f}% of the time.",
            "",
            *rows,
        ]
    )


def large(folder: Path = FOLDER, children: int = CHILDREN, contacts: int = CONTACTS) -> str:
    """Make the records where they are missing, measure both forms, and return what came out."""
    if not (folder / "csv.yaml").exists():
        make(folder, children, contacts)
    found = {form: measured(folder / f"{form}.yaml") for form in ("parquet", "csv")}
    for what in ("contacts", "people", "events"):
        if found["parquet"][what] != found["csv"][what]:
            raise SystemExit("the two forms do not come to the same cohort")
    return large_text(found)


def main() -> None:
    """Measure both forms and print the table, or measure one study in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the records are made and kept")
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--study", type=Path, help="measure this study alone, in this process")
    chosen = parser.parse_args()
    if chosen.study:
        print(json.dumps(measure(chosen.study)))
        return
    print(large(chosen.folder, chosen.children, chosen.contacts))


if __name__ == "__main__":
    main()
