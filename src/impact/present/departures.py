"""Where a study departs from the rules, in words: a gate with another limit, and the reason that the study gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.i18n import number, percent, t, wording
from impact.study.gates import default_limit, is_loosened

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

_SHARES = frozenset({"equipoise", "traced", "traced_gap"})
_WHOLE = frozenset({"effective_sample_size", "events", "convergence"})
_MOST_DECIMALS = 4
"""A limit is written as finely as the study does, up to this."""


def changed_gates(study: Study, language: Language) -> list[str]:
    """Say of each gate whose limit the study changed: the gate, its limit, the usual one, and why."""
    return [_sentence(family, study, language) for family in study.gates]


def _sentence(family: str, study: Study, language: Language) -> str:
    gate, usual = study.gates[family], default_limit(family, study.disclosure)
    said = t(
        "gate-changed",
        language,
        gate=t(f"gate-{family.replace('_', '-')}", language),
        threshold=limit_in_words(family, gate.threshold, language),
        default=limit_in_words(family, usual, language),
        reason=wording(gate.reason, language),
    )
    return f"{said} {t('gate-changed-looser', language)}" if is_loosened(family, gate.threshold) else said


def limit_in_words(family: str, limit: float, language: Language) -> str:
    """Write a gate's limit in its unit, with as many decimals as it has."""
    scale = 100 if family in _SHARES else 1
    least = 0 if family in _SHARES | _WHOLE else 2
    decimals = next(
        (n for n in range(least, _MOST_DECIMALS) if abs(round(limit * scale, n) - limit * scale) < 1e-9), _MOST_DECIMALS
    )
    return percent(limit, language, decimals) if family in _SHARES else number(limit, language, decimals)
