"""How large anything may be that comes from outside: one place, each limit with its reason.

All of them lie far above what an evaluation needs, and far below what would fill a laptop's memory or keep it busy for
an afternoon.
"""

from __future__ import annotations

from typing import Final

STUDY_BYTES: Final = 256 * 1024
"""A study file; the longest so far has 10 KiB, and YAML is read at some 100 KiB a second."""

STUDY_DEPTH: Final = 12
"""Keys inside keys of a study file; the deepest place of a study is 5, and a reader calls itself once a level."""

STUDY_TEXT: Final = 2_000
"""Characters of one text in a study: a paragraph, which a report may say several times."""

STUDY_YEARS: Final = (1900, 2200)
"""Years of dates in a study; the tables' dates, counted in nanoseconds, end in 1677 and 2262."""

FOLLOW_UP_DAYS: Final = 366 * 120
"""The longest horizon: nobody is followed for longer than a life."""

PROBLEMS: Final = 10
"""Faults that one message lists before it only counts the others."""

FILE_BYTES: Final = 512 * 1024**2
"""One file of the input; 2 million contacts take 250 MiB."""

FILES: Final = 2_000
"""Files and folders in the input's folder, which is hashed whole; five are needed."""

ROWS: Final = 5_000_000
"""Rows of a table; as text a table of that many rows already fills some gigabytes."""

COLUMNS: Final = 1_000
"""Columns of a table; the widest canonical table has 30."""

CELLS: Final = 100_000_000
"""Cells of a table, as few bytes of a Parquet file can stand for very many."""

HEADER_CHARACTERS: Final = 100_000
"""The first line of a CSV file: a thousand columns with a hundred characters each."""

CELL_CHARACTERS: Final = 1_000
"""One cell of a table; more is free text, which records must not carry."""

WORKBOOK_BYTES: Final = 256 * 1024**2
"""What a workbook may unpack to; 100,000 rows of twenty columns take 80 MiB. Larger tables come as CSV or Parquet."""

WORKBOOK_PARTS: Final = 2_000
"""Files inside a workbook: a few, and one or two a sheet."""

WORKBOOK_ELEMENTS: Final = 20_000_000
"""Elements of markup in one part of a workbook; a cell takes two."""

WORKBOOK_CELLS: Final = 10_000_000
"""The rectangle that holds the cells of a sheet, as one cell in its last corner can stand for 17 thousand million."""

LEVELS: Final = 200
"""Different values of a characteristic that is not a number; each is a column of every model. Mexico and Central
America have 130 departments and states together."""

NUMBER: Final = 1e12
"""The largest number in a table; squares of larger ones lose whole people to rounding."""
