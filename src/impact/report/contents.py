"""The first page of a run: what is in it and for whom, in each of the study's languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.present.guide import guide
from impact.provenance.manifest import RESTRICTED
from impact.report.render import page_of_sections

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

CONTENTS = "index.html"
_LATER = "manifest.json"
"""Written when everything else stands, this page too: its hash is in there."""


def write_contents(
    folder: Path,
    released: ReleasedResults | None,
    study: Study,
    languages: Sequence[Language],
) -> Path:
    """Write index.html into a run's folder and return its path: a section a language, links to what is there alone.

    Parameters
    ----------
    folder : Path
        The run's, with everything in it but the manifest.
    released : ReleasedResults, optional
        Nothing for a run of some notebooks.
    study : Study
    languages : sequence of str
        The page's own language is the first.
    """
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    shared = [path.as_posix() for path in paths if path.parts[0] not in RESTRICTED and path.name[:1] != "."]
    restricted = [f"{name}/" if (folder / name).is_dir() else name for name in RESTRICTED if (folder / name).exists()]
    sections = [
        guide([*shared, _LATER], restricted, released, study, language, is_own=language == languages[0])
        for language in languages
    ]
    page = folder / CONTENTS
    page.write_text(page_of_sections(sections, study=study, language=languages[0], look="contents"), encoding="utf-8")
    return page
