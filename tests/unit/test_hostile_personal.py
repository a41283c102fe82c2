"""Columns that tell who somebody is by what they hold; and columns that look alike and do not."""

import numpy as np
import pandas as pd
import pytest
import yaml

from impact.data.personal import content_of, personal_columns
from impact.data.read import read_input
from impact.errors import DataError
from impact.runner.analysis import Analysis
from impact.study import Study

FULL_NAMES = [
    "Xóchitl Pérez", "Ixchel Tuyuc Cux", "Nehemías de la Cruz", "Yakelin Cabrera", "Wiliam Xol", "Odilia Chub Ical",
    "Eulalia Baltazar", "Rigoberta Us", "Domingo Raymundo", "Tomasa Brito",
]  # fmt: skip
PERSONAL = {
    "identity numbers": [
        ["2345678990101", "1234567890101"],  # Guatemala: valid check digits, department 01, municipality 01
        ["2345 67899 0101"],
        ["0801-2009-12345", "none"],  # Honduras
        ["0801200912345", "1803200800001"],
        ["00016297-5"],  # El Salvador: valid check digit
        ["HEGG560427MVZRRL04"],  # Mexico, the example of the population register
        ["a", "123-45-6789"],  # United States
        ["A123-456-789"],
        ["P<GTMPEREZ<<XOCHITL<<<<<<<<<<<<<<<<<<<<<<<<<"],
    ],
    "addresses or coordinates": [
        ["14.6349, -90.5069"],
        ["-90.5069 14.6349", "unknown"],
        ["POINT (-90.5069 14.6349)"],
        ["14°38'05.6\" N", "unknown"],
        ["N 14° 38.1'"],
        ["-90.50691", "-91.12345", "-89.99123"],
        ["4a calle 5-67 zona 1"],
        ["Barrio El Centro, casa azul"],
        ["Aldea Chichoy km 12"],
    ],
    "names": [
        FULL_NAMES,
        [name.upper() for name in FULL_NAMES],
        ["José", "María", "Juan", "Ana", "Xóchitl"],
        ["Pérez, José", "López, Ana", "María Cux", "Ana López", "José Pérez"],
    ],
    "e-mail addresses": [["x", "a.b@example.org"]],
    "telephone numbers": [["+502 5555 0101"], ["(503) 2222-0101"]],
}
INNOCENT = {
    "codes": ["C-0001", "C-0002", "GT-2023-0001"],
    "numbers of 13 digits": [str(1_609_459_200_000 + 86_400_000 * day) for day in range(60)],
    "numbers of 9 digits": [str(100_000_000 + 37 * number) for number in range(500)],
    "universally unique ids": ["8c9e6679-7425-40de-944b-e07fc1f90ae7", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"],
    "dates": ["2023-01-15", "15/01/2023", "2023-01"],
    "months": ["2019-2020", "2020-01", "202001"],
    "money": ["7250.5", "12000", "-90.5", "1,250.00"],
    "measured": [f"{value:.4f}" for value in np.linspace(10, 40, 50)],
    "changes": [f"{value:.3f}" for value in np.linspace(-150, 150, 61)],
    "departments": ["San Marcos", "Santa Rosa", "El Progreso", "Baja Verapaz", "Francisco Morazán", "La Paz"] * 40,
    "programmes": ["Child Migrant Return", "Gender and Migration"] * 9,
    "levels": ["18–24", "25 or more", "no school", "Primaria completa", "No sabe"] * 4,
    "ranges": ["12-15", "16-17"],
    "text of ages": ["15 years", "16 years", "17 años"],
    "one place": ["Guatemala", "Honduras", "El Salvador"],
}


def column(values: list[str]) -> pd.Series:
    return pd.Series([*values, None], dtype=object)


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize(
    ("holds", "values"), [(holds, values) for holds, lists in PERSONAL.items() for values in lists]
)
def test_what_tells_who_somebody_is(holds, values, is_known):
    assert content_of(column(values), is_known=is_known) == holds


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("case", INNOCENT)
def test_what_tells_nobody(case, is_known):
    assert content_of(column(INNOCENT[case]), is_known=is_known) == ""


def test_a_wrong_check_digit_is_no_identity_number():
    assert content_of(column(["2345678980101"]), is_known=True) == ""
    assert content_of(column(["00016297-4"]), is_known=True) == ""


def test_a_passport_is_known_by_its_form_only_where_a_column_has_no_other_meaning():
    passports = column(["G12345678", "G23456789", "A98765432"])
    assert content_of(passports, is_known=False) == "identity numbers"
    assert content_of(passports, is_known=True) == ""


def test_latitudes_are_told_by_the_longitudes_beside_them():
    north = [f"{value:.5f}" for value in np.linspace(14, 15, 9)]
    west = [f"{value:.5f}" for value in np.linspace(-92, -89, 9)]
    assert personal_columns(pd.DataFrame({"a": north, "b": ["1"] * 9}), []) == {}
    assert personal_columns(pd.DataFrame({"a": north, "b": west}), []) == {
        "b": "addresses or coordinates",
        "a": "coordinates",
    }


HOLDING = {
    ("returns", "child_id"): [
        "0801-2009-12345",
        "0801-2009-12346",
        "0801-2009-12345",
        "0801-2010-12345",
        "0801-2011-12345",
    ],
    ("returns", "department"): ["4a calle 5-67 zona 1", "Quiché", "Quiché", "Quiché", "Quiché"],
    ("returns", "return_id"): ["José A", "María B", "Ana C", "Juan D", "Luis E"],
    ("contacts", "informant"): ["+502 5555 0101"] * 6,
}


@pytest.mark.parametrize(("table", "name"), HOLDING)
def test_a_column_of_the_dictionary_is_refused_for_what_it_holds_and_nothing_is_written(
    tmp_path, hand_made, table, name
):
    values = HOLDING[table, name]
    hand_made[table][name] = values
    (tmp_path / "records").mkdir()
    for each, frame in hand_made.items():
        frame.to_csv(tmp_path / "records" / f"{each}.csv", index=False)
    study = {
        "id": "records",
        "input": {"form": "case_records", "path": "records"},
        "cut_off": "2025-12-31",
        "horizons": [12],
    }
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    loaded = Study.load(tmp_path / "study.yaml")
    with pytest.raises(DataError, match=f"{table}: {name} \\(holds what looks like") as refused:
        read_input(loaded)
    assert refused.value.exit_code == 12
    assert not [value for value in set(values) - {"Quiché"} if value in str(refused.value)]
    with pytest.raises(DataError):
        Analysis(loaded, tmp_path / "run").released()
    written = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert not [path for path in written if any(value.encode() in path.read_bytes() for value in values)]
    assert not (tmp_path / "run" / "validated").exists()
