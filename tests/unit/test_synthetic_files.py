"""Synthetic files: the same bytes for the same arguments, cells as the data dictionary writes them, clear refusals."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from impact.data.schema import TABLES
from impact.data.synthetic import generate, synthesise
from impact.errors import UsageError

FILES = {"returns.csv", "enrolments.csv", "services.csv", "contacts.csv", "activity_counts.csv", "truth.json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthesise(tmp_path_factory.mktemp("synthetic") / "new" / "folder", children=600, seed=1)


def test_every_file_is_written(folder):
    assert {path.name for path in folder.iterdir()} == FILES


def test_the_same_arguments_give_the_same_bytes(folder, tmp_path):
    again = synthesise(tmp_path, children=600, seed=1)
    for name in FILES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_another_seed_gives_other_records_with_the_same_truth(folder, tmp_path):
    other = synthesise(tmp_path, children=600, seed=2)
    for name in FILES - {"truth.json"}:
        assert (other / name).read_bytes() != (folder / name).read_bytes(), name
    truths = [json.loads((place / "truth.json").read_text(encoding="utf-8")) for place in (folder, other)]
    assert [truth.pop("seed") for truth in truths] == [1, 2]
    assert truths[0] == truths[1]


def test_files_are_plain(folder):
    for name in FILES:
        content = (folder / name).read_bytes()
        assert content.endswith(b"\n")
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert name == "truth.json" or b'"' not in content
    assert "Quiché" in (folder / "returns.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(name.removesuffix(".csv") for name in FILES if name.endswith(".csv")))
def test_files_hold_the_tables(folder, name):
    written = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    table = generate(children=600, seed=1)[0][name]
    assert list(written.columns) == list(table.columns)
    for column in map(TABLES[name].column, table.columns):
        values = table[column.name]
        if column.kind == "date":
            values = values.dt.strftime("%Y-%m-%d")
        elif column.kind == "boolean":
            values = values.map({True: "true", False: "false"}, na_action="ignore")
        elif column.kind == "number":
            assert pd.to_numeric(written[column.name]).equals(values), column.name
            continue
        assert written[column.name].tolist() == values.astype(object).where(values.notna(), "").map(str).tolist()


def test_truth_names_what_it_is_the_truth_of(folder):
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    assert (truth["scenario"], truth["children"], truth["seed"]) == ("good", 600, 1)
    assert truth["conditional_hazard_ratio"] == 0.6
    assert set(truth["designs"]) == {"referral", "landmark", "clone"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"scenario": "perfect"}, ["perfect", "good, observed, selection, null"]),
        ({"children": 499}, ["499", "500"]),
        ({"children": -1}, ["-1", "500"]),
        ({"seed": -1}, ["seed", "-1"]),
        ({"hazard_ratio": 0.0}, ["hazard ratio", "above 0"]),
        ({"hazard_ratio": float("nan")}, ["hazard ratio", "above 0"]),
        ({"hazard_ratio": float("inf")}, ["hazard ratio", "above 0"]),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(tmp_path, arguments, words):
    with pytest.raises(UsageError) as refusal:
        synthesise(tmp_path / "out", **arguments)
    for word in words:
        assert word in str(refusal.value)
    assert not (tmp_path / "out").exists()
