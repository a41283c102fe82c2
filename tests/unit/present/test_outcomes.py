"""What else became of them, as a reader meets it: what each number is, what is withheld and why, and a picture."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from impact.disclosure import ReleasedResults
from impact.present import outcomes, outcomes_table
from impact.results import Checks, Curves, Effects, StudyResults

ARMS = {"programme": (455.0, 0.615), "comparison": (1775.0, 0.484)}
NAMED = (("unadjusted", "none"), ("iptw", "att"))


def rows(analysis, study, status="reported", reason="", estimate=0.132, interval=(0.066, 0.198)):
    """Rows of an outcome as released: both arms and the difference, by horizon and method."""
    made = []
    for method, estimand in NAMED:
        base = dict.fromkeys(Effects.COLUMNS, np.nan) | {
            "analysis": analysis, "population": "all", "method": method, "estimand": estimand, "event": 1,
            "interval": "influence", "status": status, "reason": reason,
        }  # fmt: skip
        for horizon in study.horizons:
            at = base | {"horizon": float(horizon)}
            for arm, (n, risk) in ARMS.items():
                limits = {"estimate": risk, "ci_lower": risk - 0.04, "ci_upper": risk + 0.04}
                shown = limits if status == "reported" else {}
                made.append(at | {"measure": "risk", "arm": arm, "n": n, "events": n / 5} | shown)
            limits = {"estimate": estimate, "ci_lower": interval[0], "ci_upper": interval[1]}
            shown = limits if status == "reported" else {}
            made.append(at | {"measure": "risk_difference", "arm": "contrast", "n": 2230.0} | shown)
    return made


def curves(study):
    made = []
    for arm, (n, risk) in ARMS.items():
        for time in np.linspace(0, max(study.horizons), 9):
            level = risk * time / max(study.horizons)
            made.append(
                dict.fromkeys(Curves.COLUMNS, np.nan)
                | {
                    "analysis": "school_return", "population": "all", "method": "iptw", "estimand": "att", "arm": arm,
                    "event": 1, "time": time, "estimate": level, "ci_lower": level * 0.9, "ci_upper": level * 1.1,
                    "at_risk": n, "events": n / 5,
                }
            )  # fmt: skip
    return made


@pytest.fixture
def make(released, demo, tmp_path):
    """Make released results with these rows of further outcomes."""

    def results(*parts, checks=(), drawn=True, banded=True) -> ReleasedResults:
        made = released(demo)
        frames = {name: getattr(made, name) for name in StudyResults.__dataclass_fields__}
        beside = Effects(pd.DataFrame([row for part in parts for row in part]))
        frames["effects"] = Effects.concat([made.effects, beside])
        if drawn:
            drawing = pd.DataFrame(curves(demo))
            drawing = drawing if banded else drawing.assign(ci_lower=np.nan, ci_upper=np.nan)
            frames["curves"] = Curves.concat([made.curves, Curves(drawing)])
        frames["checks"] = Checks.concat(
            [made.checks, Checks(pd.DataFrame(list(checks), columns=list(Checks.COLUMNS)))]
        )
        StudyResults(**frames).save(tmp_path / "further")
        return ReleasedResults.load(tmp_path / "further")

    return results


def text_of(pieces):
    return "\n".join(piece.text for piece in pieces)


def everything(demo):
    served = [row for row in rows("first_service", demo) if (row["arm"], row["method"]) == ("programme", "unadjusted")]
    return rows("school_return", demo), served, rows("household", demo, estimate=-0.03, interval=(-0.08, 0.02))


def test_each_number_says_whether_it_is_an_effect_a_risk_or_a_count(make, demo):
    lines = outcomes_table(make(*everything(demo)), demo, "en").text.splitlines()
    kinds = {line.split("\t")[0]: line.split("\t")[-1] for line in lines[2:]}
    assert kinds["Back in school, 12 months"].startswith("effect (observational comparison); certainty: ")
    assert kinds["First service received, 12 months"] == "risk of one group, not an effect"
    assert kinds["Households compared"] == kinds["Siblings compared"] == "count, not an effect"
    table = outcomes_table(make(*everything(demo)), demo, "en").html
    assert '<data class="count" value="455">455</data>' in table


def test_a_service_is_compared_with_nobody(make, demo):
    lines = outcomes_table(make(*everything(demo)), demo, "en").text.splitlines()
    served = next(line for line in lines if line.startswith("First service received, 6"))
    assert served.split("\t")[1:4] == ["61.5 (57.5 to 65.5)", "does not apply", "does not apply"]


def test_the_sentence_has_both_risks_their_interval_and_the_certainty(make, demo, language):
    said = text_of(outcomes(make(*everything(demo)), demo, language))
    first = {
        "en": "62 of 100 in the programme group and 48 of 100 in the comparison group were back in school",
        "es": "62 de cada 100 en el grupo del programa y 48 de cada 100 en el grupo de comparación",
    }
    assert first[language] in said.replace("\xa0", " ")
    assert {"en": "6 to 20 more", "es": "de 6 a 20 más"}[language] in said
    assert {"en": "Certainty: Low", "es": "Certeza: Baja"}[language] in said


def test_certainty_goes_down_where_the_groups_were_not_asked_alike(make, demo):
    asked = [["school_asked.comparison", 2.4, 1.0, "warn", ""]]
    said = text_of(outcomes(make(*everything(demo), checks=asked), demo, "en"))
    assert "Certainty: Very low. We do not know whether the programme makes this difference." in said
    assert "First remigration of any child of the household, 12 months" in said


def test_an_interval_that_includes_none_is_said_to(make, demo):
    school = rows("school_return", demo, estimate=0.02, interval=(-0.04, 0.08))
    assert "The interval includes no difference at all." in text_of(outcomes(make(school), demo, "en"))


def test_what_is_withheld_says_why_once_and_draws_nothing(make, demo, language):
    reason = "[school_seldom_asked]"
    school = rows("school_return", demo, status="withheld", reason=reason)
    pieces = outcomes(make(school, drawn=False), demo, language)
    table = next(piece for piece in pieces if "<table>" in piece.html)
    why = {"en": "contacts seldom tell whether a child is in school", "es": "los contactos rara vez dicen"}[language]
    assert table.text.count(why) == 1
    assert not any("<svg" in piece.html for piece in pieces)
    assert not re.search(r"\d+(?:\.\d+)? \(", table.text.split("\n")[2])


def test_the_picture_stands_within_its_frame_and_names_both_groups(make, demo, language):
    html = "".join(piece.html for piece in outcomes(make(*everything(demo)), demo, language))
    drawing = html[html.index("<svg") : html.index("</svg>")]
    corners = [
        tuple(map(float, pair.split(","))) for line in re.findall(r'points="([^"]+)"', drawing) for pair in line.split()
    ]
    assert all(0 <= x <= 420 and 0 <= y <= 260 for x, y in corners)
    assert drawing.count("<polyline") == 2
    assert len(re.findall("Programme group|Comparison group|Grupo del programa|Grupo de comparación", drawing)) == 2
    assert "script" not in drawing
    assert drawing.split('aria-label="')[1][:10]


def test_a_curve_without_intervals_is_drawn_without_an_area(make, demo):
    pieces = outcomes(make(*everything(demo), banded=False), demo, "en")
    assert not any("<polygon" in piece.html for piece in pieces)
    assert any("<polyline" in piece.html for piece in pieces)


def test_a_study_that_asks_for_none_shows_none(released, rossi, language):
    assert outcomes(released(rossi), rossi, language) == ()
    assert len(outcomes_table(released(rossi), rossi, language).text.splitlines()) == 1


def test_the_share_of_supported_siblings_is_told_or_said_to_be_hidden(make, demo):
    shares = [
        [f"siblings_supported.{arm}", value, np.nan, "pass", ""]
        for arm, value in (("programme", 0.8), ("comparison", 0.1))
    ]
    assert "80% in the programme group and 10% in the comparison group" in text_of(
        outcomes(make(*everything(demo), checks=shares), demo, "en")
    )
    assert "is not shown, to protect privacy" in text_of(outcomes(make(*everything(demo)), demo, "en"))
