"""Which columns are taken to tell who somebody is."""

import pandas as pd
import pytest

from impact.data.personal import content_of, looks_personal
from impact.data.schema import TABLES

PERSONAL = [
    "name", "Nombre", "NOMBRES", "first_name", "childName", "apellido_1", "Teléfono", "tel", "phone2", "celular",
    "address", "Dirección", "e-mail", "email", "Correo electrónico", "DUI", "dpi", "curp", "latitude", "lon", "gps",
    "notes", "comentarios", "observaciones", "free text", "texto_libre", "fecha_nacimiento", "date of birth",
    "nombrecompleto",
]  # fmt: skip
INNOCENT = ["fin", "week", "race", "wexp", "mar", "paro", "prio", "emp1", "educ", "region", "programme_code", "timber"]


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_names(name):
    assert looks_personal(name)


@pytest.mark.parametrize("name", [*INNOCENT, *(column.name for table in TABLES.values() for column in table.columns)])
def test_names_that_tell_nobody(name):
    assert not looks_personal(name)


@pytest.mark.parametrize(
    "values",
    [
        ["12", "+502 5555 0101", None],
        ["(503) 2222-0101", "none"],
        ["55550101", "44440202", "unknown"],
        ["5555-0101", "4444-0202"],
        ["a", "somebody@example.org"],
    ],
)
def test_values_that_look_like_telephones_or_addresses(values):
    assert content_of(pd.Series(values, dtype=object), is_known=False)


@pytest.mark.parametrize(
    "values",
    [
        ["20230115", "20240220"],
        ["2019-2020", "2020-2021"],
        ["2023-01-15", None],
        ["1", "2", "55550101"],
        ["7250.5", "9000"],
        [None, None],
    ],
)
def test_values_that_do_not(values):
    assert not content_of(pd.Series(values, dtype=object), is_known=False)
