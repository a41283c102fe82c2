"""What a manifest says, and what it must not give away."""

import json
import socket
from pathlib import Path

import pytest

from impact import provenance
from impact.errors import InputError
from impact.provenance import (
    code_version,
    fingerprint,
    hash_file,
    hash_tree,
    input_key,
    manifest,
    versions,
    write_manifest,
)

STUDY = {"id": "made-up", "input": {"form": "case_records", "path": "../data"}}


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "returns.csv").write_text("return_id\nR-1\n", encoding="utf-8")
    (folder / "contacts.csv").write_text("contact_id\nK-1\n", encoding="utf-8")
    return folder


@pytest.fixture
def run_folder(tmp_path):
    folder = tmp_path / "run"
    for name in ("results/flow.csv", "released/flow.csv", "validated/returns.parquet", ".stages/flow/kept.csv"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name, encoding="utf-8")
    for name in ("analysis.parquet", "report.en.html", "run.log", "RESTRICTED"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_a_known_hash(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1.
    assert hash_file(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_tree_is_named_by_relative_paths_in_order(data):
    (data / ".hidden").mkdir()
    (data / ".hidden" / "x.csv").write_text("x", encoding="utf-8")
    assert list(hash_tree(data)) == ["contacts.csv", "returns.csv"]
    assert hash_tree(data / "returns.csv") == {"returns.csv": hash_file(data / "returns.csv")}


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(InputError, match=r"input\.path"):
        hash_tree(tmp_path / "absent")


def test_a_fingerprint_tells_names_contents_and_order_apart():
    prints = [fingerprint(parts) for parts in ({"a": "1"}, {"a": "2"}, {"b": "1"}, ["a", "1"], ["1", "a"], ["a1"])]
    assert len(set(prints)) == len(prints)
    assert fingerprint({"a": "1"}) == fingerprint({"a": "1"})


def test_the_key_of_stages_follows_data_and_study(data):
    before = input_key(data, "study")
    assert input_key(data, "study") == before
    assert input_key(data, "another study") != before
    (data / "returns.csv").write_text("return_id\nR-2\n", encoding="utf-8")
    assert input_key(data, "study") != before


def test_the_key_of_stages_follows_the_code(data, monkeypatch):
    before = input_key(data, "study")
    monkeypatch.setattr(provenance, "code_version", lambda: "other code")
    assert input_key(data, "study") != before


def test_versions_fit_into_a_report(data):
    found = versions(data)
    assert len(found["data_version"]) == 12
    assert found["code_version"].endswith(code_version()[:12])


def test_the_manifest_hashes_what_is_published_one_by_one_and_what_is_not_together(data, run_folder):
    made = manifest(data, STUDY, 7, run_folder)
    assert list(made["files"]) == ["RESTRICTED", "released/flow.csv", "report.en.html"]
    assert made["data"] == hash_tree(data)
    assert made["seed"] == 7
    (run_folder / "results" / "flow.csv").write_text("another count", encoding="utf-8")
    again = manifest(data, STUDY, 7, run_folder)
    assert again["restricted"] != made["restricted"]
    assert again["files"] == made["files"]


def test_a_small_restricted_table_cannot_be_confirmed_by_guessing(data, run_folder):
    text = json.dumps(manifest(data, STUDY, 7, run_folder))
    for name in ("results/flow.csv", "validated/returns.parquet", "analysis.parquet"):
        assert hash_file(run_folder / name) not in text


def test_the_manifest_names_no_place_person_or_machine(data, run_folder):
    study = {**STUDY, "input": {"form": "case_records", "path": str(data)}}
    write_manifest(run_folder, data, study, 7)
    text = (run_folder / "manifest.json").read_text(encoding="utf-8")
    for secret in (str(data.parent), str(Path.home()) + "/", socket.gethostname()):
        assert secret not in text
    assert json.loads(text)["study"]["input"]["path"] == "data"
    assert study["input"]["path"] == str(data)
