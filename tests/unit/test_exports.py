"""Exports by their mapping: what becomes of cells, rows and sheets, and what is refused with which words."""

import json

import pandas as pd
import pytest
import yaml

from impact.cli import main
from impact.data.exports import map_export, read_mapping, suggest_mapping, write_mapped
from impact.data.exports.guesses import guesses_of
from impact.data.read import check_records, read_input
from impact.data.schema import TABLES
from impact.errors import DataError, StudyError, UsageError
from impact.study import Study

SECRET = "Xochitl"
"""A value of a cell: a message that shows it shows a row."""

COUNTS = {"programme": "cmrrp", "period": "2024-05", "unit": "child", "count": "7", "is_deduplicated": "true"}
LONG = "Seguimiento después del retorno de la niñez"
MAPPED = {name: {"column": name} for name in COUNTS}
"""The smallest canonical table, for what has nothing to do with children."""


@pytest.fixture
def counts(tmp_path):
    """Map one CSV to activity_counts: its rows, what of the mapping's columns is otherwise, and of the mapping."""

    def counts(rows, columns=None, part=None, **mapping):
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        pd.DataFrame([COUNTS | row for row in rows]).to_csv(folder / "counts.csv", index=False)
        table = {"sheet": "counts", "columns": MAPPED | (columns or {})} | (part or {})
        content = {"source": "spreadsheet", "tables": {"activity_counts": table}} | mapping
        return map_export(folder, written(tmp_path, content))

    return counts


def written(folder, content):
    path = folder / "mapping.yaml"
    content = json.loads(json.dumps(content))  # YAML would write what stands twice as an alias.
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_mapping(path)


def column(mapped, name):
    cells = mapped.tables["activity_counts"][name]
    return cells.where(cells.notna(), None).tolist()


# Cells


def test_codes_become_codes_and_what_is_listed_as_nothing_is_empty(counts):
    codes = {"Niñez": "child", "Familias": "family", "N/A": ""}
    mapped = counts(
        [{"unit": "Niñez"}, {"unit": " Familias "}, {"unit": "N/A"}], {"unit": {"column": "unit", "codes": codes}}
    )
    assert column(mapped, "unit") == ["child", "family", None]


def test_an_unlisted_value_is_not_named_where_nothing_says_whose_a_row_is(counts):
    rows = [{"unit": "Hogares"}] * 11 + [{"unit": SECRET}] * 10
    with pytest.raises(DataError, match=r"unit: values that are no codes: 2 values, not shown, in 21 rows") as raised:
        counts(rows, {"unit": {"column": "unit", "codes": {"Niñez": "child"}}})
    assert SECRET not in str(raised.value)


def test_else_takes_what_is_not_listed_and_leaves_empty_cells_empty(counts):
    origin = {"column": "unit", "codes": {"Niñez": "child"}, "else": "case"}
    assert column(counts([{"unit": "Hogares"}, {"unit": ""}], {"unit": origin}), "unit") == ["case", None]


def test_yes_and_no_of_a_mapping_are_truths_where_truths_stand(tmp_path, counts):
    origin = {"column": "is_deduplicated", "codes": {"Sí": "yes", "No": "no"}}
    mapped = counts([{"is_deduplicated": "Sí"}, {"is_deduplicated": "No"}], {"is_deduplicated": origin})
    assert column(mapped, "is_deduplicated") == ["true", "false"]


def test_every_value_of_a_mapping_is_text(tmp_path):
    path = tmp_path / "m.yaml"
    columns = ", ".join(f"{name}: {{column: {name}}}" for name in COUNTS if name != "is_deduplicated")
    path.write_text(
        "source: spreadsheet\ntables:\n  activity_counts:\n    columns: {"
        + columns
        + ", is_deduplicated: {column: x, codes: {yes: yes, 01: no, No: no}}}\n",
        encoding="utf-8",
    )
    codes = read_mapping(path).tables["activity_counts"][0].columns["is_deduplicated"].codes
    assert codes == {"yes": "yes", "01": "no", "No": "no"}


