"""Synthetic records on disk: one CSV a table and truth.json, the same bytes for the same arguments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from impact.data.synthetic.generate import generate


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
    tables, truth = generate(scenario=scenario, children=children, seed=seed, hazard_ratio=hazard_ratio)
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
