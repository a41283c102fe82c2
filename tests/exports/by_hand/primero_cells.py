"""A Primero/CPIMS+ (version 2) Excel export, written cell by cell from the exporter's documented behaviour.

Sources, all in github.com/primeroIMS/primero: app/models/exporters/excel_exporter.rb (one sheet a form or subform, the
first column ID, display names in the user's language, ` ||| ` between several answers, sheet names cut to 31
characters,
a row with an ID alone where a case has no entry of a subform, ID as text and every other cell typed by what it looks
like), config/locales/dates/es-GT.yml (dates as `15-Ene-2023`, truths as Sí and No), db/forms/case/*.rb (the forms). The
forms `Detalles del retorno` and `Programa de reintegración` stand for what a country adds. Nobody is in it: names are
masked as the exporter masks them, and every code is made up.
"""

IDENTITY = "Identificación   Registro"
"""The form is called `Identificación / Registro`; what a sheet may not be called becomes a space."""
CONSENT = "Confidencialidad de los datos"
RETURN = "Detalles del retorno"
PROGRAMME = "Programa de reintegración"
CLOSURE = "Cierre"
SERVICES = "Servicio anidad-Servicios"
"""The first 15 characters of the subform's name, a hyphen, the form's name."""
FOLLOW_UP = "Subformulario d-Seguimiento ..."
"""`Subformulario de seguimiento` of the form `Seguimiento después del retorno`, cut to 31 characters."""

MASKED = "*******"

