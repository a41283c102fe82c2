"""Reading a study file, or one like it: YAML without repeated keys; errors name the key and the nearest legal key."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from impact import limits
from impact.errors import StudyError
from impact.provenance import hash_file
from impact.study.characters import odd_character

Model = TypeVar("Model", bound=BaseModel)


_FORMS = ("analysis_table", "case_records", "export")
"""Tags of the input forms, which pydantic puts into the place of an error though no key is called so."""


class _Loader(yaml.SafeLoader):
    """The safe loader, which also refuses what a study has no need of and what could make a small file large."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a value; an alias could stand for a thousand, a tag for an object, and depth exhausts the stack."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise StudyError(f"line {line}: an alias (*) stands for a value elsewhere; write the value out instead")
        if getattr(event, "tag", None) is not None:
            raise StudyError(f"line {line}: a tag (!) gives a value another type; nothing here needs one, take it out")
        self._depth += 1
        if self._depth > limits.STUDY_DEPTH:
            raise StudyError(
                f"line {line}: keys inside keys more than {limits.STUDY_DEPTH} deep; nothing here needs as many"
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue
            if key in seen:
                raise StudyError(
                    f"line {key_node.start_mark.line + 1}: the key {_shown(key)} stands twice; keep one of them"
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _TextLoader(_Loader):
    """The same loader, which takes every value as the text that stands there: neither `no` nor `01` means more."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own, and never changed here


def load(model: type[Model], path: Path) -> Model:
    """Read `path` as a `model`; see `Study.load`."""
    content = _content(path, "study file", _Loader)
    if "source" in content:
        raise StudyError(f"{path}: unknown key 'source'")
    content = _with_mapping_hash(_with_primary_horizon(content), path)
    return _checked(model, {**content, "source": Path(os.path.realpath(path))}, path)


def read_file(model: type[Model], path: Path, what: str, first: str = "source") -> Model:
    """Read a file that is kept beside studies as a `model`, with the same care; every value in it is text.

    Parameters
    ----------
    what : str
        What an error calls the file.
    first : str
        The key with which such a file begins.
    """
    return _checked(model, _content(path, what, _TextLoader, first), path)


def _content(path: Path, what: str, loader: type[_Loader], first: str = "id") -> dict[str, Any]:
    try:
        content = yaml.load(_text_of(path, what), Loader=loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise StudyError(f"{path}: there is no such {what}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: the {what} cannot be read ({type(error).__name__})") from None
    except StudyError as error:
        raise StudyError(f"{path}, {error}") from None
    except yaml.YAMLError as error:
        raise StudyError(f"{path}{_where(error)}: this is not YAML ({_problem(error)})") from None
    except (ValueError, OverflowError):
        raise StudyError(f"{path}: a value that is none, for example a day that no month has") from None
    if not isinstance(content, dict):
        raise StudyError(f"{path}: a {what} is a list of keys and values, starting with `{first}:`")
    _refuse_odd_texts(content, path)
    return content


def _checked(model: type[Model], content: dict[str, Any], path: Path) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = error.errors()
        problems = [f"  {_sentence(model, detail)}" for detail in found[: limits.PROBLEMS]]
        more = [f"  … and {len(found) - limits.PROBLEMS} more"] if len(found) > limits.PROBLEMS else []
        raise StudyError("\n".join([f"{path}:", *problems, *more])) from None


def _text_of(path: Path, what: str) -> str:
    """Return the file's text; what is no file could never end, and a large one is none that a person wrote."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise StudyError(f"the {what} cannot be read: it is a folder, a device or a pipe")
    if found.st_size > limits.STUDY_BYTES:
        raise StudyError(f"the file is larger than {limits.STUDY_BYTES // 1024} KiB; this is no {what}")
    return path.read_text(encoding="utf-8-sig")


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    """Say what is wrong; a character that YAML does not allow by its number, as it may not be fit to be shown."""
    if isinstance(error, yaml.reader.ReaderError):
        return f"the character U+{int(error.character):04X}"
    problem = str(getattr(error, "problem", None) or "unreadable")
    return problem if problem.isascii() and problem.isprintable() else "unreadable"


def _refuse_odd_texts(content: object, path: Path) -> None:
    """Refuse a key or text with characters that are not what they look like, and texts that are no sentence."""
    for key, text in _strings(content):
        odd = odd_character(text, lines=True)
        if odd:
            raise StudyError(f"{path}: {key or 'a key'} holds the character {odd}, which is not what it looks like")
        if len(text) > limits.STUDY_TEXT:
            raise StudyError(
                f"{path}: {key or 'a key'} holds more than {limits.STUDY_TEXT} characters; write it shorter"
            )


def _strings(content: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Walk through a study's content and yield every key and text with the key that it stands under."""
    if isinstance(content, str):
        yield place, content
    elif isinstance(content, dict):
        for key, value in content.items():
            if isinstance(key, str):
                yield place, key
            yield from _strings(value, f"{place}.{_plain(key)}" if place else _plain(key))
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value, place)


def _with_primary_horizon(content: dict[str, Any]) -> dict[str, Any]:
    """Let the headline of a comparison speak of the last horizon where the study names none."""
    if content.get("kind", "comparison") != "comparison":
        return content
    horizons, primary = content.get("horizons"), content.get("primary", {})
    usable = [time for time in horizons if isinstance(time, int | float)] if isinstance(horizons, list) else []
    # Without a usable horizon the study is refused for that; a second refusal for a key with a default would mislead.
    return {**content, "primary": {"horizon": (usable or [1])[-1], **primary}} if isinstance(primary, dict) else content


def _with_mapping_hash(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """Let the content of a study of an export hold the hash of its mapping, which is part of what it says."""
    given = content.get("input")
    if not isinstance(given, dict):
        return content
    if "mapping_hash" in given:
        raise StudyError(f"{path}: unknown key 'input.mapping_hash'")
    if given.get("form") != "export" or not isinstance(given.get("mapping"), str):
        return content
    mapping = Path(os.path.realpath(path)).parent / given["mapping"]
    if not mapping.is_file():
        raise StudyError(
            f"{path}: input.mapping: there is no such file as {given['mapping']}, seen from the study file"
        )
    return {**content, "input": {**given, "mapping_hash": hash_file(mapping)}}


def _sentence(model: type[BaseModel], detail: ErrorDetails) -> str:
    location = [part for part in detail["loc"] if part not in _FORMS]
    key = ".".join(map(_plain, location))
    if detail["type"] == "extra_forbidden":
        legal = _legal_keys(model, detail["loc"][:-1])
        near = difflib.get_close_matches(str(location[-1]), legal, n=1, cutoff=0)
        nearest = f"; the nearest legal key is '{near[0]}'" if near else ""
        return f"unknown key '{key}' (value {_shown(detail['input'])}){nearest}"
    if detail["type"] == "missing":
        return f"the key '{key}' is missing"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{key} = {_shown(detail['input'])}: {message}" if key else message


def _legal_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Walk down to the model that an error speaks of, and list its keys."""
    models = [model]
    for part in location:
        if part in _FORMS:
            models = [m for m in models if part in get_args(m.model_fields["form"].annotation)]
        elif isinstance(part, str):
            # What is no field is a key of a mapping, whose values are the models that were found already.
            fields = [(m, m.model_fields.get(part)) for m in models]
            models = [inner for m, field in fields for inner in (_models_in(field.annotation) if field else [m])]
    return [field.alias or name for m in models for name, field in m.model_fields.items() if not field.exclude]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _plain(key: object) -> str:
    """Write a key of a study, whatever it is, in one short line."""
    return _shown(key) if not isinstance(key, str) else _shortened(" ".join(key.split()))


def _shown(value: object) -> str:
    try:
        return _shortened(repr(value))
    except ValueError:  # a whole number of more digits than Python writes
        return "a number of thousands of digits"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
