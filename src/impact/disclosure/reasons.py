"""Why an estimate is withheld: codes for programs, words for readers, both in one cell.

The `reason` of a withheld row reads "<sentences> [<codes>]", the sentences in English, the codes apart by blanks:

- `n`: fewer than `minimum_n` people in an arm;
- `few_events`: fewer than `suppress_below` events in an arm;
- `events`: fewer than `suppress_below` people without an event in an arm, or nobody knows how many;
- `complement`: with what is shown of the others, it would give a subgroup away that is too small to be shown;
- `at_risk`: the curve of an arm ended before the horizon, with fewer than `suppress_below` people at risk;
- `headline`: the headline is withheld, and the row answers the same question of nearly the same people;
- `few_lost`: so few were lost in an arm that bounds, which take everybody lost as one, would tell of them;
- `earlier_release`: an earlier release did not have it, of people or events that have changed by a few since;
- `gate:<check>`: that check failed, e.g. `gate:balance.att` or `gate:traced.comparison`.

What an estimator withheld keeps its codes (`impact.estimate.rows`): `few_events`, `beyond_follow_up`,
`unsteady_bootstrap`, `not_estimable`, `few_in_services`. The message of a code is `withheld-<code>`.

A claim has codes of its own (`impact.claims`): `no_horizon`, `no_denominator`, `no_count`, `may_repeat`, and of those
ever enrolled `few_enrolled`, `few_enrolled_events`, `few_enrolled_without`, `few_enrolled_followed`,
`enrolled_not_followed`, `few_enrolled_lost`: what `n`, `few_events`, `events`, `at_risk`, `beyond_follow_up` and
`few_lost` are of an arm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from impact.i18n import has, number, t, wording
from impact.study import Study

GATE = "gate:"
FEW_EVENTS = "few_events"
EARLIER_RELEASE = "earlier_release"
BEYOND_FOLLOW_UP = "beyond_follow_up"

_CODES = re.compile(r"\[([^\[\]]+)\]$")


def reason_codes(reason: object) -> tuple[str, ...]:
    """Return the codes in a `reason` cell; none if the cell is empty or has none."""
    found = _CODES.search(reason) if isinstance(reason, str) else None
    return tuple(found.group(1).split()) if found else ()


def reason_in_words(reason: object, study: Study, language: str) -> str:
    """Say in the reader's language why an estimate is withheld; a reason without codes is returned as it is."""
    codes = reason_codes(reason)
    if not codes:
        return reason if isinstance(reason, str) else ""
    return " ".join(dict.fromkeys(code_in_words(code, study, language) for code in codes))


def reason_cell(codes: Sequence[str], study: Study) -> str:
    """Write codes as the `reason` of a withheld row."""
    cell = f"[{' '.join(codes)}]"
    return f"{reason_in_words(cell, study, 'en')} {cell}"


def code_in_words(code: str, study: Study, language: str) -> str:
    """Say in the reader's language what one code means."""
    rules, labels = study.disclosure, study.labels.people
    people = wording(labels, language, next(iter(labels.values())))
    if not code.startswith(GATE):
        least = rules.minimum_n if code in ("n", "few_enrolled") else rules.suppress_below
        return t(f"withheld-{code.replace('_', '-')}", language, people=people, minimum=number(least, language))
    family, _, detail = code.removeprefix(GATE).partition(".")
    key = f"withheld-gate-{family.replace('_', '-')}"
    return t(key if has(key, language) else "withheld-gate-other", language, arm=detail, check=family, people=people)
