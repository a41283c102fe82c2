"""Expectation suites: one JSON file a table under expectations/, each rule with its severity and its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from impact.errors import ImpactError
from impact.i18n import has, t, wording
from impact.provenance import project_root

Suite = dict[str, Any]
"""great_expectations' own form: name, meta, and expectations of type, kwargs and meta.

`meta` of an expectation holds `rule` (its name, once a table), `column` (what it is about), `severity` (critical or
warning) and `reason` in each language.
"""

EACH_COVARIATE = "covariate"
"""The column of an analysis suite's expectation that stands for every covariate of the study."""


def load_suites(tables: Iterable[str], folder: Path | None = None) -> dict[str, Suite]:
    """Read the suite of each table.

    Parameters
    ----------
    tables : iterable of str
    folder : Path, optional
        Where the suites are; by default expectations/ in the project's root.

    Raises
    ------
    ImpactError
        If a suite is missing or not JSON.
    """
    place = folder or project_root() / "expectations"
    return {table: _load(place / f"{table}.json") for table in tables}


def reason_in(rule: str, column: str, reason: Mapping[str, str], language: str) -> str:
    """Return why a rule about a column is there, in a reader's language.

    Suites say it in English and Spanish; a catalogue of another language says it itself, in a message `rule-<rule>`, or
    the reader is told it in English.
    """
    family = rule.replace(f"{EACH_COVARIATE}_{column}", EACH_COVARIATE)
    key = f"rule-{family.replace('_', '-')}"
    return t(key, language) if has(key, language) else wording(reason, language, reason.get("en", ""))


def for_roles(suite: Suite, named: dict[str, str], covariates: Iterable[str]) -> Suite:
    """Fit the analysis suite to a study: only the roles that it names, and an expectation for each covariate.

    Parameters
    ----------
    suite : dict
    named : dict of str to str
        Role to what its column is called in the study.
    covariates : iterable of str
    """
    fitted = []
    for expectation in suite["expectations"]:
        role = expectation["meta"]["column"]
        if role == EACH_COVARIATE:
            fitted += [_about(expectation, name) for name in covariates]
        elif role in named:
            copy = deepcopy(expectation)
            copy["meta"]["column"] = named[role]
            fitted.append(copy)
    return {**suite, "expectations": fitted}


def _about(expectation: dict[str, Any], covariate: str) -> dict[str, Any]:
    copy = deepcopy(expectation)
    kwargs, meta = copy["kwargs"], copy["meta"]
    kwargs["column"] = kwargs["column"].replace(EACH_COVARIATE, f"{EACH_COVARIATE}_{covariate}")
    meta["rule"] = meta["rule"].replace(EACH_COVARIATE, f"{EACH_COVARIATE}_{covariate}")
    meta["column"] = covariate
    return copy


def _load(path: Path) -> Suite:
    try:
        suite: Suite = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ImpactError(f"{path}: the expectation suite is missing or not JSON") from None
    return suite
