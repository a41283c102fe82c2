"""CommCare HQ form exports as CSV, one file a form, written cell by cell from the exporter's documented behaviour.

Sources: github.com/dimagi/commcare-hq corehq/apps/export/system_properties.py (number, formid, completed_time,
started_time, username, received_on, form_link), corehq/apps/export/models/new.py (repeats on their own sheet
`Repeat- …`
with number, number__0 and number__1), corehq/apps/export/const.py (`---` where a question was not there, an empty cell
where it was left blank), corehq/apps/export/tests/test_export_form_subcases.py (what such rows look like);
confluence.dimagi.com, "Metadata Glossary" (completed_time and started_time are the device's, received_on the server's).
The second version of the form of registration asks for earlier attempts in a group. Nobody is in it: every code is
made up.
"""

_END = ["completed_time", "started_time", "username", "received_on", "form_link"]

_CASES = {
    "01": "5d0c6f1e-3b1a-4f57-9c7e-0a61d8e2f401",
    "02": "a8e97b22-64d0-4e0b-8f3c-51c2e7f9b302",
    "03": "c3f1d950-7a8e-42b6-b1d4-9e20a6c5d703",
    "04": "17b4e8a6-0c2d-4d9f-a5e3-d8f7b6c1e904",
    "05": "e92a7c4f-5f3b-4a68-8d01-c4b3a2f5e605",
    "06": "6fd8b3c1-9e74-4c05-92ab-7d1e0f5a4b06",
    "07": "b0c5e2d7-18fa-47e3-ad96-3f8e7c2b1d07",
    "08": "48e1f9a3-d26c-4b7d-8e50-a1b9c3d7f208",
    "09": "f37d0b6e-c491-4e28-b67f-25d4e8a9c109",
}
"""What the case of each return is called; a form carries it as `form.case.@case_id`."""

MISSING = "---"


def _form(number: int, day: str, *cells: object, case: str, received: str = "") -> list[object]:
    """Write one submission: its number and id, its answers, its case, the times of the device and of the server."""
    return [number, f"{number:08x}-77aa", *cells, _CASES[case], f"{day} 16:42:10", f"{day} 16:20:51", "campo.uno",
            f"{received or day} 22:42:31", "https://www.commcarehq.org/a/demo/reports/form_data/"]  # fmt: skip


