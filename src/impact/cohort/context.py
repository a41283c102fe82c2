"""What designs and sensitivity analyses know of a child beside its covariates: the columns of `AnalysisTable.context`.

Times are counted from the return in the table's unit and are missing where the thing did not happen.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "partner": "Code of the partner of a child in the programme; missing in the comparison arm.",
    "department": "Department of the return.",
    "return_date": "Day of the return.",
    "status": "Furthest recorded step of the programme: none, referred, waitlisted, declined or enrolled.",
    "enrolled": "Time of the first enrolment.",
    "observable": "Time from the return to the cut-off: who is censored before it was lost.",
    "second_return": "Time of the next return that any authority recorded.",
    "moved": "Time of the first contact that found the child moved within the country.",
    "prior_attempts": "Number of earlier attempts, as recorded.",
}
"""Each column and what it holds."""