CELLS: dict[str, list[list[object]]] = {
    IDENTITY: [
        ["ID", "Estado del caso", "Nombre completo", "Fecha de registro", "Sexo", "Edad", "¿La edad es estimada?",
         "Fecha de nacimiento", "Código de la persona", "Teléfono actual", "Nacionalidad"],
        ["3f9a1c2", "Cerrado", MASKED, "20-Dic-2022", "Femenino", 16, "No", None, "N-01", None, "Guatemala"],
        ["7b20e4d", "Cerrado", MASKED, "10-Ene-2023", "Masculino", 17, "Sí", None, "N-02", None, "Honduras ||| México"],
        ["9c41d0a", "Abierto", MASKED, "11-Mar-2023", "Masculino", 12, "No", None, "N-03", None, "Guatemala"],
        ["a05b7e1", "Abierto", MASKED, "11-Mar-2023", "Femenino", 14, "No", None, "N-04", None, "Guatemala"],
        ["c8d2f36", "Cerrado", MASKED, "24-Abr-2023", "Masculino", 15, None, None, "N-05", None, "Guatemala"],
        ["d1e4a77", "Abierto", MASKED, "12-Feb-2024", "Masculino", 16, None, None, "N-05", None, "Guatemala"],
        ["e630b98", "Abierto", MASKED, "30-May-2023", "Femenino", 15, "No", None, "N-06", None, "Honduras"],
        ["71e2034", "Cerrado", MASKED, "02-Jun-2023", "Masculino", 17, "No", None, "N-07", None, "Honduras"],
        ["0052913", "Cerrado", MASKED, "15-Sep-2023", "Femenino", 13, "Sí", None, "N-08", None, "Guatemala"],
    ],
    CONSENT: [
        ["ID", "Consentimiento obtenido de",
         "Se da consentimiento para compartir información no identificable en reportes"],
        ["3f9a1c2", "Niña, niño o adolescente", "Sí"],
        ["7b20e4d", "Persona cuidadora", "Sí"],
        ["9c41d0a", "Persona cuidadora", "Sí"],
        ["a05b7e1", "Persona cuidadora", "Sí"],
        ["c8d2f36", "Niña, niño o adolescente", "Sí"],
        ["d1e4a77", "Niña, niño o adolescente", "Sí"],
        ["e630b98", "Persona cuidadora", "No"],
        ["71e2034", "Persona cuidadora", "Sí"],
        ["0052913", "Persona cuidadora", "Sí"],
    ],
    RETURN: [
        ["ID", "Fecha de retorno", "País de origen", "Departamento de retorno", "Código del municipio",
         "Retornado desde",
         "Modalidad del retorno", "Motivos de la migración", "Intentos anteriores", "¿Viajaba sin una persona adulta?",
         "Deuda por el viaje (USD)", "Fuente del registro", "Código del hogar"],
        ["3f9a1c2", "15-Ene-2023", "Guatemala", "San Marcos", 1201, "Estados Unidos", "Salida voluntaria",
         "Violencia ||| Reunificación familiar", 0, "Sí", None, "Organización socia", "H-1"],
        ["7b20e4d", "03-Feb-2023", "Honduras", "Yoro", 1804, "México", "Orden de remoción", "Económicos", 2, "No",
         7500.5,
         "Organización socia", "H-2"],
        ["9c41d0a", "10-Mar-2023", "Guatemala", "Quiché", 1406, "Estados Unidos", "Retorno voluntario asistido",
         None, 0,
         "No", None, "Centro de recepción", "H-3"],
        ["a05b7e1", "10-Mar-2023", "Guatemala", "Quiché", 1406, "Estados Unidos", "Retorno voluntario asistido",
         None, 0,
         "No", None, "Centro de recepción", "H-3"],
        ["c8d2f36", "22-Abr-2023", "Guatemala", "Huehuetenango", 1301, "México", "Expulsión",
         "Económicos ||| Clima ||| Reunificación familiar", 1, "Sí", 12000, "Centro de recepción", "H-4"],
        ["d1e4a77", "11-Feb-2024", "Guatemala", "Huehuetenango", 1301, "México", "Expulsión", "Económicos", 2, "Sí",
         15000,
         "Centro de recepción", "H-4"],
        ["e630b98", "29-May-2023", "Honduras", "Cortés", 502, "México", "Expulsión", "Se desconoce", 0, "Se desconoce",
         None, "Centro de recepción", "H-5"],
        ["71e2034", "01-Jun-2023", "Honduras", "Yoro", 1804, "Estados Unidos", "Salida voluntaria",
         "Violencia ||| Violencia basada en género", 0, "Sí", None, "Organización socia", "H-6"],
        ["0052913", "14-Sep-2023", "Guatemala", "San Marcos", 1215, "Estados Unidos", "Salida voluntaria",
         "Reunificación familiar", 0, "Sí", 9000, "Organización socia", "H-7"],
    ],
    PROGRAMME: [
        ["ID", "Estado en el programa", "Organización socia", "Fecha de referencia", "Fecha de consentimiento",
         "Fecha de inscripción"],
        ["3f9a1c2", "Inscrita o inscrito", "P-2", "20-Dic-2022", "05-Ene-2023", "01-Feb-2023"],
        ["7b20e4d", "Inscrita o inscrito", "P-4", "10-Ene-2023", "25-Ene-2023", "20-Feb-2023"],
        ["9c41d0a"],
        ["a05b7e1"],
        ["c8d2f36"],
        ["d1e4a77"],
        ["e630b98"],
        ["71e2034", "En lista de espera", "P-2", "15-May-2023", None, None],
        ["0052913", "Inscrita o inscrito", "P-1", "01-Ago-2023", "30-Ago-2023", "02-Oct-2023"],
    ],
    CLOSURE: [
        ["ID", "¿Por qué razón se cierra el expediente?", "Fecha de cierre"],
        ["3f9a1c2", "Programa completado", "31-Ene-2024"],
        ["7b20e4d", "Transferido", "02-Oct-2023"],
        ["9c41d0a"],
        ["a05b7e1"],
        ["c8d2f36", "Repatriado", "05-Ene-2024"],
        ["d1e4a77"],
        ["e630b98"],
        ["71e2034", "Fallecimiento", "04-Mar-2024"],
        ["0052913", "No visto durante la verificación", "01-Jul-2024"],
    ],
    SERVICES: [
        ["ID", "Tipo de servicio", "Estado del servicio", "Fecha del servicio", "Notas"],
        ["3f9a1c2", "Psicosocial", "Prestado", "10-Feb-2023", None],
        ["3f9a1c2", "Educación", "Prestado", "03-Abr-2023", None],
        ["7b20e4d", "Formación vocacional", "Referido", "11-Mar-2023", None],
        ["9c41d0a"],
        ["a05b7e1"],
        ["c8d2f36"],
        ["d1e4a77"],
        ["e630b98"],
        ["71e2034"],
        ["0052913", "Salud", "Prestado", "09-Oct-2023", None],
    ],
    FOLLOW_UP: [
        ["ID", "Tipo de seguimiento", "Fecha del seguimiento", "¿Se vio a la persona?", "Si no, ¿por qué?", "Paradero",
         "Fecha de salida informada", "Precisión de la fecha de salida", "¿Quién informó?", "Comentarios"],
        ["3f9a1c2", "Visita al hogar", "20-Jul-2023", "Sí", None, "En casa", None, None, "La propia persona", None],
        ["3f9a1c2", "Llamada", "22-Ene-2024", "Sí", None, "En casa", None, None, "Persona cuidadora", None],
        ["7b20e4d", "Visita al hogar", "14-Ago-2023", "No", "Se mudó", "Se desconoce", None, None, "Vecindad", None],
        ["9c41d0a", "Llamada", "05-Nov-2023", "Sí", None, "En casa", None, None, "Persona cuidadora", None],
        ["a05b7e1"],
        ["c8d2f36", "Visita al hogar", "30-Dic-2023", "No", "Se mudó", "En el extranjero", "12-Dic-2023", "Día",
         "Persona cuidadora", None],
        ["d1e4a77", "Visita comunitaria", "09-Abr-2024", "Sí", None, "En casa", None, None, "La propia persona", None],
        ["e630b98", "Llamada", "18-Oct-2023", "No", "No contestó", "En camino", "01-Sep-2023", "Mes", "Vecindad", None],
        ["71e2034", "Visita al hogar", "03-Mar-2024", "No", "Otra", "Falleció", None, None, "Persona cuidadora", None],
        ["0052913", "Visita al hogar", "27-Jun-2024", "No", "No contestó", "Se desconoce", None, None, None, None],
    ],
}  # fmt: skip
