"""A KoboToolbox XLS export with XML names, written cell by cell from the exporter's documented behaviour.

Sources: github.com/kobotoolbox/formpack src/formpack/reporting/export.py (one sheet for the form and one for each
repeat;
`_index`, `_parent_table_name`, `_parent_index`, `_submission_…` at the end of a repeat; columns of every version of the
form side by side) and src/formpack/schema/fields.py (several answers as one column, then a column of 1 and 0 for each
choice, all empty where nothing was asked); the export settings of github.com/kobotoolbox/kpi (`lang: _xml`,
`group_sep: /`, `multiple_select: both`, and `xls_types_as_text: false`: dates and numbers are real).
Version 2 of the form moved the question on earlier attempts into a group. Nobody is in it: every code is made up.
"""

from datetime import date, datetime

MAIN = "Retorno y seguimiento"

_VERSIONS = {1: "vABC1", 2: "vABC2"}
"""What `__version__` holds for the first and the second version of the form."""


def _main(index: int, version: int, *cells: object) -> list[object]:
    """Add what every submission ends with."""
    sent = datetime(2024, 7, index, 18, 30, 5)
    return [*cells, _VERSIONS[version], 48100 + index, f"0f3b-{index:04d}", sent, None, None, "submitted_via_web", None,
            None, index]  # fmt: skip


def _repeat(index: int, parent: int, *cells: object) -> list[object]:
    """Add what every row of a repeat ends with."""
    sent = datetime(2024, 7, parent, 18, 30, 5)
    return [*cells, index, MAIN, parent, 48100 + parent, f"0f3b-{parent:04d}", sent, None, None, "submitted_via_web",
            None, "vABC2", None]  # fmt: skip


_REPEATS_END = [
    "_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid",
    "_submission__submission_time",
    "_submission__validation_status", "_submission__notes", "_submission__status", "_submission__submitted_by",
    "_submission___version__", "_submission__tags",
]  # fmt: skip

