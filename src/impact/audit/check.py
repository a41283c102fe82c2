"""Auditing a folder: facts of every artefact, judged by every rule; an error where one is broken."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from impact.audit.artefacts import facts_of_folder
from impact.audit.exact import judge_exactly
from impact.audit.facts import Finding
from impact.audit.known import Known
from impact.audit.portfolio import has_components, judge_as_released, known_portfolio
from impact.audit.rules import judge
from impact.errors import DisclosureError, UsageError
from impact.provenance import MANIFEST

SAID: Final = 8
"""Findings that an error names; there are rarely more causes than that."""


def audit(folder: Path) -> tuple[Finding, ...]:
    """Open every artefact of a run's published set and hold it against the disclosure rules.

    Parameters
    ----------
    folder : Path
        A run folder, or a published set on its own. Where restricted tables and results are beside it, their ids and
        exact counts are used as well. Of a portfolio's folder, the runs that it names where they stand beside it.

    Returns
    -------
    tuple of Finding
        In the order of the artefacts' names, each once; none where everything may be published.

    Raises
    ------
    UsageError
        If there is no such folder.

    Notes
    -----
    DOMAIN.md, Disclosure. The rules are those of the study as the folder's manifest records it.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder; name a run's, e.g. data/processed/<study>/latest")
    folder = folder.resolve()
    if has_components(folder):
        return _audit_portfolio(folder)
    known = Known.of(folder)
    findings = [Finding("manifest.json", "the file", problem) for problem in known.problems]
    findings += [finding for fact in facts_of_folder(folder) for finding in judge(fact, known)]
    findings += judge_exactly(known)
    return tuple(dict.fromkeys(findings))


def _audit_portfolio(folder: Path) -> tuple[Finding, ...]:
    """Hold the pages of a portfolio against the rules, and each of their numbers against what its runs released."""
    known = known_portfolio(folder)
    findings = [Finding("manifest.json", "the file", problem) for problem in known.problems]
    for fact in facts_of_folder(folder):
        findings += judge(fact, known)
        findings += judge_as_released(fact, known) if fact.place.artefact != MANIFEST else []
    return tuple(dict.fromkeys(findings))


def assert_publishable(folder: Path) -> None:
    """Audit a folder, and refuse it where an artefact would disclose what it must not.

    Raises
    ------
    DisclosureError
        Names artefact, place and rule of the first findings, and how many there are; never a value.
    """
    findings = audit(folder)
    if not findings:
        return
    lines = [f"  {finding}" for finding in findings[:SAID]]
    more = len(findings) - SAID
    lines += [f"  and {more} more"] if more > 0 else []
    raise DisclosureError("\n".join(["this must not be published:", *lines]))