def test_several_answers_in_one_cell(counts):
    rows = [{"r": "A ||| B"}, {"r": "B"}, {"r": ""}, {"r": "AB"}, {"r": "?"}]
    origin = {"column": "r", "holds": "A", "separator": " ||| ", "others": ["B", "AB", "?"]}
    assert column(counts(rows, {"is_deduplicated": origin}), "is_deduplicated") == [
        "true",
        "false",
        None,
        "false",
        "false",
    ]


def test_an_answer_that_holds_what_separates_answers_is_refused(counts):
    origin = {"column": "unit", "holds": "muy lejos", "separator": " "}
    with pytest.raises(StudyError, match="map the 0/1 columns instead"):
        counts([{}], {"is_deduplicated": origin})


@pytest.mark.parametrize(
    ("text", "month"), [("05/2024", "2024-05"), ("2024-05", "2024-05"), ("2024-05-31 10:00:00", "2024-05")]
)
def test_months_are_read_by_their_format_and_year_first(counts, text, month):
    assert column(counts([{"period": text}], {"period": {"column": "period", "date": "%m/%Y"}}), "period") == [month]


@pytest.mark.parametrize(
    ("text", "form"),
    [("15-Ene-2023", "%d-%b-%Y"), ("15-jan-2023", "%d-%b-%Y"), ("15 de enero de 2023", "%d de %B de %Y"),
     ("15/01/2023", "%d/%m/%Y"), ("2023-01-15T23:10:00.000-06:00", "%d/%m/%Y"), ("15-Sept-2023", "%d-%b-%Y")],
)  # fmt: skip
def test_dates_are_read_with_the_months_of_two_languages(text, form):
    from impact.data.exports.dates import dates_to_text
    from impact.study.formats import Reading

    found = dates_to_text(pd.Series([text, None], dtype=object), Reading(date_format=form), None, "d", months=False)
    assert found[0] == ("2023-09-15" if "Sept" in text else "2023-01-15")
    assert pd.isna(found[1])


def test_unreadable_dates_are_counted_and_not_shown(counts):
    with pytest.raises(DataError, match=r"period: 1–10 cells are no dates written as %m/%Y") as raised:
        counts([{"period": SECRET}], {"period": {"column": "period", "date": "%m/%Y"}})
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "decimal", "number"), [("1.234,0", "comma", "1234.0"), ("7.000", "point", "7.000"), ("12", None, "12")]
)
def test_numbers_are_written_with_a_point(counts, text, decimal, number):
    origin = {"column": "count"} | ({"decimal": decimal} if decimal else {})
    assert column(counts([{"count": text}], {"count": origin}), "count") == [number]


@pytest.mark.parametrize("text", ["1,234", "7.000"])
def test_numbers_that_can_be_thousands_or_decimals_are_refused(counts, text):
    with pytest.raises(DataError, match="thousands or decimals"):
        counts([{"count": text}])


def test_the_first_filled_of_several_versions_counts(counts):
    mapped = counts([{"v2": "3", "v1": "1"}, {"v2": "", "v1": "1"}], {"count": {"first_of": ["v2", "v1", "v0"]}})
    assert column(mapped, "count") == ["3", "1"]
    assert any("first_of" in warning for warning in mapped.warnings)


def test_all_that_is_wrong_in_cells_is_told_at_once(counts):
    with pytest.raises(DataError) as raised:
        counts([{"unit": SECRET, "count": SECRET, "is_deduplicated": SECRET}])
    assert str(raised.value).count("activity_counts.") == 3
    assert SECRET not in str(raised.value)


# Rows, parents, sheets