CELLS: dict[str, list[list[object]]] = {
    "Registro": [
        ["number", "formid", "form.codigo_persona", "form.codigo_hogar", "form.consentimiento_reporte",
         "form.retorno.fecha_retorno", "form.retorno.pais", "form.retorno.departamento", "form.retorno.desde",
         "form.retorno.modalidad", "form.retorno.motivos", "form.intentos_previos",
         "form.antecedentes.intentos_previos", "form.edad", "form.sexo", "form.fuente", "form.programa.estado",
         "form.programa.socia", "form.programa.fecha_referencia", "form.programa.fecha_inscripcion",
         "form.case.@case_id", *_END],
        _form(0, "2023-01-16", "N-01", "H-1", "si", "2023-01-15", "gt", "San Marcos", "eeuu", "salida_voluntaria",
              "violencia familia", "0", MISSING, "16", "mujer", "socia", "inscrita", "P-2", "2022-12-20", "2023-02-01",
              case="01"),
        _form(1, "2023-02-04", "N-02", "H-2", "si", "2023-02-03", "hn", "Yoro", "mexico", "remocion", "economico", "2",
              MISSING, "17", "hombre", "socia", "inscrita", "P-4", "2023-01-10", "2023-02-20", case="02"),
        _form(2, "2023-03-11", "N-03", "H-3", "si", "2023-03-10", "gt", "Quiché", "eeuu", "asistido", MISSING, "0",
              MISSING,
              "12", "hombre", "recepcion", MISSING, MISSING, MISSING, MISSING, case="03"),
        _form(3, "2023-03-11", "N-04", "H-3", "si", "2023-03-10", "gt", "Quiché", "eeuu", "asistido", "", "0", MISSING,
              "14", "mujer", "recepcion", MISSING, MISSING, MISSING, MISSING, case="04"),
        _form(4, "2023-04-23", "N-05", "H-4", "si", "2023-04-22", "gt", "Huehuetenango", "mexico", "expulsion",
              "economico clima familia", MISSING, "1", "15", "hombre", "recepcion", "", "", "", "", case="05"),
        _form(5, "2024-02-12", "N-05", "H-4", "si", "2024-02-11", "gt", "Huehuetenango", "mexico", "expulsion",
              "economico", MISSING, "2", "16", "hombre", "recepcion", "", "", "", "", case="06"),
        _form(6, "2023-05-30", "N-06", "H-5", "no", "2023-05-29", "hn", "Cortés", "mexico", "expulsion", "no_sabe",
              MISSING, "0", "15", "mujer", "recepcion", "", "", "", "", case="07"),
        _form(7, "2023-06-02", "N-07", "H-6", "si", "2023-06-01", "hn", "Yoro", "eeuu", "salida_voluntaria",
              "violencia vbg", MISSING, "0", "17", "hombre", "socia", "espera", "P-2", "2023-05-15", "", case="08"),
        _form(8, "2023-09-15", "N-08", "H-7", "si", "2023-09-14", "gt", "San Marcos", "eeuu", "salida_voluntaria",
              "familia", MISSING, "0", "13", "mujer", "socia", "inscrita", "P-1", "2023-08-01", "2023-10-02",
              case="09"),
    ],
    "Visita": [
        ["number", "formid", "form.fecha_visita", "form.modo", "form.se_vio", "form.paradero", "form.salida.fecha",
         "form.salida.precision", "form.informante", "form.por_que_no", "form.case.@case_id", *_END],
        _form(0, "2023-07-20", "2023-07-20", "visita", "si", "casa", MISSING, MISSING, "persona", MISSING, case="01"),
        _form(1, "2024-01-22", "2024-01-22", "llamada", "si", "casa", MISSING, MISSING, "cuidadora", MISSING,
              case="01"),
        _form(2, "2023-08-14", "2023-08-14", "visita", "no", "no_sabe", "", "", "vecindad", "mudanza", case="02"),
        _form(3, "2023-11-05", "2023-11-05", "llamada", "si", "casa", MISSING, MISSING, "cuidadora", MISSING,
              case="03"),
        _form(4, "2023-12-30", "2023-12-30", "visita", "no", "extranjero", "2023-12-12", "dia", "cuidadora", "mudanza",
              case="05"),
        # Sent when the telephone next had a signal: the server's time is three weeks after the visit.
        _form(5, "2024-04-09", "2024-04-09", "comunidad", "si", "casa", MISSING, MISSING, "persona", MISSING, case="06",
              received="2024-04-30"),
        _form(6, "2023-10-18", "2023-10-18", "llamada", "no", "camino", "2023-09-01", "mes", "vecindad", "no_contesta",
              case="07"),
        _form(7, "2024-03-03", "2024-03-03", "visita", "no", "fallecio", "", "", "cuidadora", "otra", case="08"),
        _form(8, "2024-06-27", "2024-06-27", "visita", "no", "no_sabe", "", "", "", "no_contesta", case="09"),
        _form(9, "2023-02-10", "2023-02-10", "visita", "si", "casa", MISSING, MISSING, "persona", MISSING, case="01"),
    ],
    "Repeat- servicios": [
        ["number", "number__0", "number__1", "form.servicios.tipo", "form.servicios.estado", "form.servicios.fecha"],
        ["9.0", 9, 0, "psicosocial", "prestado", "2023-02-10"],
        ["9.1", 9, 1, "educacion", "prestado", "2023-04-03"],
        ["2.0", 2, 0, "vocacional", "referido", "2023-03-11"],
        ["8.0", 8, 0, "salud", "prestado", "2023-10-09"],
    ],
    "Cierre": [
        ["number", "formid", "form.fecha_cierre", "form.razon", "form.case.@case_id", *_END],
        _form(0, "2024-01-31", "2024-01-31", "completo", case="01"),
        _form(1, "2023-10-02", "2023-10-02", "traslado", case="02"),
        _form(2, "2024-07-01", "2024-07-01", "no_se_encontro", case="09"),
    ],
}  # fmt: skip
