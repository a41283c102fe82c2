"""Synthetic records on disk: one CSV a table and truth.json, the same bytes for the same arguments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from impact.data.synthetic.generate import generate
from impact.data.synthetic.programmes import generate_programme
from impact.errors import UsageError

MAIN = "cmrrp"
"""The programme whose records tell of returns; the others' tell of milestones or of who took part."""


def synthesise(
    out: str | Path,
    *,
    scenario: str = "good",
    children: int = 2500,
    seed: int = 20261122,
    hazard_ratio: float = 0.6,
) -> Path:
    """Write one synthetic data set and its truth into a folder, which is made when it is missing.

    The files are UTF-8 with LF; dates are YYYY-MM-DD, booleans true or false, an empty cell was not asked.

    Parameters
    ----------
    out : path
        The folder; files of the same names are replaced.
    scenario, children, seed, hazard_ratio
        See `generate`.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If there is no such scenario, or a number is out of range.
    """
    return _write_all(out, *generate(scenario=scenario, children=children, seed=seed, hazard_ratio=hazard_ratio))


def synthesise_programme(
    programme: str,
    out: str | Path,
    *,
    seed: int = 20261122,
    scenario: str | None = None,
    children: int | None = None,
    hazard_ratio: float | None = None,
) -> Path:
    """Write one synthetic data set of any programme, and its truth; what is None is as the programme has it.

    Parameters
    ----------
    programme : str
        `cmrrp`, or one of `impact.data.synthetic.programmes.PROGRAMMES`.
    out : path
        The folder; files of the same names are replaced.
    children : int, optional
        How many children, cases or people there are.
    scenario, hazard_ratio
        Of cmrrp alone; see `generate`.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If there is no such programme, it has no such choice, or a number is out of range.
    """
    of_main = {"scenario": scenario, "hazard_ratio": hazard_ratio}
    if programme == MAIN:
        chosen: dict[str, Any] = {**of_main, "children": children}
        return synthesise(out, seed=seed, **{key: value for key, value in chosen.items() if value is not None})
    given = [key for key, value in of_main.items() if value is not None]
    if given:
        named = ", ".join(f"--{key.replace('_', '-')}" for key in given)
        raise UsageError(f"{named}: only the programme {MAIN} has this choice; leave it out for {programme}")
    return _write_all(out, *generate_programme(programme, cases=children, seed=seed))


def _write_all(out: str | Path, tables: dict[str, pd.DataFrame], truth: dict[str, Any]) -> Path:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        _write(frame, folder / f"{name}.csv")
    text = json.dumps(truth, indent=2, ensure_ascii=False) + "\n"
    (folder / "truth.json").write_bytes(text.encode("utf-8"))
    return folder


def _write(frame: pd.DataFrame, path: Path) -> None:
    columns = {name: _arrow(frame[name]) for name in frame.columns}
    with path.open("wb") as file:
        file.write((",".join(frame.columns) + "\n").encode("utf-8"))
        # No cell holds a comma, a quote or a line end; pyarrow refuses to write one that does.
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(pa.table(columns), file, options)


def _arrow(column: pd.Series[Any]) -> pa.Array:
    if column.dtype.kind == "M":
        return pa.Array.from_pandas(column).cast(pa.date32())
    if column.dtype == "string":
        return pa.array(column.to_numpy(dtype=object), type=pa.string(), from_pandas=True)
    if column.dtype == "float64":
        return pa.array(column, from_pandas=True)
    return pa.Array.from_pandas(column)