def test_where_keeps_rows_and_a_table_without_any_is_refused(counts):
    rows = [{"unit": "child", "kind": "A"}, {"unit": "case", "kind": "B"}]
    assert column(counts(rows, part={"where": {"kind": ["B"]}}), "unit") == ["case"]
    with pytest.raises(DataError, match="has no row for activity_counts"):
        counts(rows, part={"where": {"kind": "C"}})


def test_parts_of_a_table_stand_below_each_other(counts):
    part = {"sheet": "counts", "columns": MAPPED}
    other = {"sheet": "counts", "columns": MAPPED | {"programme": {"value": "other"}}}
    mapped = counts([{}], tables={"activity_counts": [part, other]})
    assert column(mapped, "programme") == ["cmrrp", "other"]


@pytest.fixture
def family(tmp_path, counts):
    """Map rows whose programme stands in a parent sheet, found by a key."""

    def family(parent, keys, key="key"):
        (tmp_path / "export").mkdir(exist_ok=True)
        pd.DataFrame(parent).to_csv(tmp_path / "export" / "parent.csv", index=False)
        part = {"join": {"sheet": "parent", "on": {key: "id"}}}
        return counts([{key: value} for value in keys], {"programme": {"column": "kind", "sheet": "parent"}}, part)

    return family


def test_a_parent_is_found_by_its_key(family):
    mapped = family({"id": ["1", "2"], "kind": ["a", "b"]}, ["2", "1", "2"])
    assert column(mapped, "programme") == ["b", "a", "b"]
    becomes = mapped.report.set_index(["sheet", "column"])["becomes"]
    assert becomes["parent", "kind"] == "activity_counts.programme"
    assert becomes["parent", "id"] == "tables.activity_counts.join"


def test_a_key_that_stands_twice_in_the_parent_is_refused(family):
    with pytest.raises(DataError, match="1–10 rows of 'parent' share their key"):
        family({"id": ["1", "1"], "kind": ["a", "b"]}, ["1"])


def test_a_repeat_without_its_form_is_refused(family):
    with pytest.raises(DataError, match="name a row of 'parent' that is not there"):
        family({"id": ["1"], "kind": ["a"]}, ["9"], key="number__0")


def test_made_ids_stay_when_another_key_gets_more_rows():
    from impact.data.exports.cells import made_ids

    first = made_ids(pd.Series(["a", "b", "b"]), "S", 3)
    later = made_ids(pd.Series(["a", "a", "b", "b"]), "S", 4)
    assert first.tolist() == ["S-a-1", "S-b-1", "S-b-2"]
    assert set(first) < set(later)


@pytest.mark.parametrize(
    ("wanted", "sheets", "found"),
    [
        (LONG, ["Seguimiento después del reto..."], 1),
        (LONG, ["Seguimiento después del retorno"], 1),
        ("Identificación / Registro", ["Identificación   Registro"], 1),
        (LONG, ["Seguimiento después del reto...", "Seguimiento después del reto.-1"], 2),
        ("Visitas", ["Visitas de otra cosa"], 0),
    ],
)  # fmt: skip
def test_sheets_are_found_by_the_names_that_programs_cut(tmp_path, wanted, sheets, found):
    from impact.data.exports.sheets import Export

    assert all(len(sheet) <= 31 for sheet in sheets)
    export = Export(tmp_path, {sheet: pd.DataFrame() for sheet in sheets})
    assert len(export.like(wanted)) == found
    if found != 1:
        with pytest.raises(StudyError, match="can be any of" if found else "no sheet 'Visitas'"):
            export.find(wanted, "tables.contacts")


def test_absent_columns_are_told_together_with_the_nearest_in_either_language(counts):
    columns = {"programme": {"column": "Programa "}, "unit": {"column": "Unit"}, "count": {"column": "Cuantos"}}
    with pytest.raises(StudyError) as raised:
        counts([{"Programa": "x", "Unidad": "child"}], columns)
    told = str(raised.value)
    assert "programme" not in told
    assert "activity_counts.unit: 'counts' has no column 'Unit' (the nearest is 'unit')" in told
    assert "activity_counts.count: 'counts' has no column 'Cuantos' (the nearest is 'count')" in told