CELLS: dict[str, list[list[object]]] = {
    MAIN: [
        ["codigo_persona", "codigo_retorno", "codigo_hogar", "consentimiento/reporte", "retorno/fecha",
         "retorno/precision", "retorno/pais", "retorno/departamento", "retorno/municipio", "retorno/desde",
         "retorno/modalidad", "retorno/motivos", "retorno/motivos/violencia", "retorno/motivos/economico",
         "retorno/motivos/familia", "retorno/motivos/clima", "retorno/motivos/vbg", "intentos", "antecedentes/intentos",
         "antecedentes/deuda_usd", "persona/edad", "persona/sexo", "persona/telefono", "registro/fuente",
         "programa/estado", "programa/socia", "programa/fecha_referencia", "programa/fecha_consentimiento",
         "programa/fecha_inscripcion", "programa/fecha_salida", "programa/razon_salida", "__version__", "_id", "_uuid",
         "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index"],
        _main(1, 1, "N-01", "R-01", "H-1", "si", date(2023, 1, 15), "dia", "gt", "San Marcos", "1201", "eeuu",
              "salida_voluntaria", "violencia familia", 1, 0, 1, 0, 0, 0, None, None, 16, "mujer", None, "socia",
              "inscrita", "P-2", date(2022, 12, 20), date(2023, 1, 5), date(2023, 2, 1), date(2024, 1, 31), "completo"),
        _main(2, 1, "N-02", "R-02", "H-2", "si", date(2023, 2, 3), "dia", "hn", "Yoro", "1804", "mexico", "remocion",
              "economico", 0, 1, 0, 0, 0, 2, None, 7500.5, 17, "hombre", None, "socia", "inscrita", "P-4",
              date(2023, 1, 10), date(2023, 1, 25), date(2023, 2, 20), date(2023, 10, 2), "traslado"),
        _main(3, 1, "N-03", "R-03", "H-3", "si", date(2023, 3, 10), "dia", "gt", "Quiché", "1406", "eeuu", "asistido",
              None, None, None, None, None, None, 0, None, None, 12, "hombre", None, "recepcion", None, None, None,
              None,
              None, None, None),
        _main(4, 1, "N-04", "R-04", "H-3", "si", date(2023, 3, 10), "dia", "gt", "Quiché", "1406", "eeuu", "asistido",
              None, None, None, None, None, None, 0, None, None, 14, "mujer", None, "recepcion", None, None, None, None,
              None, None, None),
        _main(5, 2, "N-05", "R-05", "H-4", "si", date(2023, 4, 22), "dia", "gt", "Huehuetenango", "1301", "mexico",
              "expulsion", "economico clima familia", 0, 1, 1, 1, 0, None, 1, 12000, 15, "hombre", None, "recepcion",
              None, None, None, None, None, None, None),
        _main(6, 2, "N-05", "R-06", "H-4", "si", date(2024, 2, 1), "mes", "gt", "Huehuetenango", "1301", "mexico",
              "expulsion", "economico", 0, 1, 0, 0, 0, None, 2, 15000, 16, "hombre", None, "recepcion", None, None,
              None,
              None, None, None, None),
        _main(7, 2, "N-06", "R-07", "H-5", "no", date(2023, 5, 29), "dia", "hn", "Cortés", "0502", "mexico",
              "expulsion",
              None, None, None, None, None, None, None, 0, None, 15, "mujer", None, "recepcion", None, None, None, None,
              None, None, None),
        _main(8, 2, "N-07", "R-08", "H-6", "si", date(2023, 6, 1), "dia", "hn", "Yoro", "1804", "eeuu",
              "salida_voluntaria", "violencia vbg", 1, 0, 0, 0, 1, None, 0, None, 17, "hombre", None, "socia", "espera",
              "P-2", date(2023, 5, 15), None, None, None, None),
        _main(9, 2, "N-08", "R-09", "H-7", "si", date(2023, 9, 14), "dia", "gt", "San Marcos", "1215", "eeuu",
              "salida_voluntaria", "familia", 0, 0, 1, 0, 0, None, 0, 9000, 13, "mujer", None, "socia", "inscrita",
              "P-1", date(2023, 8, 1), date(2023, 8, 30), date(2023, 10, 2), date(2024, 7, 1), "perdida"),
    ],
    "visitas": [
        ["visitas/fecha", "visitas/modo", "visitas/vista", "visitas/paradero", "visitas/salida",
         "visitas/salida_precision",
         "visitas/informante", "visitas/por_que_no", "visitas/piensa_irse", "visitas/comentarios", *_REPEATS_END],
        _repeat(1, 1, date(2023, 7, 20), "visita", "si", "casa", None, None, "persona", None, "no", None),
        _repeat(2, 1, date(2024, 1, 22), "llamada", "si", "casa", None, None, "cuidadora", None, "no_sabe", None),
        _repeat(3, 2, date(2023, 8, 14), "visita", "no", "no_sabe", None, None, "vecindad", "mudanza", None, None),
        _repeat(4, 3, date(2023, 11, 5), "llamada", "si", "casa", None, None, "cuidadora", None, "no", None),
        _repeat(5, 5, date(2023, 12, 30), "visita", "no", "extranjero", date(2023, 12, 12), "dia", "cuidadora",
                "mudanza",
                None, None),
        _repeat(6, 6, date(2024, 4, 9), "comunidad", "si", "casa", None, None, "persona", None, "si", None),
        _repeat(7, 7, date(2023, 10, 18), "llamada", "no", "camino", date(2023, 9, 1), "mes", "vecindad", "no_contesta",
                None, None),
        _repeat(8, 8, date(2024, 3, 3), "visita", "no", "fallecio", None, None, "cuidadora", "otra", None, None),
        _repeat(9, 9, date(2024, 6, 27), "visita", "no", "no_sabe", None, None, None, "no_contesta", None, None),
    ],
    "servicios": [
        ["servicios/tipo", "servicios/estado", "servicios/fecha", *_REPEATS_END],
        _repeat(1, 1, "psicosocial", "prestado", date(2023, 2, 10)),
        _repeat(2, 1, "educacion", "prestado", date(2023, 4, 3)),
        _repeat(3, 2, "vocacional", "referido", date(2023, 3, 11)),
        _repeat(4, 9, "salud", "prestado", date(2023, 10, 9)),
    ],
}  # fmt: skip
