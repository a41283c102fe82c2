"""Which mutants there are: hypothesis draws the base, two to four edits, and what they put where."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bases import BASES
from edits import Mutant
from hypothesis import strategies as st

NASTY = (
    "", " ", "NA", "NaN", "None", "null", "inf", "-inf", "1e308", "-1e308", "1e-320", "1e400", "-1", "0", "1", "2",
    "3", "0.5", "1,5", "999999999999999999999", "0x10", "1_000", "+5", "５", "½", "true", "False", "yes", "unknown",
    "other", "0001-01-01", "1677-01-01", "9999-12-31", "2031-01-01", "2023-02-30", "2023-1-5", "12/31/2023",
    "2023-01-01T00:00:00Z", "=1+1", "@SUM(A1)", "-2+3", "<script>alert(1)</script>", "<b>x</b>", "{{7*7}}", "%s%n",
    "${HOME}", "../../etc/passwd", "'; DROP TABLE x;--", '"', "'", "a\nb", "a\tb", "a\x07b", "a\u202eb", "a\u200bb",
    "\ufeffx", "p\u0430ge", "José", "日本", "🙂", "a,b", "a;b", "a=b", "x" * 1500, "5555-0101", "+502 5555 0101",
    "ana@example.org", "Quiché",
)  # fmt: skip
NAMES = (
    "", " ", "arm", "week", "event", "age", "sex", "x", "Unnamed: 0", "nombre", "phone", "index", "1", "<b>",
    "a\u202eb", "x" * 300, "__class__", "rule_arm_is_0_or_1", "number_time", "covariate_age", "AGE", " age",
    "age_missing", "sex=female", "_weight",
)  # fmt: skip
KEYS = (
    ("id",), ("title",), ("title", "en"), ("synthetic",), ("evidence",), ("input",), ("input", "form"),
    ("input", "path"), ("input", "columns"), ("input", "columns", "arm"), ("input", "columns", "time"),
    ("input", "columns", "event"), ("input", "columns", "id"), ("input", "columns", "entry"),
    ("input", "columns", "lower"), ("input", "columns", "upper"), ("input", "columns", "cluster"),
    ("input", "columns", "event_labels"), ("input", "columns", "event_labels", 2), ("input", "date_format"),
    ("time_unit",), ("labels",), ("labels", "programme"), ("labels", "characteristics"), ("covariates",),
    ("subgroups",), ("methods",), ("sensitivities",), ("horizons",), ("horizons", 0), ("primary",),
    ("primary", "measure"), ("primary", "horizon"), ("primary", "method"), ("primary", "estimand"), ("models",),
    ("models", "truncate"), ("models", "folds"), ("bootstrap",), ("bootstrap", "replicates"), ("bootstrap", "seed"),
    ("disclosure",), ("disclosure", "suppress_below"), ("disclosure", "round_to"), ("disclosure", "minimum_n"),
    ("disclosure", "curve_step"), ("languages",), ("cut_off",), ("eligibility",), ("eligibility", "countries"),
    ("eligibility", "age_at_return_years"), ("eligibility", "return_window"), ("eligibility", "overlap"),
    ("policy_periods",), ("design",), ("design", "kind"), ("outcome",), ("outcome", "date"), ("partners",),
    ("missing",), ("missing", "imputations"), ("gates",), ("claims",), ("source",), ("covarites",), (1,), (None,),
)  # fmt: skip
CLAIM = {
    "id": "c",
    "statement": {"en": "s", "es": "s"},
    "source": {"en": "s", "es": "s"},
    "quantity": "effect",
    "threshold": 0.1,
    "horizon": 52,
}
VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2, 3, 11, 40, 52, 10**30, 0.5, 1e-9, 1e308, float("inf"), float("nan"), "", "x", "week",
    "age", "sex", "town", "person", "arm", "event", "iptw", "unadjusted", "standardised", "aipw", "entropy",
    "adjusted", "att", "ate", "ato", "risk_ratio", "rmtl_difference", "hazard_ratio", "risk_difference", "experiment",
    "days", "months", "years", "landmark", "referral", "lower", "upper", "../../x.csv", "/dev/zero", "/dev/null", "/",
    ".", "people.csv", "tables", "a\u202eb", "<script>", "x" * 3000, "%d/%m/%Y", "%Q", [], ["age"], ["sex"],
    ["sex", "sex"], ["person"], ["town", "age"], [1], [[1]], [12], [6, 12], [52], [1, 1000], [0], [26, 52, 60],
    ["en"], ["es"], ["fr"], ["direct_effect"], ["composite"], ["unadjusted"], ["iptw", "entropy"], {}, {"en": "x"},
    {"en": "x", "es": "y"}, {"kind": "landmark", "day": 30}, {"kind": "clone_censor", "grace": 120},
    {"kind": "time_varying"}, {"horizon": 26}, {"balance": {"threshold": 0.2, "reason": {"en": "r", "es": "r"}}},
    {"replicates": 20}, {"imputations": 2}, {"inference": "partners_like_these"}, dt.date(1, 1, 1),
    dt.date(2020, 6, 1), dt.date(9999, 12, 31), [dt.date(2021, 1, 1)], [dt.date(2019, 1, 1), dt.date(2025, 6, 30)],
    [dt.date(2024, 1, 1), dt.date(2020, 1, 1)], [17, 0], [16, 17], ["GTM"], ["SLV"],
    [CLAIM],
)  # fmt: skip
RAW = (
    "a: !!python/object/apply:os.system ['id']\n", "a: &x [1]\nb: *x\n", "<<: {id: y}\n", "? [a]\n: b\n", "\t- x\n",
    "a: '\n", "id: again\n", "%YAML 9.9\n", "---\n", "...\n", "\x07\n", "a: \"\\ud800\"\n", "a: \"\\0\"\n",
    "k: [" + "[" * 200 + "\n", "# " + "x" * 5000 + "\n", "\u202e\n", "a: 2024-02-30\n", "a: 0x" + "f" * 9000 + "\n",
    "a: " + "9" * 9000 + "\n", "a: 190:20:30\n", "a: !!binary x\n", "@\n", "a: *nothing\n", "{\n",
)  # fmt: skip
PIECES = (
    b"\0", b"\xff\xfe", b"\xe9", b'"', b",", b",,,,,,,,,,,,,,,,,,,,", b"\n\n\n", b"\r", b"PK\x03\x04",
    b"\xef\xbb\xbf", b"x" * 5000, b"\x1a", b"\xed\xa0\x80", b"'", b";" * 50, b"#", b"\xe2\x80\xa8",
)  # fmt: skip
SWAPS = (
    (b",", b";"),
    (b",", b"\t"),
    (b"\n", b"\r\n"),
    (b"\n", b"\r"),
    (b"0", b"O"),
    (b"1", b"l"),
    (b"-", b"/"),
    (b"\n", b",\n"),
    (b",", b""),
)
"""Separators, ends of lines, and what typing confuses."""


@st.composite
def mutants(draw: st.DrawFn, base: str, of: str) -> Mutant:
    """Draw a mutant of a base: of its study, of its tables, or of their files."""
    edits = {"study": _study_edit, "table": _table_edit, "file": _file_edit}[of]
    return Mutant(base, tuple(draw(st.lists(edits(base), min_size=2, max_size=4))))


@st.composite
def _study_edit(draw: st.DrawFn, base: str) -> tuple[Any, ...]:
    kind = draw(
        st.sampled_from(
            ("set_key", "set_key", "set_key", "drop_key", "rename_key", "wrap_key", "raw_text", "cut_study")
        )
    )
    path = draw(st.sampled_from(KEYS))
    if kind == "set_key":
        return kind, path, draw(st.sampled_from(VALUES))
    if kind == "rename_key":
        return kind, path, draw(st.sampled_from((path[-1], *(key[-1] for key in KEYS))))
    if kind == "raw_text":
        return kind, draw(st.sampled_from(RAW)), draw(st.floats(0, 1))
    return (kind, draw(st.floats(0.2, 1))) if kind == "cut_study" else (kind, path)


@st.composite
def _table_edit(draw: st.DrawFn, base: str) -> tuple[Any, ...]:
    table = draw(st.sampled_from(sorted(BASES[base]().files)))
    columns = st.sampled_from(list(BASES[base]().table(table).columns))
    kind = draw(st.sampled_from((
        "put", "put", "put", "put", "drop", "rename", "add", "swap", "shuffle", "shuffle_column", "repeat", "head",
        "keep", "scale", "own_level", "upper", "move_years", "double",
    )))  # fmt: skip
    arguments: dict[str, tuple[st.SearchStrategy[Any], ...]] = {
        "put": (columns, st.sampled_from(NASTY), st.integers(0, 40), st.sampled_from((1, 1, 2, 7, 50, 10_000))),
        "drop": (columns,),
        "rename": (columns, st.sampled_from(NAMES)),
        "add": (st.sampled_from(NAMES), st.sampled_from(NASTY)),
        "swap": (columns, columns),
        "shuffle": (st.integers(0, 9),),
        "shuffle_column": (columns, st.integers(0, 9)),
        "repeat": (st.sampled_from((1, 5, 1000)),),
        "head": (st.sampled_from((1, 2, 10, 25, 60, 120)),),
        "keep": (columns, st.integers(0, 20)),
        "scale": (columns, st.sampled_from((-1.0, 0.0, 1e-9, 0.1, 1000.0, 1e12, 1e300))),
        "own_level": (columns,),
        "upper": (columns,),
        "move_years": (columns, st.sampled_from((-2000, -300, -30, -1, 1, 30, 300, 7000))),
        "double": (columns,),
    }
    return kind, table, *(draw(argument) for argument in arguments[kind])


@st.composite
def _file_edit(draw: st.DrawFn, base: str) -> tuple[Any, ...]:
    table = draw(st.sampled_from(sorted(BASES[base]().files)))
    share = draw(st.floats(0, 1))
    kind = draw(st.sampled_from((
        "cut", "insert", "insert", "encode", "swap_bytes", "without_header", "header_alone", "remove", "as_parquet",
    )))  # fmt: skip
    match kind:
        case "cut":
            return kind, table, share
        case "insert":
            return kind, table, draw(st.sampled_from(PIECES)), share
        case "encode":
            return (
                kind,
                table,
                draw(st.sampled_from(("latin-1", "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "cp037"))),
            )
        case "swap_bytes":
            return kind, table, *draw(st.sampled_from(SWAPS)), draw(st.sampled_from((-1, 1, 9, 400)))
        case "as_parquet":
            return kind, table, draw(st.booleans()), draw(st.sampled_from((1.0, 1.0, 0.99, 0.5, share)))
    return kind, table
