"""A spreadsheet of one's own, kept as Parquet: days are days, numbers are numbers, truths are truths.

Written cell by cell with the headers of an office that keeps its records in English. Parquet holds types, as its format
says (parquet.apache.org, "Logical Types": DATE, DOUBLE, BOOLEAN), so that nothing here is text but codes. Nobody is in
it: every code is made up.
"""

import datetime as dt

CELLS = {
    "people back": [
        ["Person", "Return", "Day back", "Land", "Place", "Came from", "How", "Age", "Sex", "Fled violence", "For work",
         "For family", "For climate", "Fled GBV", "Tries before", "Debt in dollars", "Asked by", "May be reported",
         "Notes"],
        ["K-1", "B-1", dt.date(2023, 4, 3), "Guatemala", "Quiché", "United States", "chose", 15.0, "boy", True, True,
         False, False, False, 1.0, 7000.0, "us", True, ""],
        ["K-2", "B-2", dt.date(2023, 11, 12), "Honduras", "Yoro", "Mexico", "was made to", 17.0, "girl", False, True,
         True, False, False, 0.0, 812.5, "centre", True, ""],
        ["K-2", "B-3", dt.date(2024, 12, 5), "Honduras", "Yoro", "Mexico", "was made to", 17.0, "girl", None, None,
         None, None, None, 2.0, None, "centre", False, ""],
    ],
    "in the programme": [
        ["Entry", "Return", "Group", "Where it stands", "Sent on", "Began", "Ended", "Why"],
        ["E-1", "B-1", "P-7", "in", dt.date(2023, 3, 28), dt.date(2023, 4, 20), dt.date(2024, 4, 19), "done"],
        ["E-2", "B-2", "P-7", "waits", dt.date(2023, 11, 12), None, None, ""],
    ],
    "help given": [
        ["Help", "Entry", "Kind", "Given", "Day"],
        ["S-1", "E-1", "school", True, dt.date(2023, 5, 2)],
        ["S-2", "E-1", "doctor", False, dt.date(2023, 6, 12)],
    ],
    "visits": [
        ["Visit", "Return", "Day", "By", "Seen", "Who said", "Where"],
        ["V-1", "B-1", dt.date(2023, 10, 9), "house", True, "child", "home"],
        ["V-2", "B-2", dt.date(2024, 5, 11), "telephone", False, "mother", "does not know"],
    ],
}  # fmt: skip
