"""Columns that look as if they told who somebody is: refused by name, or by what they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import pandas as pd

_WORDS = frozenset((
    "name", "names", "nombre", "nombres", "surname", "apellido", "apellidos", "apodo", "alias",
    "phone", "telephone", "tel", "cel", "celular", "mobile", "movil", "whatsapp", "fax",
    "address", "street", "direccion", "domicilio", "calle", "colonia",
    "mail", "email", "correo", "facebook", "instagram",
    "dui", "dpi", "curp", "cui", "rfc", "nit", "ssn", "passport", "pasaporte", "cedula", "identidad", "expediente",
    "dob", "birthdate", "birthday", "birthplace",
    "lat", "lon", "lng", "latitude", "longitude", "latitud", "longitud", "gps", "geo", "coordinates", "coordenadas",
    "note", "notes", "nota", "notas", "comment", "comments", "comentario", "comentarios", "remark", "remarks",
    "observacion", "observaciones",
    "narrative", "narrativa", "relato", "descripcion",
    "photo", "foto", "signature", "firma",
))  # fmt: skip
_PIECES = (
    "nombre", "apellid", "surname", "firstname", "lastname", "fullname", "childname", "telefon", "phone", "celular",
    "whatsapp", "direccion", "domicilio", "email", "correo", "latitud", "longitud", "passport", "pasaporte",
    "comentario", "observacion", "freetext", "birthdate", "birthday",
)  # fmt: skip
_PAIRS = ("free text", "texto libre", "date birth", "date of birth", "fecha nacimiento", "fecha de nacimiento")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_WRITTEN_TELEPHONE = re.compile(r"\s*(\+\d[\d\s().-]{6,16}\d|\(\d{2,4}\)\s*\d[\d\s-]{5,10}\d)\s*")
_BARE_TELEPHONE = re.compile(r"(502|503|504|52|1)?[2-9]\d{3}[ -]?\d{4}(\d\d)?")
_DAY_OR_YEARS = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])|[ -](19|20)\d\d)")


def looks_personal(name: str) -> bool:
    """Whether a column of that name would tell who somebody is, in English or Spanish, however it is written."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", plain)
    text, run = " ".join(words), "".join(words)
    return (
        not _WORDS.isdisjoint(words)
        or any(piece in run for piece in _PIECES)
        or any(f" {pair} " in f" {text} " for pair in _PAIRS)
    )


def holds_personal(column: pd.Series) -> bool:
    """Whether a column of unknown meaning holds e-mail addresses or telephone numbers.

    One e-mail address or written-out telephone number is enough; bare digits must be most of the column, as codes and
    dates are digits too.
    """
    values = pd.Series(column.dropna().unique(), dtype=object).astype(str)
    if values.empty:
        return False
    if holds_email(values) or values.str.fullmatch(_WRITTEN_TELEPHONE).any():
        return True
    bare = values.str.fullmatch(_BARE_TELEPHONE) & ~values.str.fullmatch(_DAY_OR_YEARS)
    return bool(bare.mean() > 0.5)


def holds_email(column: pd.Series) -> bool:
    """Whether any cell of a column of text holds an e-mail address."""
    values = pd.Series(column.dropna().unique(), dtype=object).astype(str)
    return bool(values.str.contains(_EMAIL).any()) if len(values) else False


def personal_columns(frame: pd.DataFrame, meant: Collection[str]) -> list[str]:
    """Name the columns of `frame` that look personal.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text, as read.
    meant : collection of str
        Columns whose meaning is known; what they hold is only searched for e-mail addresses, as an id or a count may
        look like a telephone number.
    """
    return [
        str(name)
        for name, column in frame.items()
        if looks_personal(str(name)) or (holds_email(column) if name in meant else holds_personal(column))
    ]
