"""Tables that mean harm: refused with 11 or 12 before anything of them is unpacked, shown or written."""

import io
import os
import time
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from impact import limits
from impact.data.read import read_input
from impact.data.validate import validate
from impact.errors import DataError, ImpactError, InputError
from impact.provenance import hash_tree
from impact.study import Study

SECRET = "Xochitl"
SECONDS = 20.0
"""Several times what the slowest of these takes, the first use of great_expectations included."""

STUDY = {
    "id": "small",
    "input": {"form": "analysis_table", "columns": {"arm": "fin", "time": "week", "event": "arrest"}},
    "covariates": ["age", "town"],
    "horizons": [26],
}
HEADER = "fin,week,arrest,age,town\n"
PEOPLE = HEADER + "1,20,1,27,Quiché\n0,52,0,30,Petén\n"


def refusal(folder, name: str, content: bytes | None = None) -> ImpactError:
    """Read a study whose table is `name`; hold the refusal against what it may take and say."""
    if content is not None:
        (folder / name).write_bytes(content)
    study = {**STUDY, "input": {**STUDY["input"], "path": name}}
    (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    loaded = Study.load(folder / "study.yaml")
    began = time.process_time()
    with pytest.raises(ImpactError) as refused:
        validate(read_input(loaded), loaded)
    assert time.process_time() - began < SECONDS
    message = str(refused.value)
    assert SECRET not in message
    assert all(line.isprintable() for line in message.splitlines())
    assert len(message) < 1500
    return refused.value


def zip_bomb() -> bytes:
    """A spreadsheet whose one sheet unpacks to a thousand times its size."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    return buffer.getvalue()


def with_external_links() -> bytes:
    """A spreadsheet that names another file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", '<Relationship Target="file:///etc/passwd"/>')
    return buffer.getvalue()


@pytest.mark.parametrize("made", [zip_bomb, with_external_links])
@pytest.mark.parametrize("name", ["people.xls", "people.csv", "people.zip"])
def test_an_archive_that_is_not_called_xlsx_is_refused_without_being_opened(tmp_path, monkeypatch, made, name):
    content = made()
    monkeypatch.setattr(zipfile, "ZipFile", None)
    error = refusal(tmp_path, name, content)
    assert error.exit_code == 11
    assert name in str(error)


def parquet(folder, table: pa.Table, **options) -> str:
    pq.write_table(table, folder / "people.parquet", **options)
    return "people.parquet"


def test_parquet_of_more_rows_than_any_study_has(tmp_path):
    table = pa.table({"fin": pa.array(np.ones(limits.ROWS + 1, dtype=np.int8))})
    name = parquet(tmp_path, table)
    assert (tmp_path / name).stat().st_size < 100_000
    error = refusal(tmp_path, name)
    assert (error.exit_code, "more than 5,000,000 rows" in str(error)) == (11, True)


def test_parquet_whose_dictionary_stands_for_far_more(tmp_path):
    """A text of a megabyte in every one of 100,000 rows: a few kilobytes in the file, a hundred gigabytes as text."""
    texts = pa.DictionaryArray.from_arrays(pa.array(np.zeros(100_000, dtype=np.int32)), pa.array(["x" * 1_000_000]))
    name = parquet(tmp_path, pa.table({"fin": texts}), compression="zstd")
    assert (tmp_path / name).stat().st_size < 100_000
    error = refusal(tmp_path, name)
    assert (error.exit_code, "characters" in str(error)) == (11, True)


def test_parquet_that_unpacks_to_more_than_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 1_000_000)
    numbers = pa.table({"fin": pa.array(np.arange(400_000) // 1000)})
    name = parquet(tmp_path, numbers, compression="zstd", use_dictionary=False)
    assert (tmp_path / name).stat().st_size < 1_000_000
    error = refusal(tmp_path, name)
    assert (error.exit_code, "once unpacked" in str(error)) == (11, True)


ABSURD = {
    "one line without end": (b"x" * 3_000_000, 11, "first line is longer"),
    "100,000 columns": (",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1\n", 11, "first line is longer"),
    "2,000 columns": (",".join(f"c{n}" for n in range(2000)).encode() + b"\n1\n", 11, "more than 1,000 columns"),
    "an enormous cell": ((HEADER + f"1,20,1,27,{SECRET * 500}\n").encode(), 11, "column 5 has a cell"),
    "a quotation that never ends": ((HEADER + f'1,20,1,27,"{SECRET}\n' + "0,1,0,1,x\n" * 50).encode(), 11, "quotation"),
    "a cell of commas": ((HEADER + "," * 500_000 + "\n").encode(), 11, "more cells"),
    "numbers too large to be added": (PEOPLE.replace(",20,", ",1e308,").encode(), 12, "time"),
    "a year that cannot be counted": (PEOPLE.replace(",20,", ",9999-12-31,").encode(), 12, "time"),
    "NUL": (PEOPLE.replace("Quiché", f"{SECRET}\0").encode(), 11, "not a table of text"),
    "a lone surrogate": (PEOPLE.replace("Quiché", f"{SECRET}\ud800").encode("utf-8", "surrogatepass"), 11, "not UTF-8"),
    "more levels than a model can have": (
        (HEADER + "".join(f"{n % 2},20,1,27,{SECRET} {chr(97 + n % 26)}{n}\n" for n in range(300))).encode(),
        12, "town has more than 200 different values",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ABSURD)
def test_an_absurd_table_is_refused(tmp_path, case):
    content, code, said = ABSURD[case]
    error = refusal(tmp_path, "people.csv", content)
    assert error.exit_code == code
    assert said in str(error)


ODD = {
    "\u202e": "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    "\u2068": "U+2068",
    "\u200b": "U+200B",
    "\x07": "U+0007",
    "\ufeff": "U+FEFF",
}


@pytest.mark.parametrize("character", ODD)
def test_unseen_characters_are_told_by_their_code_point(tmp_path, character):
    in_a_cell = refusal(tmp_path, "people.csv", PEOPLE.replace("Quiché", SECRET + character).encode())
    assert (type(in_a_cell), ODD[character] in str(in_a_cell)) == (DataError, True)
    in_a_name = refusal(tmp_path, "people.csv", PEOPLE.replace("town", f"town{character}x").encode())
    assert (type(in_a_name), ODD[character] in str(in_a_name)) == (InputError, True)
    assert "column 5" in str(in_a_name)


def test_a_letter_that_poses_as_another_is_told(tmp_path):
    for content in (PEOPLE.replace("Quiché", "Pet\u0435n"), PEOPLE.replace("town", "t\u043ewn")):
        assert "(CYRILLIC SMALL LETTER" in str(refusal(tmp_path, "people.csv", content.encode()))


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    (tmp_path / "folder.csv").mkdir()
    for name in ("pipe.csv", "loop.csv", "device.csv", "folder.csv"):
        assert refusal(tmp_path, name).exit_code == 11
        if name != "folder.csv":
            with pytest.raises(InputError):
                hash_tree(tmp_path / name)


def test_a_folder_of_more_files_than_a_study_has_is_not_hashed(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FILES", 5)
    for number in range(6):
        (tmp_path / str(number)).touch()
    with pytest.raises(InputError, match="more than 5 files"):
        hash_tree(tmp_path)


def test_a_file_that_is_too_large_is_not_hashed(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    (tmp_path / "x.csv").write_bytes(b"x" * 11)
    with pytest.raises(InputError, match="larger than"):
        hash_tree(tmp_path / "x.csv")


def test_levels_that_are_markup_or_formulas_are_only_text(tmp_path):
    frame = pd.DataFrame(
        {"fin": ["1", "0"], "week": ["20", "52"], "arrest": ["1", "0"], "age": "27", "town": ["=1+1", "<b>"]}
    )
    (tmp_path / "people.csv").write_text(frame.to_csv(index=False), encoding="utf-8")
    study = {**STUDY, "input": {**STUDY["input"], "path": "people.csv"}}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    assert read_input(Study.load(tmp_path / "study.yaml"))["analysis"]["town"].tolist() == ["=1+1", "<b>"]
