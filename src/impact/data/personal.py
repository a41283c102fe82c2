"""Columns that look as if they told who somebody is: refused by name, or by what they hold."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from impact.data.different import Different
from impact.data.identity_numbers import holds_identity_numbers
from impact.data.personal_names import holds_a_given_name, holds_names
from impact.data.whereabouts import holds_latitudes, holds_longitudes, holds_places
from impact.study.characters import words_apart

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
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}\.?,?\s+[^\W\d_]{2,}")
_SHAPE_OF_A_DAY = re.compile(r"(?<!0)0000-00-00(?!0)")
_DAY = re.compile(r"(?<!\d)(19|20)\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])(?!\d)")
_BARE_TELEPHONE = re.compile(r"(502|503|504|52|1)?[2-9]\d{3}[ -]?\d{4}(\d\d)?")
_BARE_DIGITS = re.compile(r"\d{4,7}[ -]?\d{4,6}")
_DAY_OR_YEARS = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])|[ -](19|20)\d\d)")


def looks_personal(name: str) -> bool:
    """Whether a column of that name would tell who somebody is, in English or Spanish, however it is written."""
    words = re.findall(r"[a-z]+", words_apart(name))
    text, run = " ".join(words), "".join(words)
    return (
        not _WORDS.isdisjoint(words)
        or any(piece in run for piece in _PIECES)
        or any(f" {pair} " in f" {text} " for pair in _PAIRS)
    )


def content_of(column: pd.Series, *, is_known: bool) -> str:
    """Say what of a person a column holds, or nothing.

    One e-mail address or written-out telephone number is enough; bare digits must be most of a column whose meaning is
    not known, as codes and dates are digits too.

    Parameters
    ----------
    column : pandas.Series
        Text, as read.
    is_known : bool
        Whether its meaning is known: an id or a count may look like a telephone number.
    """
    values = Different.of(column)
    if not len(values):
        return ""
    if values.like(_EMAIL.search).any():
        return "e-mail addresses"
    if values.like(_WRITTEN_TELEPHONE.fullmatch).any() or (not is_known and _are_bare_telephones(values)):
        return "telephone numbers"
    if holds_identity_numbers(values, of_known_meaning=is_known):
        return "identity numbers"
    if holds_places(values) or holds_longitudes(values):
        return "addresses or coordinates"
    return "names" if holds_names(values) else ""


def tells_somebody(text: str) -> bool:
    """Whether one text, a value or what should be a column's name, tells who somebody is; in doubt it does."""
    return holds_a_given_name(text) or bool(content_of(pd.Series([text], dtype=object), is_known=False))


def _are_bare_telephones(values: Different) -> bool:
    digits = values.texts[values.like(_BARE_DIGITS.fullmatch)]
    bare = [text for text in digits if _BARE_TELEPHONE.fullmatch(text) and not _DAY_OR_YEARS.fullmatch(text)]
    return len(bare) > 0.5 * len(values)


def id_content_of(column: pd.Series) -> str:
    """Say what of a person a column of ids holds, or nothing: words beside each other, or a day, in a single one.

    An id is made of letters and digits; what has two words in it is somebody's name, and a day that of a birth.
    """
    values = Different.of(column)
    if values.like(_TWO_WORDS.search).any():
        return "names"
    dated = values.texts[values.like(_SHAPE_OF_A_DAY.search)]
    return "dates of birth" if any(map(_DAY.search, dated)) else ""


def personal_columns(frame: pd.DataFrame, meant: Collection[str], ids: Collection[str] = frozenset()) -> dict[str, str]:
    """Tell which columns of `frame` look personal, each with what it holds; nothing where its name says it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text, as read.
    meant : collection of str
        Columns whose meaning is known.
    ids : collection of str
        Those of them that hold ids of children, households and what belongs to them.
    """
    found = {}
    for name, column in frame.items():
        holds = content_of(column, is_known=name in meant) or (id_content_of(column) if name in ids else "")
        if looks_personal(str(name)):
            found[str(name)] = ""
        elif holds:
            found[str(name)] = holds
    if "addresses or coordinates" in found.values():
        north = [name for name in frame.columns if name not in found and holds_latitudes(Different.of(frame[name]))]
        found |= dict.fromkeys(north, "coordinates")
    return found
