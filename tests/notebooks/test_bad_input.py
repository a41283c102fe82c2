"""Bad input through the `impact` command: the exit code, a clear message, `latest` as it was, and nobody's row."""

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from impact import Analysis, cli
from impact.data.examples import write_rossi
from impact.errors import EstimationError

ROOT = Path(__file__).parents[2]

SECRET = "Xochitl"
"""Stands in the broken cells: a message that shows it shows a row."""


@pytest.fixture(scope="session")
def few_children(once) -> Path:
    from impact.data.synthetic import synthesise

    return once("few-children", lambda folder: synthesise(folder / "data", children=600)) / "data"


@pytest.fixture
def records(few_children, tmp_path):
    """A study of few case records whose tables a test may break."""
    folder = tmp_path / "data"
    shutil.copytree(few_children, folder)
    text = (ROOT / "studies" / "cmrrp-demo.yaml").read_text(encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(text.replace("../data/raw/cmrrp-demo", "data").replace("1000", "50"), encoding="utf-8")
    return study


@pytest.fixture
def rossi(tmp_path):
    write_rossi(tmp_path)
    text = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(text.replace("../data/raw/rossi/", "").replace("1000", "50"), encoding="utf-8")
    return study


@pytest.fixture
def impact(tmp_path, monkeypatch, capfd):
    """Call the command in this process; return its exit code and what it wrote."""
    monkeypatch.setenv("ARRAIGO_BROWSER", "none")  # what is asked here is the same without pictures and paper

    def impact(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["impact", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfd.readouterr()
        return int(stopped.value.code or 0), out, err

    return impact


def refused(impact, study: Path, code: int) -> str:
    """Run a study that must fail, beside a good run that must stay the latest."""
    out = study.parent / "processed"
    good = out / ("rossi" if (study.parent / "rossi.csv").exists() else "cmrrp-demo") / "20260101T000000Z-good"
    good.mkdir(parents=True)
    (good.parent / "latest").symlink_to(good.name)
    exit_code, printed, message = impact("run", study, "--out", out)
    assert exit_code == code, message
    assert printed == ""
    assert (good.parent / "latest").resolve() == good
    assert not list(out.rglob("report.*.html"))
    assert SECRET not in message
    assert "Traceback" not in message
    assert len(message.splitlines()) <= 14
    return message


def change(study: Path, table: str, edit) -> None:
    path = study.parent / ("rossi.csv" if table == "rossi" else f"data/{table}.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    edit(frame).to_csv(path, index=False)


def put(column: str, value: str, rows: slice = slice(0, 3)):
    def edit(frame: pd.DataFrame) -> pd.DataFrame:
        frame.iloc[rows, frame.columns.get_loc(column)] = value
        return frame

    return edit


BROKEN_RECORDS = {
    "duplicate ids": ("returns", lambda frame: pd.concat([frame, frame.head(3)]), ["returns", "return_id"]),
    "an enrolment of an unknown return": ("enrolments", put("return_id", SECRET), ["enrolments", "return"]),
    "dates out of order": ("contacts", put("contact_date", "2001-01-01"), ["contacts"]),
    "dates in the future": ("contacts", put("contact_date", "2031-01-01"), ["contacts"]),
    "an unknown code": ("returns", put("sex", SECRET), ["returns", "sex"]),
    "text in a number column": ("returns", put("age_at_return_years", SECRET), ["returns", "age_at_return_years"]),
    "a date that is none": ("returns", put("return_date", SECRET), ["returns", "return_date"]),
    "a column of names": ("returns", lambda frame: frame.assign(nombre=SECRET), ["returns", "nombre"]),
    "a column of telephones": ("contacts", lambda frame: frame.assign(phone_number="+502 5555 5555"), ["phone_number"]),
}


@pytest.mark.parametrize("case", BROKEN_RECORDS)
def test_records_that_break_a_critical_rule(impact, records, case):
    table, edit, said = BROKEN_RECORDS[case]
    change(records, table, edit)
    code, printed, message = impact("validate", records)
    assert (code, printed) == (12, "")
    for phrase in said:
        assert phrase in message
    assert SECRET not in message
    assert "Traceback" not in message


def test_a_run_stops_at_a_broken_rule_and_the_latest_stays(impact, records):
    table, edit, said = BROKEN_RECORDS["duplicate ids"]
    change(records, table, edit)
    message = refused(impact, records, 12)
    assert all(phrase in message for phrase in said)


def test_records_without_a_table(impact, records):
    (records.parent / "data" / "contacts.csv").unlink()
    assert "contacts" in refused(impact, records, 11)


def test_records_that_are_nowhere(impact, records):
    shutil.rmtree(records.parent / "data")
    assert "data" in refused(impact, records, 11)


def test_a_study_key_that_is_wrong(impact, rossi):
    rossi.write_text(rossi.read_text(encoding="utf-8").replace("covariates", "covarites"), encoding="utf-8")
    assert "covariates" in refused(impact, rossi, 10)


def test_a_covariate_that_is_no_column(impact, rossi):
    rossi.write_text(rossi.read_text(encoding="utf-8").replace("paro", "parole"), encoding="utf-8")
    message = refused(impact, rossi, 10)
    assert "parole" in message
    assert "paro" in message


WRONG_COVARIATES = {"no column": "agee", "restricted": "birth_month"}


@pytest.mark.parametrize("name", WRONG_COVARIATES.values(), ids=WRONG_COVARIATES)
@pytest.mark.parametrize("command", ["run", "validate"])
def test_a_covariate_that_children_do_not_have(impact, records, command, name):
    text = records.read_text(encoding="utf-8").replace("horizons:", f"covariates: [sex, {name}]\nhorizons:")
    records.write_text(text, encoding="utf-8")
    code, _, message = impact(command, records)
    assert code == 10
    assert name in message


def test_validate_refuses_as_a_run_does(impact, records):
    """The same rules, the same codes, and nothing written."""
    assert impact("validate", records)[0] == 0
    change(records, "returns", put("sex", SECRET))
    code, printed, message = impact("validate", records)
    assert (code, printed) == (12, "")
    assert "sex" in message
    assert SECRET not in message
    (records.parent / "data" / "contacts.csv").unlink()
    assert impact("validate", records)[0] == 11
    assert not (records.parent / "processed").exists()


DAMAGED_FILES = {
    "an empty file": (b"", "empty"),
    "a header alone": (b"fin,week,arrest,age,race,wexp,mar,paro,prio\n", "no rows"),
    "not UTF-8": ("fin,week,arrest,age\n1,2,0,Jos\xe9\n".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("case", DAMAGED_FILES)
def test_a_file_that_cannot_be_read(impact, rossi, case):
    content, said = DAMAGED_FILES[case]
    (rossi.parent / "rossi.csv").write_bytes(content)
    message = refused(impact, rossi, 11)
    assert "rossi.csv" in message
    assert said in message


def test_a_truncated_parquet_file(impact, rossi):
    path = rossi.parent / "rossi.parquet"
    pd.read_csv(rossi.parent / "rossi.csv").to_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])
    rossi.write_text(rossi.read_text(encoding="utf-8").replace("rossi.csv", "rossi.parquet"), encoding="utf-8")
    assert "rossi.parquet" in refused(impact, rossi, 11)


def test_an_arm_that_is_not_0_or_1(impact, rossi):
    change(rossi, "rossi", put("fin", "2"))
    assert "fin" in refused(impact, rossi, 12)


def test_text_in_a_time(impact, rossi):
    change(rossi, "rossi", put("week", SECRET))
    assert "week" in refused(impact, rossi, 12)


NOTHING_TO_ESTIMATE = {
    "an arm with nobody": (put("fin", "0", slice(None)), "Financial aid"),
    "no events": (put("arrest", "0", slice(None)), "event"),
    "every row an event": (put("arrest", "1", slice(None)), "event"),
}


@pytest.mark.parametrize("case", NOTHING_TO_ESTIMATE)
def test_nothing_to_estimate(rossi, case):
    """A run ends with this error's code, as it does where everybody is censored on day 0."""
    edit, said = NOTHING_TO_ESTIMATE[case]
    change(rossi, "rossi", edit)
    analysis = Analysis.open(rossi, rossi.parent / "bench")
    with pytest.raises(EstimationError) as stopped:
        analysis.cumulative_incidence()
    assert said.lower() in str(stopped.value).lower() or "programme" in str(stopped.value)


def test_everybody_censored_on_day_0(impact, rossi):
    change(rossi, "rossi", lambda frame: frame.assign(week="0", arrest="0"))
    refused(impact, rossi, 13)


def test_children_all_censored_on_day_0(impact, records):
    """Nobody is ever seen after the return: no visit finds a child, no service is delivered, nobody returns again."""
    nowhere = {"location_status": "unknown", "is_child_seen": "false", "reported_departure_date": ""}
    change(records, "contacts", lambda frame: frame.assign(**nowhere, reported_departure_precision=""))
    change(records, "services", lambda frame: frame.assign(status="referred"))
    referred = {"status": "referred", "enrolment_date": "", "exit_date": "", "exit_reason": ""}
    change(records, "enrolments", lambda frame: frame.assign(**referred))
    change(records, "returns", lambda frame: frame.drop_duplicates("child_id", keep=False))
    kept = pd.read_csv(records.parent / "data" / "returns.csv", dtype=str)["return_id"]
    for table in ("contacts", "enrolments"):
        change(records, table, lambda frame: frame[frame["return_id"].isin(kept)])
    enrolled = pd.read_csv(records.parent / "data" / "enrolments.csv", dtype=str)["enrolment_id"]
    change(records, "services", lambda frame: frame[frame["enrolment_id"].isin(enrolled)])
    refused(impact, records, 13)


def test_accents_and_a_byte_order_mark_are_read(rossi):
    path = rossi.parent / "rossi.csv"
    frame = pd.read_csv(path, dtype=str)
    frame["race"] = frame["race"].map({"1": "garífuna", "0": "k'iche' ñandú"})
    path.write_bytes(b"\xef\xbb\xbf" + frame.to_csv(index=False).encode())
    balance = Analysis.open(rossi, rossi.parent / "run").released("balance").balance.frame
    assert balance["covariate"].str.contains("garífuna").any()
