"""What a study may name outside itself: a path near it, and days of our time."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import PurePath
from typing import Annotated

from pydantic import AfterValidator

from impact.limits import STUDY_YEARS
from impact.study.characters import odd_character


def _near_the_study(path: str) -> str:
    """Refuse a path that climbs further than beside the study's folder; an absolute one is meant as it stands."""
    odd = odd_character(path)
    if odd:
        raise ValueError(f"the path holds the character {odd}")
    if not PurePath(path).is_absolute() and PurePath(os.path.normpath(path)).parts[:2] == (os.pardir, os.pardir):
        raise ValueError(
            "the path climbs out of the project; it may go up one folder from the study's own (../data/raw/…), or be "
            "absolute where the data are kept elsewhere"
        )
    return path


def _in_our_time(day: dt.date) -> dt.date:
    """Refuse a date that no record has: beyond some years dates cannot even be counted."""
    if STUDY_YEARS[0] <= day.year <= STUDY_YEARS[1]:
        return day
    raise ValueError(f"the year must lie in {STUDY_YEARS[0]}–{STUDY_YEARS[1]}")


InputPath = Annotated[str, AfterValidator(_near_the_study)]
"""Where the input is, seen from the study file."""

Day = Annotated[dt.date, AfterValidator(_in_our_time)]
"""A day that a study names."""