# People


def test_a_personal_column_has_to_be_dropped_by_name(counts):
    rows = [{"Nombre": SECRET}]
    with pytest.raises(DataError, match="'counts': 'Nombre'") as raised:
        counts(rows)
    assert SECRET not in str(raised.value)
    mapped = counts(rows, dropped={"counts": ["Nombre"]})
    assert mapped.report.set_index("column")["outcome"]["Nombre"] == "dropped"
    assert not any(SECRET in str(frame.to_numpy()) for frame in (*mapped.tables.values(), mapped.report))


def test_a_personal_column_becomes_nothing_but_listed_codes(counts):
    rows = [{"Nombre del grupo": "Niñez"}]
    with pytest.raises(StudyError, match="can become nothing"):
        counts(rows, {"programme": {"column": "Nombre del grupo"}}, dropped={"counts": "Nombre del grupo"})
    coded = {"unit": {"column": "Nombre del grupo", "codes": {"Niñez": "child"}}}
    assert column(counts(rows, coded), "unit") == ["child"]
    with pytest.raises(DataError) as raised:
        counts([{"Nombre del grupo": SECRET}] * 20, coded)
    assert SECRET not in str(raised.value)


def test_what_is_mapped_cannot_be_dropped(counts):
    with pytest.raises(StudyError, match="'unit' of 'counts' is dropped, and becomes"):
        counts([{}], dropped={"counts": "unit"})
    with pytest.raises(StudyError, match="is dropped whole"):
        counts([{}], dropped={"counts": "all"})


