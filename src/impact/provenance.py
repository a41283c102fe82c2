"""What a result was made from: hashes of data, study and code, versions, seed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from impact.errors import ImpactError, InputError

MANIFEST = "manifest.json"
LIBRARIES = (
    "numpy", "scipy", "pandas", "pyarrow", "statsmodels", "lifelines", "formulaic", "great-expectations", "plotly",
    "papermill",
)  # fmt: skip
RESTRICTED = ("validated", "analysis.parquet", "results")
"""What of a run must not leave: with a hash of a small table its suppressed counts could be guessed and confirmed."""

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
    """Return the SHA-256 of a file's bytes, in hexadecimal; raises InputError where it cannot be read."""
    try:
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
        If there is nothing at `path`.
    """
    if path.is_file():
        return {path.name: hash_file(path)}
    if not path.is_dir():
        raise InputError(
            f"{path}: there is nothing there; check the study's input.path, which resolves from the study file"
        )
    files = {file.relative_to(path): file for file in sorted(path.rglob("*")) if file.is_file()}
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
    package = Path(__file__).parent
    files = [file for pattern in _CODE for file in package.rglob(pattern)]
    files += [
        *(root / "notebooks").glob("*.ipynb"),
        *(root / "expectations").glob("*.json"),
        root / "requirements.lock",
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
    return {
        "data_version": fingerprint(hash_tree(data))[:12],
        "code_version": f"{metadata.version('arraigo')}+{code_version()[:12]}",
    }


def manifest(data: Path, study: Mapping[str, Any], seed: int, folder: Path) -> dict[str, Any]:
    """Describe a run: what went in, what it was made with, and the hash of every published file that came out.

    The restricted files have one hash together: the analysis table in it holds too much to be guessed.

    Parameters
    ----------
    data : Path
        The study's input.
    study : mapping
        The study's content.
    seed : int
        Of the bootstrap.
    folder : Path
        The run folder. No absolute path, user or host is recorded.
    """
    files = {name: digest for name, digest in hash_tree(folder).items() if name not in (MANIFEST, "run.log")}
    restricted = {name: digest for name, digest in files.items() if name.split("/")[0] in RESTRICTED}
    return {
        **versions(data),
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "study": _without_absolute_path(study),
        "seed": seed,
        "data": hash_tree(data),
        "lock": hash_file(project_root() / "requirements.lock"),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "files": {name: digest for name, digest in files.items() if name not in restricted},
        "restricted": fingerprint(restricted),
    }


def _without_absolute_path(study: Mapping[str, Any]) -> dict[str, Any]:
    """Return the study's content with the bare name of an input that it names by an absolute path."""
    given = dict(study["input"])
    if Path(given["path"]).is_absolute():
        given["path"] = Path(given["path"]).name
    return {**study, "input": given}


def write_manifest(folder: Path, data: Path, study: Mapping[str, Any], seed: int) -> None:
    """Write the manifest of the run in `folder` beside its files."""
    text = json.dumps(manifest(data, study, seed, folder), ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
