"""What a manifest says, and what it must not give away."""

import json
import socket
from pathlib import Path

import pytest

from impact.errors import InputError, VerificationError
from impact.provenance import (
    code_version,
    data_hashes,
    fingerprint,
    hash_file,
    hash_tree,
    hashes,
    input_key,
    project_root,
    read_manifest,
    seal,
    study_hash,
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
    monkeypatch.setattr(hashes, "code_version", lambda: "other code")
    assert input_key(data, "study") != before


def test_versions_fit_into_a_report(data):
    found = versions(data)
    assert len(found["data_version"]) == 12
    assert found["code_version"].endswith(code_version()[:12])


@pytest.fixture
def manifest(data, run_folder):
    """Write the run's manifest and return what is read of it."""

    def manifest(**given) -> dict:
        given = {"study": STUDY, "study_file": project_root() / "studies" / "made-up.yaml"} | given
        write_manifest(run_folder, data, seed=7, tables=["returns"], **given)
        return read_manifest(run_folder)

    return manifest


def test_the_manifest_hashes_what_is_published_one_by_one_and_what_is_not_together(data, run_folder, manifest):
    made = manifest()
    assert list(made["files"]) == ["RESTRICTED", "released/flow.csv", "report.en.html"]
    assert made["data"] == data_hashes(data, ["returns"])
    assert made["seed"] == 7
    (run_folder / "results" / "flow.csv").write_text("another count", encoding="utf-8")
    again = manifest()
    assert again["restricted"] != made["restricted"]
    assert again["files"] == made["files"]


def test_a_small_restricted_table_cannot_be_confirmed_by_guessing(run_folder, manifest):
    text = json.dumps(manifest())
    for name in ("results/flow.csv", "validated/returns.parquet", "analysis.parquet"):
        assert hash_file(run_folder / name) not in text


def test_the_manifest_names_no_place_person_or_machine(data, run_folder, manifest):
    study = {**STUDY, "input": {"form": "case_records", "path": str(data)}}
    manifest(study=study, study_file=data.parent / "elsewhere.yaml")
    text = (run_folder / "manifest.json").read_text(encoding="utf-8")
    for secret in (str(data.parent), str(Path.home()) + "/", socket.gethostname()):
        assert secret not in text
    assert json.loads(text)["study"]["input"]["path"] == "data"
    assert json.loads(text)["study_file"] == "elsewhere.yaml"
    assert study["input"]["path"] == str(data)


def test_a_file_beside_the_tables_is_hashed_and_not_named(data):
    (data / "Xochitl.docx").write_text("x", encoding="utf-8")
    made = data_hashes(data, ["returns", "contacts"])
    assert list(made) == ["contacts.csv", "returns.csv", "other files"]
    (data / "Xochitl.docx").write_text("y", encoding="utf-8")
    assert data_hashes(data, ["returns", "contacts"])["other files"] != made["other files"]
    assert list(data_hashes(data / "returns.csv", [])) == ["returns.csv"]


def test_the_manifest_ties_each_notebook_to_its_source(run_folder, manifest):
    name = "notebooks/05-report.en.ipynb"
    (run_folder / "notebooks").mkdir()
    (run_folder / name).write_text("{}", encoding="utf-8")
    source = hash_file(project_root() / "notebooks" / "05-report.ipynb")
    executed = {name: hash_file(run_folder / name)}
    assert manifest()["notebooks"] == {"05-report.ipynb": {"source": source, "executed": executed}}


def test_the_manifest_says_how_the_run_was_asked_for(manifest):
    made = manifest(languages=["es"], compared_with=["20260101T000000Z-good"])
    assert made["study_file"] == "studies/made-up.yaml"
    assert made["languages"] == ["es"]
    assert made["compared_with"] == ["20260101T000000Z-good"]
    assert made["lock"] == hash_file(project_root() / "requirements.lock")
    assert made["code_version"].endswith(code_version()[:12])


def test_a_study_is_the_same_wherever_its_input_is_kept(manifest):
    moved = {**STUDY, "input": {"form": "case_records", "path": "/elsewhere/data"}}
    bare = {**STUDY, "input": {"form": "case_records", "path": "data"}}
    assert study_hash(moved) == study_hash(bare) != study_hash(STUDY)
    assert manifest()["study_hash"] == study_hash(STUDY)


def test_the_seal_is_that_of_the_content_before_it_was_written_and_after(manifest):
    # A key that is no text becomes one in JSON, and would sort elsewhere.
    made = manifest(study={**STUDY, "gates": {2: 1.5, 10: "ñ"}})
    assert made["seal"] == seal(made)
    assert seal({**made, "seed": 8}) != made["seal"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"files": {}}', "[" * 100_000], ids=len)
def test_what_is_no_manifest_is_refused(run_folder, text):
    (run_folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(VerificationError, match=r"manifest\.json"):
        read_manifest(run_folder)