# The mapping file


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"unit": {"column": "unit", "codes": {"x": "chid"}}}, "'chid' is no code of unit; the nearest is 'child'"),
        ({"unit": {"column": "unit", "value": "child"}}, "a column comes from one of"),
        ({"unit": {}}, "here are 0 of them"),
        ({"unit": {"colum": "unit"}}, "nearest legal key is 'column'"),
        ({"unit": {"rows": "U"}}, "`rows` makes ids"),
        ({"count": {"column": "count", "date": "%Y"}}, "`date` says how dates are written"),
        ({"unit": {"column": "unit", "holds": "x"}}, "`holds` answers yes or no"),
        ({"unit": {"column": "unit", "else": "case"}}, "there is no `codes`"),
        ({"units": {"column": "unit"}}, "has no column units"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_can(counts, columns, words):
    with pytest.raises(StudyError, match=words.replace("(", r"\(")):
        counts([{}], columns)


def test_required_columns_and_known_tables_are_asked_for(tmp_path):
    with pytest.raises(StudyError, match=r"are not mapped: .*is_deduplicated"):
        written(tmp_path, {"source": "kobo", "tables": {"activity_counts": {"columns": {"unit": {"column": "u"}}}}})
    with pytest.raises(StudyError, match="no table 'visits'; there is: returns"):
        written(tmp_path, {"source": "kobo", "tables": {"visits": {"columns": {"unit": {"column": "u"}}}}})


def test_a_column_that_is_mapped_twice_is_refused(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("source: kobo\ntables:\n  returns:\n    columns:\n      sex: {column: a}\n      sex: {column: b}\n")
    with pytest.raises(StudyError, match="the key 'sex' stands twice"):
        read_mapping(path)


# Draft, files, studies


def test_a_draft_from_canonical_headers_maps_every_cell(tmp_path, hand_made):
    export = tmp_path / "export"
    export.mkdir()
    for name, frame in hand_made.items():
        frame.to_csv(export / f"{name}.csv", index=False)
    draft = tmp_path / "draft.yaml"
    draft.write_text(suggest_mapping(export), encoding="utf-8")
    mapped = map_export(export, read_mapping(draft))
    for name, frame in hand_made.items():
        as_read = frame.astype(object).where(frame != "")
        pd.testing.assert_frame_equal(mapped.tables[name], as_read[list(mapped.tables[name])], check_dtype=False)


def test_a_draft_guesses_in_two_languages_and_shows_no_cell(tmp_path):
    path = tmp_path / "casos.csv"
    rows = {"Fecha de retorno": ["1"], "Sexo": ["Femenino"], "País": [SECRET], "Nombre": [SECRET], "Zapatos": ["9"]}
    pd.DataFrame(rows).to_csv(path, index=False)
    draft = suggest_mapping(path)
    assert 'return_date: {column: "Fecha de retorno"}  # 100 of 100; check' in draft
    assert '"casos": ["Nombre"]' in draft
    assert '#   "casos": "Zapatos"' in draft
    assert SECRET not in draft
    assert "Femenino" not in draft


def test_a_draft_lists_frequent_codes_and_leaves_unknown_ones_open(tmp_path):
    path = tmp_path / "casos.csv"
    sexes = ["Femenino"] * 11 + ["Masculino"] * 12 + ["Prefiere X"] * 13 + ["Rara"] * 3
    codes = {"Código del niño": [f"C{number}" for number in range(len(sexes))]}
    pd.DataFrame({"Sexo": sexes, "Fecha de retorno": "2023-01-01"} | codes).to_csv(path, index=False)
    draft = suggest_mapping(path)
    assert '"Femenino": female' in draft
    assert '"Masculino": male' in draft
    assert '"Prefiere X": "?"' in draft
    assert "Rara" not in draft


def test_tables_are_written_whole_or_not_at_all(tmp_path, counts, monkeypatch):
    mapped = counts([{}])
    out = write_mapped(mapped, tmp_path / "new" / "out")
    assert sorted(path.name for path in out.iterdir()) == ["activity_counts.csv", "mapping_report.csv"]
    with pytest.raises(UsageError, match="not empty"):
        write_mapped(mapped, out)

    def full(*_, **__):
        raise OSError(28, "no space")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(UsageError, match="nothing was written"):
        write_mapped(mapped, tmp_path / "new" / "other")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_the_folder_that_somebody_is_in_is_not_written_over(tmp_path, counts, monkeypatch):
    mapped = counts([{}])
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="the folder that you are in; name a new one"):
        write_mapped(mapped, ".")
    assert list((tmp_path / "here").iterdir()) == []


def test_the_command_maps_and_refuses(tmp_path, counts, monkeypatch, capsys):
    counts([{"Nombre": "x"}], dropped={"counts": "Nombre"})
    call = ["impact", "map", str(tmp_path / "export"), "--using", str(tmp_path / "mapping.yaml"), "--out"]
    monkeypatch.setattr("sys.argv", [*call, str(tmp_path / "out")])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 0
    assert (tmp_path / "out" / "activity_counts.csv").read_text() == ",".join(COUNTS) + "\n" + ",".join(
        COUNTS.values()
    ) + "\n"
    monkeypatch.setattr("sys.argv", ["impact", "map", str(tmp_path / "export")])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == UsageError.exit_code
    assert "say --using MAPPING and --out DIR, or --suggest" in capsys.readouterr().err


@pytest.fixture
def study(tmp_path, hand_made):
    """A study of an export of the hand-made records, as a spreadsheet with canonical names."""
    export = tmp_path / "export"
    export.mkdir()
    for name, frame in hand_made.items():
        frame.to_csv(export / f"{name}.csv", index=False)
    (tmp_path / "mapping.yaml").write_text(suggest_mapping(export), encoding="utf-8")
    content = {"id": "of-export", "cut_off": "2025-12-31", "horizons": [12]}
    given = {"form": "export", "path": "export", "mapping": "mapping.yaml"}

    def study(**changes):
        (tmp_path / "study.yaml").write_text(yaml.safe_dump(content | {"input": given | changes}), encoding="utf-8")
        return Study.load(tmp_path / "study.yaml")

    return study


def test_a_study_reads_an_export_like_case_records(study, tmp_path, hand_made):
    found = read_input(study())
    (tmp_path / "study.yaml").write_text(
        "id: of-records\ncut_off: 2025-12-31\nhorizons: [12]\ninput: {form: case_records, path: export}\n"
    )
    expected = read_input(Study.load(tmp_path / "study.yaml"))
    assert set(found) == set(expected)
    for name, frame in expected.items():
        columns = [column.name for column in TABLES[name].columns if column.name in frame]
        pd.testing.assert_frame_equal(found[name], frame[columns], check_dtype=False)
    check_records(found)


def test_another_mapping_is_another_study(study, tmp_path):
    before = study().model_dump_json()
    assert Study.model_validate_json(before).model_dump_json() == before
    assert study().model_dump_json() == before
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(mapping.read_text(encoding="utf-8") + "# looked at again\n", encoding="utf-8")
    assert study().model_dump_json() != before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mapping": "none.yaml"}, "there is no such file as none.yaml"),
        ({"date_format": "%d/%m/%Y"}, "stands in its mapping"),
        ({"mapping_hash": "0"}, "unknown key 'input.mapping_hash'"),
    ],
)
def test_a_study_says_of_an_export_where_it_is_and_nothing_else(study, changes, words):
    with pytest.raises(StudyError, match=words):
        study(**changes)


