"""The study whose gates fail, as a whole run leaves it: no adjusted number in any file that may be shared, and why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

RAW = {"unadjusted", "turnbull"}
WITHHELD = {
    "en": ("This study gives no estimate", "could be traced", "Withheld with it", "are no substitute for the answer"),
    "es": (
        "Este estudio no ofrece ninguna estimación",
        "se pudo ubicar",
        "Con ella quedan",
        "no sustituyen a la respuesta",
    ),
}
DRAWN = ("curves-", "effects", "choices", "turnbull", "tipping-point", "unmeasured-confounder", "e-values")
"""Pictures of estimates, or of the groups as observed."""


@pytest.fixture(scope="module")
def run(reports) -> Path:
    return (reports / "cmrrp-as-observed" / "latest").resolve()


def test_released_files_hold_no_adjusted_estimate(run):
    estimates = pd.read_csv(run / "released" / "estimates.csv")
    adjusted = estimates[~estimates["method"].isin(RAW)]
    assert len(adjusted) > 100
    assert set(adjusted["status"]) == {"withheld"}
    assert adjusted[["estimate", "ci_lower", "ci_upper", "std_error", "p_value"]].isna().all(axis=None)
    assert set(pd.read_csv(run / "released" / "curves.csv")["method"]) <= RAW
    for name in ("grid", "confounding"):
        assert pd.read_csv(run / "released" / f"{name}.csv").empty
    checks = pd.read_csv(run / "released" / "checks.csv")
    assert {"traced.comparison", "traced_gap"} <= set(checks.loc[checks["verdict"] == "fail", "check"])


def test_researchers_still_have_them(run):
    estimates = pd.read_csv(run / "results" / "estimates.csv")
    main = estimates[(estimates["analysis"] == "main") & (estimates["method"] == "iptw")]
    assert main["estimate"].notna().mean() > 0.5


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_report_says_why_and_draws_no_estimate(run, read_page, language):
    page = read_page(run / f"report.{language}.html")
    for words in WITHHELD[language]:
        assert words in page.text
    drawn = [key.removeprefix("chart-") for key in page.ids("figure")]
    assert {"flow", "followup", "balance-att"} <= set(drawn)
    assert not [key for key in drawn if key.startswith(DRAWN)]


def test_no_notebook_draws_an_estimate_but_the_groups_as_observed_that_say_so(run, read_page):
    for path in sorted((run / "notebooks").glob("0[346]*.html")):
        page = read_page(path)
        drawn = [
            key.removeprefix("chart-") for key in page.ids("figure") if key.removeprefix("chart-").startswith(DRAWN)
        ]
        assert drawn == (["curves-none"] if path.name.startswith("03") else [])
        if drawn:
            assert page.text.count("which is not a fair comparison") >= 2
