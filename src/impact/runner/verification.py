"""Whether a run is still what its manifest says, and whether what it was made from is still the same."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Self

from impact.data.schema import TABLES
from impact.errors import StudyError, UsageError, VerificationError
from impact.provenance import (
    COMPONENTS,
    MANIFEST,
    UNHASHED,
    code_label,
    data_hashes,
    fingerprint,
    hash_file,
    hash_tree,
    is_portfolio,
    lock_hash,
    notebook_hash,
    project_root,
    read_manifest,
    read_portfolio_manifest,
    restricted_among,
    seal,
    study_hash,
    without_absolute_path,
)
from impact.runner.folder import FAILED, PARTIAL
from impact.study import Study

Manifest = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found, a line each.

    Attributes
    ----------
    differences : tuple of str
        What is not as the manifest says.
    notes : tuple of str
        What is not here and was not checked, which is no difference: a published set travels without its restricted
        files, its study and its data. And libraries of another version than the run's.
    """

    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Self) -> Verdict:
        """Return both verdicts as one."""
        return Verdict(self.differences + other.differences, self.notes + other.notes)


def verify(folder: Path, study_file: Path | None = None) -> Verdict:
    """Hash again what a run published, what it kept back and what it was made from.

    Parameters
    ----------
    folder : Path
        A run folder, or a link to one. It may have been moved, and its restricted files may have stayed behind.
    study_file : Path, optional
        Where the study is now; by default where the manifest says, within the project.

    Raises
    ------
    UsageError
        If this is no complete run.
    VerificationError
        If the manifest itself is missing or damaged, so that nothing else can be checked.
    StudyError
        If `study_file` is no study.
    """
    run = run_at(folder)
    if is_portfolio(run):
        return _verify_portfolio(run)
    manifest = sealed_manifest(run)
    return _outcome(run, manifest) + verify_inputs(manifest, study_file)


def _verify_portfolio(run: Path) -> Verdict:
    """Hash again what a portfolio's run holds, and what the runs behind it released, where these are beside it."""
    manifest = _sealed(read_portfolio_manifest(run))
    found = _outcome(run, manifest) + Verdict(tuple(_code(manifest)), tuple(_environment(manifest)))
    for component in manifest[COMPONENTS]:
        name = f"{component['study']['id']}/{component['run']}"
        released = run.parent.parent / name / "released"
        if not released.is_dir():
            found += Verdict(notes=(f"not checked: the run {name}, which is not here",))
            continue
        there = {f"released/{file}": digest for file, digest in hash_tree(released).items()}
        found += Verdict(tuple(_differences(component["released"], there, f"{name}: ")))
    return found


def run_at(folder: Path) -> Path:
    """Return the folder of a complete run; raises UsageError where it is none."""
    run = folder.resolve()
    if not run.is_dir():
        raise UsageError(f"{folder}: there is no such run folder")
    if run.suffix in (PARTIAL, FAILED):
        raise UsageError(f"{folder}: this run is not complete; name one that is, or the link `latest`")
    if not any((run / name).exists() for name in (MANIFEST, "released", "notebooks")):
        raise UsageError(f"{folder}: this is no run folder, as it holds no {MANIFEST}; name one, or the link `latest`")
    return run


def sealed_manifest(run: Path) -> dict[str, Any]:
    """Read a run's manifest; raises VerificationError where it is not as it was written."""
    return _sealed(read_manifest(run))


def _sealed(manifest: dict[str, Any]) -> dict[str, Any]:
    if manifest["seal"] != seal(manifest):
        raise VerificationError(f"{MANIFEST}: damaged, as its seal is broken; nothing else was checked")
    return manifest


def verify_inputs(manifest: Manifest, study_file: Path | None = None) -> Verdict:
    """Compare the code, the libraries, the study and the data that are here with those of a run."""
    here = Verdict(tuple(_code(manifest)), tuple(_environment(manifest)))
    try:
        study = find_study(manifest, study_file)
    except StudyError:
        if study_file is not None:
            raise
        return here + Verdict((f"study: {manifest['study_file']} can no longer be read as one",))
    if study is None:
        name = manifest["study_file"]
        return here + Verdict(notes=(f"not checked: the study {name} (--study says where it is), and its data",))
    return here + Verdict(tuple(_study(manifest, study))) + _data(manifest, study.input_path)


def find_study(manifest: Manifest, study_file: Path | None) -> Study | None:
    """Load a run's study from where it is said to be, or else from its place in the project; None where it is not."""
    path = study_file or project_root() / manifest["study_file"]
    return Study.load(path) if study_file or path.is_file() else None


def _outcome(run: Path, manifest: Manifest) -> Verdict:
    there = {name: digest for name, digest in _every_file(run) if name not in UNHASHED}
    restricted = restricted_among(there)
    published = {name: digest for name, digest in there.items() if name not in restricted}
    found = Verdict(tuple(_differences(manifest["files"], published)))
    if fingerprint(restricted) == manifest["restricted"]:
        return found
    if not restricted:
        return found + Verdict(notes=("not checked: the restricted files, which are not here",))
    return found + Verdict(("restricted files (validated, analysis, results): changed since the run",))


def _every_file(run: Path) -> Iterator[tuple[str, str]]:
    """Walk over all files, hidden ones too: a run leaves none, and whoever copies the folder would share them."""
    for path in sorted(run.rglob("*")):
        if path.is_symlink():
            yield path.relative_to(run).as_posix(), "a link"
        elif path.is_file():
            yield path.relative_to(run).as_posix(), hash_file(path)


def _differences(recorded: Mapping[str, str], there: Mapping[str, str], prefix: str = "") -> Iterator[str]:
    for name in sorted({*recorded, *there}):
        shown = name if name.isprintable() else ascii(name)
        if name not in there:
            yield f"{prefix}file missing: {shown}"
        elif name not in recorded:
            yield f"{prefix}file added: {shown}"
        elif there[name] != recorded[name]:
            yield f"{prefix}{shown}: changed since the run"


def _code(manifest: Manifest) -> Iterator[str]:
    if manifest["code_version"] != code_label():
        yield f"code: changed since the run, which was made by {manifest['code_version']}; here is {code_label()}"
    if manifest["lock"] != lock_hash():
        yield "requirements.lock: changed since the run"
    for name, notebook in manifest["notebooks"].items():
        if notebook_hash(name) != notebook["source"]:
            yield f"notebooks/{name} of the project: changed since the run"


def _environment(manifest: Manifest) -> Iterator[str]:
    if platform.python_version() != manifest["python"]:
        yield f"Python: {platform.python_version()} here, {manifest['python']} in the run"
    for name, version in manifest["libraries"].items():
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            here = "none"
        if here != version:
            yield f"{name}: {here} here, {version} in the run"


def _study(manifest: Manifest, study: Study) -> Iterator[str]:
    content = study.model_dump(mode="json")
    if study_hash(content) != manifest["study_hash"]:
        now, then = without_absolute_path(content), manifest["study"]
        keys = sorted(key for key in {*now, *then} if now.get(key) != then.get(key))
        yield f"study: {study.source.name} says something else than it did in the run: {', '.join(keys)}"


def _data(manifest: Manifest, data: Path) -> Verdict:
    if not data.exists():
        return Verdict(notes=(f"not checked: the data, which are not at {data}",))
    return Verdict(tuple(_differences(manifest["data"], data_hashes(data, TABLES), "data: ")))