@pytest.mark.parametrize(
    ("table", "header", "guessed"),
    [
        ("returns", "acompanado", None),
        ("returns", "no_acompanado", "is_unaccompanied"),
        ("returns", "Accompanied", None),
        ("contacts", "No se vio al niño", None),
        ("contacts", "Se vio al niño", "is_child_seen"),
        ("returns", "Fecha de regreso", "return_date"),
        ("enrolments", "Fecha de regreso", None),
        ("enrolments", "Fecha de reingreso", None),
        ("enrolments", "Fecha de ingreso", "enrolment_date"),
        ("returns", "Fecha de retiro", None),
        ("returns", "Fecha del retorno", "return_date"),
        ("returns", "Fecha de registro", None),
    ],
)
def test_a_draft_guesses_nothing_that_says_the_opposite_or_another_day(table, header, guessed):
    found = guesses_of(TABLES[table], "hoja", pd.DataFrame(columns=[header]))
    assert list(found) == ([guessed] if guessed else [])


def test_a_draft_reads_several_answers_with_the_unknown_among_them(tmp_path):
    rows = {"retorno_id": ["R1", "R2"], "return_id": ["R1", "R2"], "return_date": ["2024-01-01", "2024-01-02"]}
    answers = {
        "g/motivos": ["violencia", "no_sabe"],
        "g/motivos/violencia": ["1", "0"],
        "g/motivos/no_sabe": ["0", "1"],
    }
    pd.DataFrame(rows | answers).to_csv(tmp_path / "retornos.csv", index=False)
    draft = suggest_mapping(tmp_path / "retornos.csv", "kobo")
    assert 'reason_violence: {column: "g/motivos", holds: "violencia", unknown: ["no_sabe"]}  # 100' in draft


def test_a_draft_says_where_it_does_not_show_all_answers(tmp_path):
    rows = {"child_id": [f"C{number}" for number in range(23)], "return_date": "2024-01-01"}
    for rare, told in ((["Rara"], True), ([], False)):
        sexes = ["Femenino"] * 11 + ["Masculino"] * (12 - len(rare)) + rare
        pd.DataFrame(rows | {"Sexo": sexes}).to_csv(tmp_path / "casos.csv", index=False)
        draft = suggest_mapping(tmp_path / "casos.csv")
        assert ("check; further answers are not shown" in draft) == told
