"""Reading a study file: YAML without repeated keys; errors name the key, the value and the nearest legal key."""

from __future__ import annotations

import difflib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from impact.errors import StudyError

Model = TypeVar("Model", bound=BaseModel)


_FORMS = ("analysis_table", "case_records")
"""Tags of the input forms, which pydantic puts into the place of an error though no key is called so."""


class _Loader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue
            if key in seen:
                raise StudyError(f"line {key_node.start_mark.line + 1}: the key '{key}' stands twice; keep one of them")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load(model: type[Model], path: Path) -> Model:
    """Read `path` as a `model`; see `Study.load`."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise StudyError(f"{path}: there is no such study file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: the study file cannot be read ({type(error).__name__})") from None
    except StudyError as error:
        raise StudyError(f"{path}, {error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise StudyError(
            f"{path}{where}: this is not YAML ({getattr(error, 'problem', None) or 'unreadable'})"
        ) from None
    except ValueError as error:
        raise StudyError(f"{path}: a value that is none, for example a day that no month has ({error})") from None
    if not isinstance(content, dict):
        raise StudyError(f"{path}: a study file is a list of keys and values, starting with `id:`")
    if "source" in content:
        raise StudyError(f"{path}: unknown key 'source'")
    content = _with_primary_horizon(content)
    try:
        return model.model_validate({**content, "source": path.resolve()})
    except ValidationError as error:
        problems = "\n".join(f"  {_sentence(model, detail)}" for detail in error.errors())
        raise StudyError(f"{path}:\n{problems}") from None


def _with_primary_horizon(content: dict[str, Any]) -> dict[str, Any]:
    """Let the headline speak of the last horizon where the study names none."""
    horizons, primary = content.get("horizons"), content.get("primary", {})
    usable = [time for time in horizons if isinstance(time, int | float)] if isinstance(horizons, list) else []
    # Without a usable horizon the study is refused for that; a second refusal for a key with a default would mislead.
    return {**content, "primary": {"horizon": (usable or [1])[-1], **primary}} if isinstance(primary, dict) else content


def _sentence(model: type[BaseModel], detail: ErrorDetails) -> str:
    location = [part for part in detail["loc"] if part not in _FORMS]
    key = ".".join(map(str, location))
    if detail["type"] == "extra_forbidden":
        legal = _legal_keys(model, detail["loc"][:-1])
        near = difflib.get_close_matches(str(location[-1]), legal, n=1, cutoff=0)
        return f"unknown key '{key}' (value {_shown(detail['input'])}); the nearest legal key is '{near[0]}'"
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
            models = [inner for m in models for inner in _models_in(m.model_fields[part].annotation)]
    return [name for m in models for name in m.model_fields if name != "source"]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
