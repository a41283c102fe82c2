"""A landmark study from raw records to released sentences, in one process."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from impact import Analysis, Study
from impact import present as show
from impact.data.synthetic import generate, synthesise
from impact.disclosure import release
from impact.provenance import project_root
from impact.results import Checks

DAY = 30
FACTS = {"data_version": "d", "code_version": "c"}


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("records")
    with pytest.MonkeyPatch.context() as patch:
        # Nobody asks for the truth here, and it takes longer than the records.
        patch.setattr(sys.modules[generate.__module__], "truth", lambda **_: {})
        synthesise(folder, children=800, seed=7)
    demo = Study.load(project_root() / "studies" / "cmrrp-demo.yaml")
    # Modelled risks do not take delayed entry, which a landmark is.
    nothing_more = {"methods": (), "sensitivities": (), "subgroups": (), "further_outcomes": (), "dose": None}
    demo = demo.model_copy(update=nothing_more)
    changes: dict[str, Any] = {
        "input": {"form": "case_records", "path": str(folder)},
        "design": {"kind": "landmark", "day": DAY},
        "bootstrap": {"replicates": 50},
        "imputation": {"bootstraps": 20},
        "missing": {"imputations": 2},
        "source": folder / "study.yaml",
    }
    return Study.model_validate(demo.model_dump() | changes)


@pytest.fixture(scope="module")
def analysis(study, tmp_path_factory) -> Analysis:
    return Analysis(study, tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def released(analysis):
    return analysis.released()


def test_the_curves_start_at_the_landmark(analysis):
    curves = analysis.cumulative_incidence().frame
    entry = analysis.build_cohort().table.entry
    np.testing.assert_allclose(analysis.study.days(entry), DAY)
    assert (curves.loc[curves["time"] <= entry.min(), "estimate"] == 0).all()
    assert (curves.groupby("arm")["estimate"].max() > 0).all()


def test_the_share_that_enrolled_later_is_released_from_rounded_counts(analysis, released):
    (exact,) = analysis.results.checks.select(check="later_enrolled").to_dict("records")
    (shown,) = released.checks.select(check="later_enrolled").to_dict("records")
    tables, table = analysis.validate().tables, analysis.build_cohort().table
    assert 0.02 < exact["value"] < 0.5
    assert round(exact["value"] * (table.arm == 0).sum()) < len(tables["enrolments"])
    assert shown["value"] == pytest.approx(exact["value"], abs=0.02)
    assert shown["value"] == round(shown["value"], 2)
    assert shown["verdict"] == "pass"
    assert f"{shown['value']:.0%}" in shown["text"]


def test_who_found_the_events_is_released_from_rounded_counts(analysis, released):
    (exact,) = analysis.results.checks.select(check="detection.comparison").to_dict("records")
    (shown,) = released.checks.select(check="detection.comparison").to_dict("records")
    assert 0.5 < exact["value"] < 0.95
    assert shown["value"] == pytest.approx(exact["value"], abs=0.03)
    assert shown["value"] == round(shown["value"], 2)
    assert f"{shown['value']:.0%} were found by contacts" in shown["text"]
    # Nearly everything in the programme: the rest are few, and so is not told.
    (hidden,) = released.checks.select(check="detection.programme").to_dict("records")
    assert np.isnan(hidden["value"])


def test_a_share_of_few_is_blank_and_said_to_be_hidden(analysis, study):
    checks = analysis.results.checks.frame.copy()
    n = int((analysis.build_cohort().table.arm == 0).sum())
    for few in (10, n - 10):
        checks.loc[checks["check"] == "later_enrolled", "value"] = few / n
        hidden = release(replace(analysis.results, checks=Checks(checks)), study)
        assert np.isnan(hidden.checks.select(check="later_enrolled")["value"].iloc[0])
        assert "enrolled after day 30 is not shown" in show.who(hidden, study, "en").text


SAID = {
    "en": {
        "definitions": (
            "children still at home on day 30 after the return who had enrolled by then",
            "still at home on day 30 after the return who had not enrolled by then. Whoever enrolled later stays",
            "Times are counted from the return, in both groups alike. The curves start at zero on day 30",
        ),
        "limits": ("is never the effect of enrolment", "day 30"),
        "who": ("of the comparison group, {share} enrolled after day 30",),
        "versions": ("Observational comparison; landmark on day 30 after the return",),
        "flow": ("No longer at home on the landmark day",),
    },
    "es": {
        "definitions": (
            "que el día 30 después del retorno seguían en casa y ya contaban con una inscripción",
            "seguían en casa y aún no contaban con una inscripción. Quien se inscribió más tarde permanece",
            "El tiempo se cuenta desde el retorno, igual en los dos grupos. Las curvas parten de cero el día 30",
        ),
        "limits": ("nunca es el efecto de la inscripción", "el día 30 después del retorno"),
        "who": ("del grupo de comparación, el {share} se inscribió después del día 30",),
        "versions": ("punto de referencia en el día 30 después del retorno",),
        "flow": ("Ya no estaba en casa el día de referencia",),
    },
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_report_says_that_it_is_a_landmark_study(study, released, language):
    pieces = {
        "definitions": show.definitions(study, language).text,
        "limits": show.limits(released, study, language).text,
        "who": show.who(released, study, language).text,
        "versions": show.versions_note(FACTS, released, study, language).text,
        "flow": show.flow_chart(released, study, language).html,
    }
    value = released.checks.select(check="later_enrolled")["value"].iloc[0]
    for name, phrases in SAID[language].items():
        for phrase in phrases:
            wanted = phrase.format(share=show_share(value, language)).lower()
            assert wanted in pieces[name].lower(), name
    everything = " ".join([*pieces.values(), show.headline(released, study, language).text])
    claims = re.findall(r"(\S+ \S+) (?:the effect of enrolment|el efecto de la inscripción)", everything)
    assert claims == [{"en": "is never", "es": "nunca es"}[language]]


def show_share(value: float, language: str) -> str:
    from impact.i18n import percent

    return percent(value, language)


def test_a_referral_study_says_nothing_of_a_landmark(study, released):
    referral = Study.model_validate(study.model_dump() | {"design": {"kind": "referral"}, "source": study.source})
    said = show.definitions(referral, "en").text + show.limits(released, referral, "en").text
    assert "day 30" not in said
    assert "enrolled" not in show.who(released, referral, "en").text
