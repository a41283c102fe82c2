"""The only door to great_expectations: suites in, counts out, and no value of the data on the way."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from impact.data.validate.suites import Suite
from impact.errors import ImpactError

# The default format holds the offending values and where they stand; this one holds counts.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}

# Only for frames in which a row is about nobody: this one tells which rows break a rule.
WITH_PLACES = {**RESULT_FORMAT, "result_format": "COMPLETE"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule.

    `count` of the `rows` that it was asked of break it; `holds` allows for the share that the rule tolerates. `places`
    are the row labels of those that break it, where they were asked for.
    """

    table: str
    rule: str
    column: str
    severity: str
    holds: bool
    count: int
    rows: int
    reason: Mapping[str, str]
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table's outcomes in the order of its suite, and great_expectations' own result to draw a page from."""

    outcomes: tuple[Outcome, ...]
    native: Any


def run_suites(
    frames: Mapping[str, pd.DataFrame], suites: Mapping[str, Suite], *, places: bool = False
) -> dict[str, TableResult]:
    """Hold each frame against its suite, in a context that lives in memory and reports to nobody.

    Parameters
    ----------
    frames, suites : mapping of str
        Under the same names.
    places : bool
        Also tell which rows break a rule: for frames whose rows are about nobody.

    Raises
    ------
    ImpactError
        If a rule could not be asked; the message names the rule and nothing of the data.
    """
    with _in_silence():
        import great_expectations as gx

        context = gx.get_context(mode="ephemeral")
        context.enable_analytics(enable=False)
        context.variables.progress_bars = {"globally": False}
        source = context.data_sources.add_pandas("input")
        results = {}
        for table, frame in frames.items():
            definition = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("all")
            suite = gx.ExpectationSuite(**suites[table])
            batch = definition.get_batch({"dataframe": frame})
            results[table] = batch.validate(suite, result_format=WITH_PLACES if places else RESULT_FORMAT)
    return {table: _read(table, suites[table], native) for table, native in results.items()}


@contextmanager
def _in_silence() -> Iterator[None]:
    """Keep great_expectations from writing: what it logs and warns of may quote the data."""
    logger = logging.getLogger("great_expectations")
    before = logger.disabled, logger.level
    try:
        logger.setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled, logger.level = before


def _read(table: str, suite: Suite, native: Any) -> TableResult:
    """Put results, which come in an order of their own, into the suite's."""
    by_rule = {result.expectation_config.meta["rule"]: result for result in native.results}
    rules = [expectation["meta"]["rule"] for expectation in suite["expectations"]]
    broken = [rule for rule in rules if rule not in by_rule or _raised(by_rule[rule].exception_info)]
    if broken:
        raise ImpactError(
            f"rules that could not be asked: {', '.join(broken)} (expectations/{table}.json). This is a fault of ours, "
            "not of the data"
        )
    native.results = [by_rule[rule] for rule in rules]
    return TableResult(tuple(_outcome(table, result) for result in native.results), native)


def _raised(info: Mapping[str, Any]) -> bool:
    """Whether a result is an exception: said by one flag, or by a record for each metric that failed."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(bool(detail.get("raised_exception")) for detail in info.values())


def _outcome(table: str, result: Any) -> Outcome:
    meta, counts = result.expectation_config.meta, result.result
    return Outcome(
        table=table,
        rule=meta["rule"],
        column=meta["column"],
        severity=meta["severity"],
        holds=bool(result.success),
        count=int(counts["unexpected_count"]),
        rows=int(counts["element_count"]) - int(counts.get("missing_count") or 0),
        reason=meta["reason"],
        places=tuple(counts.get("unexpected_index_list") or ()),
    )
