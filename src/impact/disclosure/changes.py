"""Changes since the last accepted run: counts, shares and means as coarse as everywhere."""

from __future__ import annotations

from impact.results import Changes
from impact.study import Disclosure


def release_changes(changes: Changes, rules: Disclosure) -> Changes:
    """Round what is compared by the rules of counts, shares and means."""
    if len(changes.frame):
        raise NotImplementedError
    return Changes.empty()
