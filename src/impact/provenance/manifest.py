"""The manifest of a run: what went in, what it was made with, and the hash of every file that came out."""

from __future__ import annotations

import json
import platform
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from impact.errors import UsageError, VerificationError
from impact.provenance.hashes import (
    code_label,
    fingerprint,
    hash_tree,
    lock_hash,
    notebook_hash,
    project_root,
    versions,
)

MANIFEST = "manifest.json"
LIBRARIES = (
    "numpy", "scipy", "pandas", "pyarrow", "statsmodels", "lifelines", "formulaic", "great-expectations", "plotly",
    "papermill",
)  # fmt: skip
RESTRICTED = ("validated", "analysis.parquet", "results")
"""What of a run must not leave: with a hash of a small table its suppressed counts could be guessed and confirmed."""

UNHASHED = (MANIFEST, "run.log")
"""What is written while, or after, the hashes are."""
OTHER_DATA = "other files"
"""What lies in the data's folder beside its tables: a file's name may itself say whom it is about."""

COMPONENTS = "components"
"""The key that only a portfolio's manifest has: the runs that its numbers come from."""
_PORTFOLIO_KEYS = frozenset({
    "code_version", "made", "portfolio", "portfolio_file", "languages", COMPONENTS, "lock", "python", "libraries",
    "notebooks", "files", "restricted", "seal",
})  # fmt: skip
_KEYS = frozenset({
    "data_version", "code_version", "made", "study", "study_hash", "study_file", "seed", "languages", "data",
    "compared_with", "lock", "python", "libraries", "notebooks", "files", "restricted", "seal",
})  # fmt: skip


