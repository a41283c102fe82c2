"""Hashes of what a result was made from, and the versions that stand for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from itertools import islice
from pathlib import Path

from impact import limits
from impact.errors import ImpactError, InputError

_CODE = ("*.py", "*.ftl", "*.j2", "*.css", "*.js")


@cache
def project_root() -> Path:
    """Return the project's folder, which holds notebooks/ and expectations/.

    Raises
    ------
    ImpactError
        If the package was installed without its project.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / "notebooks").is_dir() and (folder / "expectations").is_dir():
            return folder
    raise ImpactError(
        "the project's folders notebooks/ and expectations/ are not found; install it from a checkout (make env)"
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal; raises InputError where it cannot be read or is huge."""
    try:
        if path.stat().st_size > limits.FILE_BYTES:
            raise InputError(f"{path}: the file is larger than {limits.FILE_BYTES // 1024**2} MiB; no table is")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path}: the file cannot be opened ({type(error).__name__}); check who may read it") from None


def hash_tree(path: Path) -> dict[str, str]:
    """Return the hash of every file below `path` (or of `path` itself), by its name relative to it, in order.

    Hidden files and folders are left out.

    Raises
    ------
    InputError
        If there is nothing at `path`, or more than tables: somebody's whole disk would be hashed.
    """
    if path.is_file():
        return {path.name: hash_file(path)}
    if not path.is_dir():
        raise InputError(
            f"{path}: there is nothing there; check the study's input.path, which resolves from the study file"
        )
    found = list(islice(path.rglob("*"), limits.FILES + 1))
    if len(found) > limits.FILES:
        raise InputError(f"{path}: the folder holds more than {limits.FILES} files; name the one that holds the tables")
    files = {file.relative_to(path): file for file in sorted(found) if file.is_file()}
    return {name.as_posix(): hash_file(file) for name, file in files.items() if not _is_hidden(name)}


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)


def fingerprint(parts: Mapping[str, str] | Iterable[str]) -> str:
    """Return one hash of names and hashes, or of texts, whose order counts."""
    items = parts.items() if isinstance(parts, Mapping) else parts
    return hashlib.sha256(json.dumps(list(items), ensure_ascii=False).encode()).hexdigest()


@cache
def code_version() -> str:
    """Return a hash of everything of the project that a number or a page depends on."""
    root = project_root()
    package = Path(__file__).parents[1]
    files = [file for pattern in _CODE for file in package.rglob(pattern)]
    files += [
        *(root / "notebooks").glob("*.ipynb"),
        *(root / "expectations").glob("*.json"),
        root / "requirements.lock",
        root / "package-lock.json",
    ]
    return fingerprint({file.relative_to(root).as_posix(): hash_file(file) for file in sorted(files) if file.is_file()})


def input_key(data: Path, study: str) -> str:
    """Return the key of a run's stages: the data's bytes, the study's content, the code.

    Raises
    ------
    InputError
        If there is no data.
    """
    return fingerprint([fingerprint(hash_tree(data)), study, code_version()])


def versions(data: Path) -> dict[str, str]:
    """Return the data's and the code's version, short enough to stand in a report."""
    return {"data_version": fingerprint(hash_tree(data))[:12], "code_version": code_label()}


def code_label() -> str:
    """Return the package's version and the beginning of the code's hash."""
    return f"{metadata.version('arraigo')}+{code_version()[:12]}"


def lock_hash() -> str:
    """Return the hash of the list of all libraries with their versions."""
    return hash_file(project_root() / "requirements.lock")


def notebook_hash(name: str) -> str | None:
    """Return the hash of one of the project's notebooks; None where there is none of this name."""
    path = project_root() / "notebooks" / name
    return hash_file(path) if path.is_file() else None