def write_manifest(
    folder: Path,
    data: Path,
    study: Mapping[str, Any],
    seed: int,
    *,
    study_file: Path,
    tables: Collection[str] = (),
    languages: Sequence[str] = (),
    compared_with: Sequence[str] = (),
) -> None:
    """Write the manifest of the complete run in `folder` beside its files.

    It is published, and holds no count, no absolute path, no user and no host. The restricted files have one hash
    together: a table of results has few cells, most of which the released one gives away, so that its hash would
    confirm a guess at the rest; the analysis table among them holds too much to be guessed. So does a table of the
    input, which has a hash of its own: who can write it down to the last byte has it already.

    Parameters
    ----------
    folder : Path
        The run folder.
    data : Path
        The study's input.
    study : mapping
        The study's content.
    seed : int
        Of what is drawn at random.
    study_file : Path
        Recorded relative to the project, or by its bare name where it lies elsewhere.
    tables : collection of str
        What tables of the input are called; see `data_hashes`.
    languages : sequence of str
        Languages of the report.
    compared_with : sequence of str
        Names of the earlier accepted releases whose values this one may have kept.
    """
    files = {name: digest for name, digest in hash_tree(folder).items() if name not in UNHASHED}
    restricted = restricted_among(files)
    content = {
        **versions(data),
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "study": without_absolute_path(study),
        "study_hash": study_hash(study),
        "study_file": _place_of(study_file),
        "seed": seed,
        "languages": list(languages),
        "data": data_hashes(data, tables),
        "compared_with": list(compared_with),
        "lock": lock_hash(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "notebooks": _notebooks(files),
        "files": {name: digest for name, digest in files.items() if name not in restricted},
        "restricted": fingerprint(restricted),
    }
    text = json.dumps({**content, "seal": seal(content)}, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def write_portfolio_manifest(
    folder: Path,
    portfolio: Mapping[str, Any],
    components: Sequence[Mapping[str, Any]],
    *,
    portfolio_file: Path,
    languages: Sequence[str],
) -> None:
    """Write the manifest of a portfolio's run: its pages, and which runs their numbers come from.

    Parameters
    ----------
    folder : Path
        The portfolio's run.
    portfolio : mapping
        The portfolio's content.
    components : sequence of mappings
        Of each study's run: its name, what its own manifest says of study, data and code, that manifest's seal, and
        the hashes of its released files.
    portfolio_file : Path
        Recorded as a study's file is.
    languages : sequence of str
        Languages of the pages.
    """
    files = {name: digest for name, digest in hash_tree(folder).items() if name not in UNHASHED}
    content = {
        "code_version": code_label(),
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "portfolio": dict(portfolio),
        "portfolio_file": _place_of(portfolio_file),
        "languages": list(languages),
        COMPONENTS: [dict(component) for component in components],
        "lock": lock_hash(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "notebooks": _notebooks(files),
        "files": files,
        "restricted": fingerprint({}),
    }
    text = json.dumps({**content, "seal": seal(content)}, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of the run in `folder`; whether its seal holds is for the reader to ask.

    Raises
    ------
    UsageError
        If it is a portfolio's.
    VerificationError
        If it cannot be read as one, or lacks something: then nothing can be held against it.
    """
    content = _read(folder)
    if COMPONENTS in content:
        raise UsageError(f"{folder.name} is a portfolio's run, of no single study; `impact portfolio` makes another")
    return _complete(content, _KEYS)


def read_portfolio_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of the portfolio's run in `folder`; raises VerificationError as `read_manifest` does."""
    return _complete(_read(folder), _PORTFOLIO_KEYS)


def is_portfolio(folder: Path) -> bool:
    """Tell whether a folder has the manifest of a portfolio's run; raises VerificationError if it has none at all."""
    return COMPONENTS in _read(folder)


def _read(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise VerificationError(f"{MANIFEST}: missing or damaged; without it nothing can be checked") from None
    return _complete(content, frozenset())


def _complete(content: Any, keys: frozenset[str]) -> dict[str, Any]:
    """Return the content if it is a manifest with these keys, or with any where none are asked for."""
    if not isinstance(content, dict) or (keys and set(content) != keys):
        raise VerificationError(f"{MANIFEST}: damaged, or written by another version; nothing can be checked")
    return content


def data_hashes(data: Path, tables: Collection[str]) -> dict[str, str]:
    """Return the hash of each table of the input by its file's name, and of all that lies beside them together.

    Parameters
    ----------
    data : Path
        The study's input: a folder of tables, or one file.
    tables : collection of str
        What tables in a folder are called, without suffix.

    Raises
    ------
    InputError
        If there is no data.
    """
    files = hash_tree(data)
    named = {name: digest for name, digest in files.items() if data.is_file() or name.rpartition(".")[0] in tables}
    others = {name: digest for name, digest in files.items() if name not in named}
    return named | ({OTHER_DATA: fingerprint(others)} if others else {})


def study_hash(study: Mapping[str, Any]) -> str:
    """Return the hash of what a study says, whatever its file looks like and wherever its input is kept."""
    return fingerprint([_canonical(without_absolute_path(study))])


def seal(content: Mapping[str, Any]) -> str:
    """Return the hash of all of a manifest but this hash.

    It tells damage and careless edits. Who means to deceive can seal anew: a copy of the seal belongs elsewhere.
    """
    return fingerprint([_canonical({key: value for key, value in content.items() if key != "seal"})])


def restricted_among(files: Mapping[str, str]) -> dict[str, str]:
    """Return those of a run's files that must not leave, with their hashes."""
    return {name: digest for name, digest in files.items() if name.split("/")[0] in RESTRICTED}


def without_absolute_path(study: Mapping[str, Any]) -> dict[str, Any]:
    """Return the study's content with the bare names of files that its input names by an absolute path."""
    given = dict(study["input"])
    for key in ("path", "mapping"):
        if key in given and Path(given[key]).is_absolute():
            given[key] = Path(given[key]).name
    return {**study, "input": given}


def _canonical(content: Mapping[str, Any]) -> str:
    """Return one text for one content, the same before it was written and after it was read."""
    return json.dumps(json.loads(json.dumps(content)), sort_keys=True)


def _notebooks(files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return, for each notebook that was executed, the hash of its source and of every executed copy."""
    found: dict[str, dict[str, Any]] = {}
    for name, digest in files.items():
        if name.startswith("notebooks/") and name.endswith(".ipynb"):
            # 05-report.en.ipynb is a copy of 05-report.ipynb.
            source = f"{Path(name).name.split('.')[0]}.ipynb"
            notebook = found.setdefault(source, {"source": notebook_hash(source), "executed": {}})
            notebook["executed"][name] = digest
    return found


def _place_of(study_file: Path) -> str:
    path, root = study_file.resolve(), project_root().resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
